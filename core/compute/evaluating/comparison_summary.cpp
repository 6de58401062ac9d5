#include "comparison_summary.h"

#include <base/json_numbers.h>

namespace luthier::evaluating {
namespace {

Json intervalJson(const scoring::Interval& interval) {
    return {{"value", finiteOrNull(interval.value)},
            {"low", finiteOrNull(interval.low)},
            {"high", finiteOrNull(interval.high)}};
}

Json sideJson(const std::vector<scoring::RowSum>& losses, std::int64_t right, std::int64_t scored,
              const scoring::BootstrapOptions& options) {
    const scoring::Interval loss = scoring::bootstrapMean(losses, options);
    Json exact = intervalJson(scoring::wilsonInterval(right, scored));
    exact["right"] = right;
    return {{"loss", finiteOrNull(loss.value)},
            {"loss_low", finiteOrNull(loss.low)},
            {"loss_high", finiteOrNull(loss.high)},
            {"exact_match", std::move(exact)}};
}

} // namespace

void ComparisonTally::addLosses(const RowLoss& baseLoss, const RowLoss& adaptedLoss) {
    if (baseLoss.tokens == 0)
        return;
    base.push_back({baseLoss.sum, static_cast<double>(baseLoss.tokens)});
    adapted.push_back({adaptedLoss.sum, static_cast<double>(adaptedLoss.tokens)});
}

void ComparisonTally::addLabels(const families::ModelShape& shape, const Labelled& baseLabels,
                                const Labelled& adaptedLabels) {
    if (!labels)
        labels.emplace(shape);
    labels->add(Side::Base, baseLabels);
    labels->add(Side::Adapted, adaptedLabels);
}

Json summaryOf(const ComparisonTally& tally, std::uint64_t seed) {
    scoring::BootstrapOptions options;
    options.seed = seed;
    double tokens = 0;
    for (const scoring::RowSum& row : tally.base)
        tokens += row.count;
    const scoring::PairedCounts& exact = tally.exact;
    Json summary = {
        {"rows", tally.rows},
        {"scored", exact.rows()},
        {"failed", tally.failed},
        {"tokens", static_cast<std::int64_t>(tokens)},
        {"base", sideJson(tally.base, exact.rightBefore(), exact.rows(), options)},
        {"adapted", sideJson(tally.adapted, exact.rightAfter(), exact.rows(), options)},
        {"loss_difference", intervalJson(scoring::bootstrapDifference(tally.base, tally.adapted, options))},
        {"fixed", exact.fixed},
        {"broken", exact.broken},
        {"both_right", exact.bothRight},
        {"both_wrong", exact.bothWrong},
        {"mcnemar_p",
         exact.rows() > 0 ? Json(scoring::mcnemarExact(exact.fixed, exact.broken)) : Json(nullptr)}};
    if (tally.labels) {
        summary["base"]["metrics"] = tally.labels->metricsOf(Side::Base);
        summary["adapted"]["metrics"] = tally.labels->metricsOf(Side::Adapted);
    }
    return summary;
}

} // namespace luthier::evaluating
