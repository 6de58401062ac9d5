#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace luthier::footprint {

/// How parameters move. What each does is a file of the engine's `optimizers`.
enum class Optimizer : std::uint8_t { AdamW, Sgd };

/// What an optimiser keeps of each parameter beside it and its gradient: flat arrays of as many floats, all
/// zero at first. A checkpoint has them under these names.
std::span<const std::string_view> statesOf(Optimizer optimizer);

} // namespace luthier::footprint
