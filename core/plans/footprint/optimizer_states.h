#pragma once

#include "step_layout.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace luthier::footprint {

/// How parameters move. What each does is a file of the engine's `optimizers`.
enum class Optimizer : std::uint8_t { AdamW, AdamW8bit, Sgd, Lion, Adafactor, Muon };

/// Which parameters a state is kept of, and how much of each: all of it, for every one, for the matrices of
/// hidden layers or for the others; a number a row or a column of whatever has both; all of what has not; all
/// of small tensors or of large ones (kLeastInBytes), and a number a block of the large ones.
enum class StateForm : std::uint8_t {
    Whole,
    OfInnerMatrices,
    OfOthers,
    Rows,
    Columns,
    OfVectors,
    OfSmall,
    OfLarge,
    BlocksOfLarge
};

/// Moments in eight bits: tensors of fewer numbers keep theirs in fp32, as in bitsandbytes; in larger ones so
/// many neighbours share a scale.
constexpr std::int64_t kLeastInBytes = 4096;
constexpr std::int64_t kStateBlock = 256;

struct OptimizerState {
    std::string_view name;
    StateForm form = StateForm::Whole;
    std::int64_t elementBytes = 4; ///< fp32, or codes of a byte
};

/// What an optimiser keeps of parameters beside them and their gradients: flat arrays, all zero at first. A
/// checkpoint has them under these names.
std::span<const OptimizerState> statesOf(Optimizer optimizer);

/// What a state's array holds of one parameter, in elements; none where it is not kept.
struct StatePiece {
    std::int64_t offset = 0;
    std::int64_t count = 0;
    std::vector<std::int64_t> shape;
};

/// The pieces of a state, one a parameter, each on a cache line of its own. A state of everything lies as the
/// parameters do.
std::vector<StatePiece> piecesOf(const OptimizerState& state, std::span<const Parameter> parameters);
/// Bytes of its array.
std::int64_t bytesOf(const OptimizerState& state, std::span<const Parameter> parameters);

/// Whether the optimiser takes parameters one at a time, as tensors, and not as stretches of numbers.
bool movesTensors(Optimizer optimizer);

/// Floats that a step of it works in.
std::int64_t scratchFloats(Optimizer optimizer, std::span<const Parameter> parameters);
constexpr std::string_view kOptimizerScratch = "scratch.optimizer";

} // namespace luthier::footprint
