#pragma once

#include "agreement.h"
#include "scheme.h"

#include <base/progress.h>

namespace luthier::labeling {

/// How the annotators of a scheme agree. Figures that are not defined are absent (agreement.h). Of orders
/// alpha is of the places that each field of each row has.
struct AgreementReport {
    std::int64_t items = 0;              ///< rows that two or more have labelled
    std::vector<std::string> annotators; ///< by name
    std::vector<std::string> categories; ///< as text: options or ratings in their order; lists as they occur
    Scale scale = Scale::Nominal;        ///< ordinal: weights are quadratic, alpha is ordinal
    std::optional<double> percent;       ///< from 0 to 1
    std::optional<double> cohenKappa;    ///< of more than two annotators the mean over pairs
    std::optional<double> weightedKappa; ///< ordinal alone
    std::optional<double> krippendorffAlpha;
    std::optional<double> gwetAc2; ///< nominal: AC1
    std::optional<double> spanF1; ///< of spans: the mean over pairs, a span counts when all of it is the same
    std::optional<double> kendallTau; ///< of orders: tau-b, the mean over rows and pairs of annotators
    std::vector<std::int64_t>
        disputed; ///< numbers of the rows where two differ and nobody has decided, the first kMostDisputed
    std::int64_t disputes = 0; ///< rows where two differ
    std::int64_t decided = 0;  ///< of those, with a final label
    Answers answers;           ///< what the figures are of; without spans
};

constexpr std::size_t kMostDisputed = 100'000;

/// Fails with dataset.no_such_scheme, label.not_comparable (what is written by hand), label.too_many_values,
/// interrupted().
Result<AgreementReport> agreementOf(storage::Connection& database, const dataset::DatasetFacts& facts,
                                    std::string_view scheme, StopToken stop);

} // namespace luthier::labeling
