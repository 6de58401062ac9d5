#pragma once

#include "rule.h"

namespace luthier::cleaning {

// Lengths of texts spread over powers of ten, so outliers are looked for among their logarithms.

/// Characters of all that a speaker says in a row; rejected answers are not counted.
std::int64_t charactersOf(const RowView& row, Speaker speaker);
/// The first passage of a speaker; kWholeRow when there is none.
std::size_t firstPassage(const RowView& row, Speaker speaker);
/// Nothing for a row without characters.
std::optional<double> logarithm(std::int64_t characters);

/// `factor` (times the distance of the quartiles, Tukey's fences), `least_rows` (fewer say nothing) and
/// `least_times` (an outlier is at least as many times beyond the quartile: lengths may all be nearly equal).
std::vector<RuleParameter> outlierParameters();
/// Whether a logarithm lies outside the fences, by the values of these parameters.
bool isOutlier(double value, const Quartiles& quartiles, const std::vector<double>& values);

/// The number whose logarithm it is, rounded.
std::string rounded(double logarithm);

} // namespace luthier::cleaning
