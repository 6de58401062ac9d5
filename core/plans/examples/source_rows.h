#pragma once

#include "label_names.h"
#include "row_counts.h"
#include "row_extents.h"
#include "row_size.h"

#include <recipe/recipe.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace luthier::examples {

/// What a recipe makes of the rows of one of its sources.
struct SourceRows {
    RowCounts counts;
    RowRemarks remarks;
    std::int64_t p95 = 0;       ///< length of whole rows in tokens, nearest rank; 0 without any
    std::vector<RowSize> sizes; ///< what the run will take, in its order, repeated by the source's weight
};

/// The same as preparing the rows would give, from their extents. `rules`: what labels they may have; those
/// of a training by default (`rulesOf`), for a validation those that its training rows come to (`labelsOf`).
SourceRows rowsUnder(const RowExtents& extents, const recipe::Recipe& recipe,
                     const recipe::DataSource& source, std::int64_t dataset, const LabelRules& rules);
SourceRows rowsUnder(const RowExtents& extents, const recipe::Recipe& recipe,
                     const recipe::DataSource& source, std::int64_t dataset);

/// What the labels of all training rows come to. Fails with labels.only_one, labels.none, labels.too_many.
Result<LabelRules> labelsOf(const std::vector<std::shared_ptr<const RowExtents>>& train,
                            const recipe::Recipe& recipe, const std::vector<std::string>& modelLabels);

} // namespace luthier::examples
