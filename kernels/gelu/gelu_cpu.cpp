#include "gelu.h"

#include <kernels/common/vector.h>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {
namespace {

constexpr float kRootTwoOverPi = 0.7978845608F;
constexpr float kCubic = 0.044715F;

/// σ(2z), from which tanh(z) = 2σ(2z) − 1, so that y = x · σ(2z) without cancellation.
Floats share(Floats x) {
    return sigmoid(2.0F * kRootTwoOverPi * (x + kCubic * x * x * x));
}

} // namespace

void geluPiece(const GeluForward& operation, std::int64_t begin, std::int64_t end) {
    overColumns(end - begin, [&](std::int64_t offset, std::int64_t count) {
        const Floats x = take(operation.input + begin + offset, count);
        put(operation.output + begin + offset, x * share(x), count);
    });
}

void geluGradientPiece(const GeluBackward& operation, std::int64_t begin, std::int64_t end) {
    overColumns(end - begin, [&](std::int64_t offset, std::int64_t count) {
        const std::int64_t at = begin + offset;
        const Floats x = take(operation.input + at, count);
        const Floats s = share(x);
        const Floats slope = 2.0F * kRootTwoOverPi * (1.0F + 3.0F * kCubic * x * x);
        put(operation.input + at,
            take(operation.outputGradient + at, count) * (s + x * s * (1.0F - s) * slope), count);
    });
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
