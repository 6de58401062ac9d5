#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace luthier::scoring {

/// How right predictions of labels are, as scikit-learn counts it. A class nobody predicted, or that never
/// came, has an F1 of 0 (zero_division).
class LabelCounts {
public:
    explicit LabelCounts(std::size_t labels);

    /// One of the labels each: a text with one label, or a token.
    void add(std::size_t reference, std::size_t predicted);
    /// Any number of them: a flag a label.
    void addFlags(std::span<const bool> reference, std::span<const bool> predicted);

    std::int64_t items() const { return m_items; }
    /// accuracy_score: items whose labels are all right; NaN without items.
    double accuracy() const;
    /// f1_score, average "macro": the mean over labels that came or were predicted (of flags: over all).
    double macroF1() const;
    /// f1_score, average "micro": over all labels together; of one label an item it is the accuracy.
    double microF1() const;

private:
    struct Counts {
        std::int64_t both = 0;      ///< said and right
        std::int64_t said = 0;      ///< predicted
        std::int64_t reference = 0; ///< came
    };
    static double f1(const Counts& counts);

    std::vector<Counts> m_counts; ///< by label
    std::int64_t m_items = 0;
    std::int64_t m_right = 0;
    bool m_flags = false;
};

/// Errors of predicted numbers: mean_squared_error, mean_absolute_error, pearsonr; NaN where they are not
/// defined.
class NumberErrors {
public:
    void add(double reference, double predicted);
    std::int64_t items() const { return static_cast<std::int64_t>(m_references.size()); }
    double meanSquared() const;
    double meanAbsolute() const;
    double pearson() const;

private:
    std::vector<double> m_references;
    std::vector<double> m_predictions;
};

} // namespace luthier::scoring
