#pragma once

#include "frozen_data.h"
#include "source_rows.h"

#include <cstdint>
#include <vector>

namespace luthier::examples {

/// KTO measures how far a model has moved by answers to questions that are not theirs: each question is asked
/// once more with the answer of the row in front of it, and the first of a batch with that of its last, among
/// the rows as they are frozen (as TRL does). What follows from it stands here, for rows and for their sizes
/// alike.

/// The row whose answer stands behind the question of `row`.
std::int64_t strangerOf(std::int64_t row, std::int64_t rows, std::int64_t batchSize);

/// Puts the tokens of each question and of its stranger's answer where pairs have the worse text, cut to
/// `maxLength` tokens (0: not cut).
void addStrangers(FrozenData& data, std::int64_t batchSize, std::int64_t maxLength);

/// The same of the sizes of rows, which follow each other through all sources; nothing under tasks that judge
/// no answers.
void addStrangers(std::vector<SourceRows>& sources, const recipe::Recipe& recipe);

} // namespace luthier::examples
