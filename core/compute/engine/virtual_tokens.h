#pragma once

#include "batch.h"

#include <program/program.h>

namespace luthier::engine {

/// Ids of the tokens that a program puts in front of each text, whose rows a method learns; none: none.
std::vector<std::int32_t> virtualTokensOf(const program::Program& program);

/// The batch with them in front of each of its texts, and its targets where they then are.
PackedBatch behindVirtualTokens(const PackedBatch& batch, const std::vector<std::int32_t>& tokens);

} // namespace luthier::engine
