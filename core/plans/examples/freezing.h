#pragma once

#include "example.h"
#include "frozen_data.h"
#include "label_names.h"

#include <recipe/recipe.h>

#include <cstdint>
#include <string>
#include <vector>

namespace luthier::examples {

/// Whether anything is learnt of a row under its task.
bool trains(const Example& example, recipe::Task task);

/// Gathers the rows of a run, whose labels are known only when all of them are there.
class Freezer {
public:
    /// `train`: the training rows, for validation rows, which have the same labels.
    Freezer(const recipe::Recipe& recipe, std::vector<std::string> modelLabels,
            const FrozenData* train = nullptr);

    /// Takes note of a row's labels, whether it is appended later or not. Fails with labels.unknown,
    /// labels.several for a row that cannot be learnt.
    Status note(const Example& example);
    void append(const Example& example, std::int64_t datasetId, std::int64_t rowId);
    std::int64_t rows() const { return m_data.rows(); }
    /// Fails with labels.only_one, labels.none, labels.too_many.
    Result<FrozenData> finish() &&;

private:
    void setRowLabels(const LabelRules& rules, const std::vector<std::int32_t>& indexes);

    recipe::Task m_task;
    std::int64_t m_batchSize;
    std::int64_t m_maxLength;
    LabelRules m_rules;
    std::vector<std::string> m_modelLabels;
    LabelBook m_book;
    FrozenData m_data;                     // token labels are places in the book until the end
    std::vector<std::int32_t> m_rowLabels; // places in the book, one row behind the other
    std::vector<std::size_t> m_labelStarts = {0};
};

} // namespace luthier::examples
