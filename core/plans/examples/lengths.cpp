#include "lengths.h"

#include <dataset/rows.h>

#include <algorithm>

namespace luthier::examples {
namespace {

constexpr std::int64_t kPage = 500;
constexpr std::int64_t kBins = 32;

/// Something is learnt among the tokens that the limit keeps; the first one is predicted by nothing.
std::int64_t trainedWithin(const std::vector<std::uint8_t>& mask, std::int64_t limit) {
    const auto kept =
        limit > 0 ? std::min<std::size_t>(mask.size(), static_cast<std::size_t>(limit)) : mask.size();
    return kept == 0 ? 0
                     : std::count(mask.begin() + 1, mask.begin() + static_cast<std::ptrdiff_t>(kept),
                                  std::uint8_t{1});
}

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

/// Renders up to `most` rows (0: all) one after the other.
template <class Take>
Status forEachRendered(project::Project& project, const dataset::DatasetFacts& facts,
                       const dataset::RowFilter& filter, const ExampleMaker& maker, std::int64_t most,
                       const StopToken& stop, ProgressSink& progress, Take take) {
    RowId after{0};
    std::int64_t seen = 0;
    while (most == 0 || seen < most) {
        if (stop.stop_requested())
            return interrupted();
        TRY(const auto rows, dataset::readAfter(project.database(), facts, filter, after,
                                                most == 0 ? kPage : std::min(kPage, most - seen)));
        if (rows.empty())
            break;
        for (const dataset::Row& row : rows)
            take(row.id, maker.make(row.fields, facts.roles));
        seen += static_cast<std::int64_t>(rows.size());
        after = rows.back().id;
        progress.report({"lengths", seen, most == 0 ? facts.rows : std::min(most, facts.rows)});
    }
    return {};
}

} // namespace

Result<TokenLengths> measureLengths(project::Project& project, const dataset::DatasetFacts& facts,
                                    const dataset::RowFilter& filter, const ExampleMaker& whole,
                                    std::int64_t maxLength, std::int64_t most, StopToken stop,
                                    ProgressSink& progress) {
    TokenLengths found;
    std::vector<std::int64_t> lengths;
    TRY_VOID(forEachRendered(project, facts, filter, whole, most, stop, progress,
                             [&](RowId, const Result<tokenizing::Rendered>& rendered) {
                                 if (!rendered) {
                                     if (found.refused++ == 0)
                                         found.firstRefusal = rendered.error().code();
                                     return;
                                 }
                                 const auto length = static_cast<std::int64_t>(rendered->ids.size());
                                 const std::int64_t trained = trainedWithin(rendered->mask, maxLength);
                                 lengths.push_back(length);
                                 found.remarks.add(*rendered, whole.tokenizer());
                                 found.trained += trained;
                                 found.cutRows += maxLength > 0 && length > maxLength ? 1 : 0;
                                 found.rowsWithoutTrained += trained == 0 ? 1 : 0;
                             }));
    std::sort(lengths.begin(), lengths.end());
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
    TRY_VOID(forEachRendered(project, facts, filter, whole, 0, stop, progress,
                             [&](RowId row, const Result<tokenizing::Rendered>& rendered) {
                                 const auto length =
                                     rendered ? static_cast<std::int64_t>(rendered->ids.size()) : -1;
                                 if (length >= least && length <= most && rendered)
                                     chosen.push_back(row);
                             }));
    return chosen;
}

recipe::Recipe withoutLimit(recipe::Recipe recipe) {
    recipe.tokens.maxLength = 0;
    return recipe;
}

Json toJson(const TokenLengths& lengths) {
    Json histogram = Json::array();
    for (const TokenLengths::Bin& bin : lengths.histogram)
        histogram.push_back({{"from", bin.from}, {"to", bin.to}, {"rows", bin.rows}});
    return {{"rows", lengths.rows},
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
}

} // namespace luthier::examples
