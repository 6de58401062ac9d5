#include "outliers.h"

#include <algorithm>
#include <cmath>

namespace luthier::cleaning {

namespace {

enum ParameterIndex : std::size_t { kFactor, kLeastRows, kLeastTimes };

} // namespace

std::int64_t charactersOf(const RowView& row, Speaker speaker) {
    std::size_t characters = 0;
    for (const Passage& passage : row.passages)
        if (passage.speaker == speaker && passage.role != "rejected")
            characters +=
                static_cast<std::size_t>(std::count_if(passage.text.begin(), passage.text.end(), [](char c) {
                    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
                })); // texts are valid UTF-8
    return static_cast<std::int64_t>(characters);
}

std::size_t firstPassage(const RowView& row, Speaker speaker) {
    for (std::size_t i = 0; i < row.passages.size(); ++i)
        if (row.passages[i].speaker == speaker && row.passages[i].role != "rejected")
            return i;
    return kWholeRow;
}

std::optional<double> logarithm(std::int64_t characters) {
    return characters > 0 ? std::optional(std::log(static_cast<double>(characters))) : std::nullopt;
}

std::vector<RuleParameter> outlierParameters() {
    return {{"factor", 1.7, 0.1, 100}, {"least_rows", 50, 4, 1e9}, {"least_times", 5, 1, 1000}};
}

bool isOutlier(double value, const Quartiles& quartiles, const std::vector<double>& values) {
    if (static_cast<double>(quartiles.rows) < values[kLeastRows])
        return false;
    const double distance =
        std::max(values[kFactor] * (quartiles.third - quartiles.first), std::log(values[kLeastTimes]));
    return value > quartiles.third + distance || value < quartiles.first - distance;
}

std::string rounded(double logarithm) {
    return std::to_string(static_cast<std::int64_t>(std::lround(std::exp(logarithm))));
}

} // namespace luthier::cleaning
