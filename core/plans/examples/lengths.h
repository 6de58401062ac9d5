#pragma once

#include "row_extents.h"

namespace luthier::examples {

/// How long the rows of a dataset are in tokens, and what a limit does to them.
struct TokenLengths {
    struct Bin {
        std::int64_t from = 0; ///< tokens, this one included
        std::int64_t to = 0;   ///< this one not
        std::int64_t rows = 0;
    };
    std::int64_t rows = 0; ///< that could be rendered
    std::int64_t p50 = 0;  ///< nearest rank
    std::int64_t p95 = 0;
    std::int64_t max = 0;
    std::vector<Bin> histogram; ///< bins of one width; at most 32
    std::int64_t trained = 0;   ///< targets of all rows together, under the limits (FrozenData::targets)
    std::vector<std::int64_t> answers; ///< seq2seq: lengths of the answers, in order
    std::int64_t cutRows = 0;
    std::int64_t rowsWithoutTrained = 0;
    std::int64_t refused = 0;
    RowRemarks remarks;
};

/// Of rows under the lengths and labels of a recipe.
TokenLengths lengthsOf(const RowExtents& extents, const recipe::Recipe& recipe);

/// The rows that the filter means and whose length in tokens is within [least, most], in order.
Result<std::vector<RowId>> selectByTokens(project::Project& project, const dataset::DatasetFacts& facts,
                                          const dataset::RowFilter& filter, const ExampleMaker& whole,
                                          std::int64_t least, std::int64_t most, StopToken stop,
                                          ProgressSink& progress);

/// A recipe that cuts nothing.
recipe::Recipe withoutLimit(recipe::Recipe recipe);

/// `{rows, tokens:{p50, p95, max, histogram:[{from, to, rows}]}, trained, cut_rows, rows_without_trained,
/// refused, remarks}` (cli.md); with `target_tokens:{p50, p95, max}` for rows with a source and an answer, of
/// which `tokens` are the source's.
Json toJson(const TokenLengths& lengths);

} // namespace luthier::examples
