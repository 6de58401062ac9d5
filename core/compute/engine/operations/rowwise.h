#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace luthier::engine {

// The operations between the products. On the CPU they are our kernels; elsewhere (and in tests of that path)
// ATen's operations with the same formulas: rowwise_plain.cpp. All tensors fp32; matrices are row-contiguous.

enum class Accumulate { No, Yes };

/// Dropout: the mask is a function of seed and stream, so backward makes it again.
struct DropoutMask {
    float probability = 0.0F;
    std::uint64_t seed = 0;
    std::uint64_t stream = 0;
};

struct NormWeights {
    at::Tensor weight;
    at::Tensor bias; ///< undefined for RMSNorm
    double epsilon = 0;
};

/// statistics: [2, rows] — the inverse deviation and, for LayerNorm, the mean; undefined where no backward
/// follows. With `delta`, sum = input + delta is written first and normed.
void normForward(at::Tensor output, const at::Tensor& input, const at::Tensor& delta, at::Tensor sum,
                 const NormWeights& weights, at::Tensor statistics);

/// inputGradient = or += the gradient through the norm. Weight and bias gradients may be undefined (frozen).
void normBackward(at::Tensor inputGradient, const at::Tensor& outputGradient, const at::Tensor& input,
                  const NormWeights& weights, const at::Tensor& statistics, at::Tensor weightGradient,
                  at::Tensor biasGradient, at::Tensor partials, Accumulate accumulate = Accumulate::Yes);

struct RotaryTables {
    at::Tensor cosines; ///< [positions, headDim/2]
    at::Tensor sines;
    at::Tensor positions; ///< [rows] int32
};
enum class Turn { Forward, Backward };
/// The first `heads` · headDim columns of values, in place.
void rotate(at::Tensor values, std::int64_t heads, const RotaryTables& tables, Turn turn);

void gatedUnitForward(at::Tensor output, const at::Tensor& gate, const at::Tensor& up);
/// gate and up become their gradients.
void gatedUnitBackward(const at::Tensor& outputGradient, at::Tensor gate, at::Tensor up);
void geluForward(at::Tensor output, const at::Tensor& input);
/// input becomes its gradient.
void geluBackward(const at::Tensor& outputGradient, at::Tensor input);

/// output = a + b
void addInto(at::Tensor output, const at::Tensor& a, const at::Tensor& b);

void applyDropout(at::Tensor output, const at::Tensor& input, const DropoutMask& dropout,
                  Accumulate accumulate);

/// logits become (softmax − onehot) · scale, or stay when scale is 0; losses: [rows].
void crossEntropy(at::Tensor logits, const at::Tensor& targets, at::Tensor losses, double scale);

/// Our kernels take `parallel` work on LibTorch's threads; false sends everything to ATen's operations.
bool usesKernels(const at::Tensor& tensor);

namespace plain {
void normForward(at::Tensor output, const at::Tensor& input, const NormWeights& weights,
                 at::Tensor statistics);
void normBackward(at::Tensor inputGradient, const at::Tensor& outputGradient, const at::Tensor& input,
                  const NormWeights& weights, const at::Tensor& statistics, at::Tensor weightGradient,
                  at::Tensor biasGradient);
void rotate(at::Tensor values, std::int64_t heads, const RotaryTables& tables, Turn turn);
void gatedUnitForward(at::Tensor output, const at::Tensor& gate, const at::Tensor& up);
void gatedUnitBackward(const at::Tensor& outputGradient, at::Tensor gate, at::Tensor up);
void geluForward(at::Tensor output, const at::Tensor& input);
void geluBackward(const at::Tensor& outputGradient, at::Tensor input);
void applyDropout(at::Tensor output, const at::Tensor& input, const DropoutMask& dropout,
                  Accumulate accumulate);
void crossEntropy(at::Tensor logits, const at::Tensor& targets, at::Tensor losses, double scale);
} // namespace plain

} // namespace luthier::engine
