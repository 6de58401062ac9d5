#include "lengths.h"

#include "label_names.h"
#include "rendered_rows.h"

#include <algorithm>

namespace luthier::examples {
namespace {

constexpr std::int64_t kBins = 32;

std::int64_t nearestRank(const std::vector<std::int64_t>& sorted, std::int64_t percent) {
    if (sorted.empty())
        return 0;
    const auto rank = (static_cast<std::int64_t>(sorted.size()) * percent + 99) / 100;
    return sorted[static_cast<std::size_t>(std::max<std::int64_t>(rank, 1) - 1)];
}

/// The narrowest of 1, 2, 4, 8, … tokens with which all rows fall into kBins bins.
std::vector<TokenLengths::Bin> histogramOf(const std::vector<std::int64_t>& sorted) {
    std::vector<TokenLengths::Bin> bins;
    if (sorted.empty())
        return bins;
    std::int64_t width = 1;
    while (sorted.back() / width >= kBins)
        width *= 2;
    for (std::int64_t i = 0; i <= sorted.back() / width; ++i)
        bins.push_back({i * width, (i + 1) * width, 0});
    for (const std::int64_t length : sorted)
        ++bins[static_cast<std::size_t>(length / width)].rows;
    return bins;
}

} // namespace

TokenLengths lengthsOf(const RowExtents& extents, const recipe::Recipe& recipe) {
    TokenLengths found;
    found.remarks = extents.remarks;
    const LabelRules rules = rulesOf(recipe);
    std::vector<std::int64_t> lengths;
    for (std::int64_t row = 0; row < extents.rows(); ++row) {
        if (extents.refusal(row) || !rules.check(extents.labelsOf(row), extents.isListed(row))) {
            ++found.refused;
            continue;
        }
        const std::int64_t length = extents.longest(row);
        const std::int64_t targets = extents.sizeOf(row, recipe).targets;
        if (recipe.task == recipe::Task::Seq2seq && !extents.answers.empty())
            found.answers.push_back(extents.answers[static_cast<std::size_t>(row)]);
        lengths.push_back(length);
        found.trained += targets;
        found.cutRows += extents.isLonger(row, recipe) ? 1 : 0;
        found.rowsWithoutTrained += targets == 0 ? 1 : 0;
    }
    std::sort(lengths.begin(), lengths.end());
    std::sort(found.answers.begin(), found.answers.end());
    found.rows = static_cast<std::int64_t>(lengths.size());
    found.p50 = nearestRank(lengths, 50);
    found.p95 = nearestRank(lengths, 95);
    found.max = lengths.empty() ? 0 : lengths.back();
    found.histogram = histogramOf(lengths);
    return found;
}

Result<std::vector<RowId>> selectByTokens(project::Project& project, const dataset::DatasetFacts& facts,
                                          const dataset::RowFilter& filter, const ExampleMaker& whole,
                                          std::int64_t least, std::int64_t most, StopToken stop,
                                          ProgressSink& progress) {
    std::vector<RowId> chosen;
    TRY_VOID(forEachRendered(project, facts, filter, whole, stop, progress,
                             [&](const dataset::Row& row, const Result<Example>& rendered) {
                                 const auto* ids = !rendered                      ? nullptr
                                                   : rendered->source.ids.empty() ? &rendered->ids
                                                                                  : &rendered->source.ids;
                                 const auto length = ids ? std::ssize(*ids) : -1;
                                 if (length >= least && length <= most && rendered)
                                     chosen.push_back(row.id);
                             }));
    return chosen;
}

recipe::Recipe withoutLimit(recipe::Recipe recipe) {
    recipe.tokens.maxLength = 0;
    recipe.tokens.maxTargetLength = 0;
    return recipe;
}

Json toJson(const TokenLengths& lengths) {
    Json histogram = Json::array();
    for (const TokenLengths::Bin& bin : lengths.histogram)
        histogram.push_back({{"from", bin.from}, {"to", bin.to}, {"rows", bin.rows}});
    Json json = {{"rows", lengths.rows},
                 {"tokens",
                  {{"p50", lengths.p50},
                   {"p95", lengths.p95},
                   {"max", lengths.max},
                   {"histogram", std::move(histogram)}}},
                 {"trained", lengths.trained},
                 {"cut_rows", lengths.cutRows},
                 {"rows_without_trained", lengths.rowsWithoutTrained},
                 {"refused", lengths.refused},
                 {"remarks", toJson(lengths.remarks)}};
    if (!lengths.answers.empty())
        json["target_tokens"] = {{"p50", nearestRank(lengths.answers, 50)},
                                 {"p95", nearestRank(lengths.answers, 95)},
                                 {"max", lengths.answers.back()}};
    return json;
}

} // namespace luthier::examples
