#pragma once

#include "row_counts.h"
#include "row_extents.h"

#include <recipe/recipe.h>

#include <cstdint>
#include <vector>

namespace luthier::examples {

/// A row as a run takes it: tokens within max_length, and how many of them are learnt.
struct RowSize {
    std::int32_t tokens = 0;
    std::int32_t targets = 0;
    std::int32_t source = 0; ///< tokens of the text in front, which an encoder reads
    bool operator==(const RowSize&) const = default;
};

/// What a recipe makes of the rows of one of its sources.
struct SourceRows {
    RowCounts counts;
    RowRemarks remarks;
    std::int64_t p95 = 0;       ///< length of whole rows in tokens, nearest rank; 0 without any
    std::vector<RowSize> sizes; ///< what the run will take, in its order, repeated by the source's weight
};

/// The same as preparing the rows would give, from their extents.
SourceRows rowsUnder(const RowExtents& extents, const recipe::Recipe& recipe,
                     const recipe::DataSource& source, std::int64_t dataset);

} // namespace luthier::examples
