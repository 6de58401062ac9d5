#pragma once

#include <bridge/comparison_rows.h>

#include <base/progress.h>

#include <optional>
#include <vector>

namespace luthier::compare {

/// What makes an answer right: the reference itself, the reference somewhere in it, characters like its own
/// (chrF of at least `least`), or nothing, and the loss on the reference tells which side is nearer to it.
struct Criterion {
    enum class Kind { Exact, Contains, Similar, Loss };
    Kind kind = Kind::Exact;
    double least = 0; ///< Similar: 0 to 1
    bool operator==(const Criterion&) const = default;
};

/// How like the reference both answers of a row are: chrF, 0 to 1.
struct Likeness {
    double base = 0;
    double adapted = 0;
};

/// Of all rows, in their order; interrupted() when stopped. Any thread.
Result<std::vector<Likeness>> likenessOf(const std::vector<bridge::ComparedRow>& rows, const StopToken& stop);

/// What tuning did to a row's answer by a criterion. Rows that were not answered, or cannot be right or
/// wrong, stay what they are.
bridge::Outcome judged(const bridge::ComparedRow& row, const Criterion& criterion, const Likeness& likeness);

/// How much the loss of the reference rose by tuning; nothing where one side has none.
std::optional<double> lossChange(const bridge::ComparedRow& row);

/// The criterion that tells most of these rows: the loss where no answer is right, else the exact text.
Criterion tellingCriterion(const std::vector<bridge::ComparedRow>& rows);

} // namespace luthier::compare
