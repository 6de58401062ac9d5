#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace luthier::labeling {

/// No answer.
constexpr int kNoAnswer = -1;

/// What annotators answered: `answers[annotator][item]` is the place of a category, or kNoAnswer. All rows
/// are of one length. `values` stand for the categories where their distances matter (interval, ratio);
/// categories are in their order.
struct Answers {
    std::vector<double> values;
    std::vector<std::vector<int>> answers;

    std::size_t categories() const { return values.size(); }
    std::size_t items() const { return answers.empty() ? 0 : answers.front().size(); }
};

/// What two answers have in common: 1 the same, 0 as far apart as can be; by the order of the categories.
enum class Weights { Identity, Linear, Quadratic };
enum class Level { Nominal, Ordinal, Interval, Ratio };

// Each figure is nothing where it is not defined: without items that two have answered, or where chance alone
// explains everything (one category throughout).

/// Of two answers to one item by different annotators, the share that is the same; the mean over items.
std::optional<double> percentAgreement(const Answers& answers);
/// Of two annotators over the items that both answered, as scikit-learn's cohen_kappa_score.
std::optional<double> cohenKappa(const std::vector<int>& first, const std::vector<int>& second,
                                 std::size_t categories, Weights weights);
/// The mean over all pairs of annotators that have one.
std::optional<double> meanKappa(const Answers& answers, Weights weights);
/// Krippendorff's alpha; items with one answer are left out.
std::optional<double> krippendorffAlpha(const Answers& answers, Level level);
/// Gwet's AC1 (identity) or AC2.
std::optional<double> gwetCoefficient(const Answers& answers, Weights weights);

/// Kendall's tau-b of two orders of the same things, given by their places: 1 the same, -1 turned round.
/// Nothing where one of them puts all at one place.
std::optional<double> kendallTau(const std::vector<int>& first, const std::vector<int>& second);

/// How often the first annotator answered the row's category where the second answered the column's.
std::vector<std::vector<std::int64_t>> confusion(const std::vector<int>& first,
                                                 const std::vector<int>& second, std::size_t categories);

} // namespace luthier::labeling
