#include "row_counts.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace luthier::examples {

RowFate fateOf(bool isLonger, bool trains, recipe::Truncation truncation) {
    if (isLonger && truncation == recipe::Truncation::Drop)
        return RowFate::Dropped;
    if (!trains)
        return RowFate::WithoutTrained;
    return isLonger ? RowFate::Cut : RowFate::Whole;
}

void RowCounts::add(RowFate fate) {
    ++rows;
    trained += fate == RowFate::Whole || fate == RowFate::Cut ? 1 : 0;
    cut += fate == RowFate::Cut ? 1 : 0;
    dropped += fate == RowFate::Dropped ? 1 : 0;
    withoutTrained += fate == RowFate::WithoutTrained ? 1 : 0;
}

void RowCounts::addRefused(const std::string& code) {
    ++rows;
    ++refused[code];
}

RowCounts& RowCounts::operator+=(const RowCounts& other) {
    rows += other.rows;
    trained += other.trained;
    cut += other.cut;
    dropped += other.dropped;
    withoutTrained += other.withoutTrained;
    for (const auto& [code, count] : other.refused)
        refused[code] += count;
    return *this;
}

std::int64_t RowCounts::refusedRows() const {
    std::int64_t sum = 0;
    for (const auto& [code, count] : refused)
        sum += count;
    return sum;
}

std::string RowCounts::reasons() const {
    std::vector<std::pair<std::string, std::int64_t>> all(refused.begin(), refused.end());
    all.emplace_back("recipe.rows_without_trained", withoutTrained);
    all.emplace_back("recipe.rows_dropped", dropped);
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::string text;
    for (const auto& [code, count] : all)
        if (count > 0)
            text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + code;
    return text;
}

Json toJson(const RowCounts& counts) {
    Json refused = Json::object();
    for (const auto& [code, count] : counts.refused)
        refused[code] = count;
    return {{"rows", counts.rows},
            {"trained", counts.trained},
            {"cut", counts.cut},
            {"dropped", counts.dropped},
            {"without_trained", counts.withoutTrained},
            {"refused", std::move(refused)}};
}

Result<RowCounts> rowCountsFromJson(const Json& document) {
    RowCounts counts;
    TRY(counts.rows, integerAt(document, "rows", 0));
    TRY(counts.trained, integerAt(document, "trained", 0));
    TRY(counts.cut, integerAt(document, "cut", 0));
    TRY(counts.dropped, integerAt(document, "dropped", 0));
    TRY(counts.withoutTrained, integerAt(document, "without_trained", 0));
    if (const Json* refused = member(document, "refused"); refused && refused->is_object())
        for (const auto& [code, count] : refused->items()) {
            TRY(counts.refused[code], integerAt(*refused, code, 0));
        }
    return counts;
}

} // namespace luthier::examples
