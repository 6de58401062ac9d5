#pragma once

#include "labelling.h"
#include "loss_meter.h"

#include <base/json.h>
#include <scoring/intervals.h>
#include <scoring/paired.h>

#include <optional>
#include <vector>

namespace luthier::evaluating {

/// What a comparison has counted so far.
struct ComparisonTally {
    std::int64_t rows = 0;
    std::int64_t failed = 0; ///< of them, those that carry an error
    scoring::PairedCounts exact;
    std::vector<scoring::RowSum> base; ///< losses of rows that have any
    std::vector<scoring::RowSum> adapted;

    std::optional<LabelTally> labels; ///< where labels are learnt

    void addLosses(const RowLoss& baseLoss, const RowLoss& adaptedLoss);
    void addLabels(const families::ModelShape& shape, const Labelled& baseLabels,
                   const Labelled& adaptedLabels);
};

/// The summary of cli.md: {rows, scored, failed, base: {loss, loss_low, loss_high, exact_match: {value, low,
/// high, right}}, adapted: {…}, loss_difference: {value, low, high}, fixed, broken, both_right, both_wrong,
/// mcnemar_p, tokens}. Shares have Wilson's interval, losses (over all tokens) the bootstrap's over rows;
/// null where there is nothing to say. Where labels are learnt each side has `metrics` as well
/// (LabelTally::metricsOf).
Json summaryOf(const ComparisonTally& tally, std::uint64_t seed);

} // namespace luthier::evaluating
