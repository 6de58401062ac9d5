#pragma once

#include "weight_table.h"

#include <cstdint>
#include <vector>

namespace luthier::families {

/// Where a value of a block lies: [tokens, slotWidth] each. Input, Middle and Output are the residual stream
/// before, between and after attention and feed-forward; the Output of a block is the Input of the next.
enum class Slot { Input, Normed, QueryKeyValue, Context, Delta, Middle, Gate, Up, Activated, Output };
constexpr int kSlots = 10;

enum class OperationKind {
    Norm,      ///< output = norm(input)
    Linear,    ///< columns of output from `column` on = linear(input)
    Rotary,    ///< output (query and key columns) turned in place
    Attention, ///< output = attention(input), causal within a row of the batch
    GatedUnit, ///< output = silu(input) · second
    Gelu,      ///< output = gelu_tanh(input)
    Residual,  ///< output = input + second
};

/// One step of a block.
struct Operation {
    OperationKind kind;
    Slot input;
    Slot output;
    Slot second = Slot::Delta;
    Linear linear = Linear::Query;           ///< Linear only
    std::int64_t column = 0;                 ///< Linear only
    Role weight = Role::InputNormWeight;     ///< Norm and Linear
    std::optional<Role> bias = std::nullopt; ///< Norm and Linear, when the shape has one
};

/// The steps of one block in the order of the forward pass. Backward is the same list, reversed.
std::vector<Operation> blockOperations(const ModelShape& shape);

/// Columns of a slot.
std::int64_t slotWidth(const ModelShape& shape, Slot slot);

} // namespace luthier::families
