#pragma once

#include "frozen_data.h"
#include "row_labels.h"

#include <recipe/recipe.h>

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace luthier::examples {

/// What labels rows may have, before they are read.
struct LabelRules {
    recipe::ProblemType problem = recipe::ProblemType::Auto;
    std::vector<std::string> names;  ///< empty: whatever the rows have
    bool integersAreIndexes = false; ///< an integer that is no name is the index of one

    /// The index of a label among the names.
    std::optional<std::int32_t> indexOf(const std::string& label) const;
    /// Why a row may not have these labels: labels.unknown, labels.several (and the recipe asks for one).
    Status check(const std::vector<std::string>& labels, bool listed) const;
};

/// Whether rows, or their tokens, have labels with names under a task.
bool hasNames(recipe::Task task);

/// Those of a recipe for its training rows.
LabelRules rulesOf(const recipe::Recipe& recipe);
/// Those of its validation rows: the names and the kind of problem of the training rows.
LabelRules rulesOf(const recipe::Recipe& recipe, const FrozenData& train);

/// The labels of all training rows that could be rendered, and what follows from them.
class LabelBook {
public:
    /// The place of each label in `labels()`.
    std::vector<std::int32_t> add(const std::vector<std::string>& labels, bool listed);
    const std::vector<std::string>& labels() const { return m_labels; }
    bool anyListed() const { return m_anyListed; }

private:
    std::vector<std::string> m_labels; // in the order in which they came
    std::unordered_map<std::string, std::int32_t> m_places;
    bool m_anyListed = false;
};

/// The rules with names: those of the recipe; else those of the model, where all labels of the rows are among
/// them; else the labels of the rows, integers in the order of numbers, others in that of their code points.
/// The kind of problem follows from the rows where the recipe leaves it to them: any number of labels as soon
/// as one row gives a list. Fails with labels.only_one when there is nothing to tell apart, labels.none,
/// labels.too_many.
Result<LabelRules> settledRules(LabelRules rules, const std::vector<std::string>& modelNames,
                                const LabelBook& rows);

} // namespace luthier::examples
