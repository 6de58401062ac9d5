#pragma once

#include "step_layout.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace luthier::footprint {

/// How parameters move. What each does is a file of the engine's `optimizers`.
enum class Optimizer : std::uint8_t { AdamW, Sgd, Lion, Adafactor, Muon };

/// Which parameters a state is kept of, and how much of each: all of it, for every one, for the matrices of
/// hidden layers or for the others; a number a row or a column of whatever has both; all of what has not.
enum class StateForm : std::uint8_t { Whole, OfInnerMatrices, OfOthers, Rows, Columns, OfVectors };

struct OptimizerState {
    std::string_view name;
    StateForm form = StateForm::Whole;
};

/// What an optimiser keeps of parameters beside them and their gradients: flat arrays of floats, all zero at
/// first. A checkpoint has them under these names.
std::span<const OptimizerState> statesOf(Optimizer optimizer);

/// What a state's array holds of one parameter; no floats where it is not kept.
struct StatePiece {
    std::int64_t offset = 0;
    std::int64_t count = 0;
    std::vector<std::int64_t> shape;
};

/// The pieces of a state, one a parameter, each on a cache line of its own. A state of everything lies as the
/// parameters do.
std::vector<StatePiece> piecesOf(StateForm form, std::span<const Parameter> parameters);
/// Floats of an array with these pieces.
std::int64_t floatsOf(std::span<const StatePiece> pieces);

/// Whether the optimiser takes parameters one at a time, as tensors, and not as stretches of numbers.
bool movesTensors(Optimizer optimizer);

/// Floats that a step of it works in.
std::int64_t scratchFloats(Optimizer optimizer, std::span<const Parameter> parameters);
constexpr std::string_view kOptimizerScratch = "scratch.optimizer";

} // namespace luthier::footprint
