#pragma once

#include "product.h"

#include <ATen/core/Tensor.h>

#include <families/model_shape.h>

#include <cstdint>
#include <optional>

namespace luthier::engine {

/// A linear layer's weight ready for a product: laid out as stored ([out, in], or [in, out] of Conv1D), and
/// its bias. A matrix in bf16 has all its products computed in bf16.
struct LinearWeight {
    at::Tensor matrix;
    RoundedScratch scratch; ///< for a matrix in bf16
    at::Tensor bias;        ///< undefined: none
    families::LinearLayout layout = families::LinearLayout::OutIn;
};

/// The adapter on a layer, as views into the arena. Gradients are undefined when nothing trains.
struct Adapter {
    at::Tensor a; ///< [rank, in]
    at::Tensor b; ///< [out, rank]
    at::Tensor aGradient;
    at::Tensor bGradient;
    at::Tensor projected; ///< [tokens, rank]: x·Aᵀ, kept for backward
    double scaling = 1.0;
};

/// Dropout on the adapter's input: the mask is a function of seed and stream, so backward makes it again.
struct AdapterDropout {
    float probability = 0.0F;
    std::uint64_t seed = 0;
    std::uint64_t stream = 0;
    at::Tensor scratch; ///< at least the input's size
};

/// output = x·Wᵀ + bias + scaling · (dropout(x)·Aᵀ)·Bᵀ (LoRA, arXiv 2106.09685). output may be a slice of
/// columns.
void linearForward(at::Tensor output, const at::Tensor& input, const LinearWeight& weight, Adapter* adapter,
                   const AdapterDropout& dropout);

/// Gradients of one linear layer.
struct LinearBackward {
    at::Tensor outputGradient;
    at::Tensor input;          ///< needed for an adapter or a trained weight
    at::Tensor inputGradient;  ///< undefined: not wanted
    bool accumulate = false;   ///< add to inputGradient instead of overwriting it
    at::Tensor weightGradient; ///< undefined: frozen
    at::Tensor biasGradient;
    at::Tensor projectedGradient; ///< [tokens, rank] scratch for an adapter
};
void linearBackward(const LinearBackward& step, const LinearWeight& weight, Adapter* adapter,
                    const AdapterDropout& dropout);

} // namespace luthier::engine
