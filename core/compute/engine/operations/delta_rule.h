#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace luthier::engine {

/// Operands of the gated delta rule for the rows of one text, a head's columns behind the other's.
struct DeltaRows {
    at::Tensor query; ///< [rows, key heads · key width]
    at::Tensor key;
    at::Tensor value; ///< [rows, value heads · value width]
    at::Tensor decay; ///< [rows, value heads]: the state is multiplied by e to the power of it
    at::Tensor rate;  ///< [rows, value heads]: β

    DeltaRows narrow(std::int64_t begin, std::int64_t rows) const;
    std::int64_t rows() const { return query.size(0); }
};

/// Each head's state for values that share a key head, side by side: [key heads, key width, values' columns].
/// Row after row, S ← e^g · S, then S ← S + k · (β · (v − Sᵀ·k))ᵀ, and the output is Sᵀ·q.
void deltaRuleForward(at::Tensor output, const DeltaRows& x, at::Tensor state);

/// Rows whose states backward makes again at once, from the one in front of them.
constexpr std::int64_t kDeltaStretch = 64;

/// Gradients of all operands. `states`: scratch of 3 + kDeltaStretch states and one for each stretch.
void deltaRuleBackward(const DeltaRows& gradients, const at::Tensor& outputGradient, const DeltaRows& x,
                       const at::Tensor& states);

} // namespace luthier::engine
