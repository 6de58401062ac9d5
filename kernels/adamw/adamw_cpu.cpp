#include "adamw.h"

#include <kernels/common/vector.h>

#include <cmath>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {
namespace {

Floats squareRoot(Floats value) {
    for (std::int64_t i = 0; i < kLanes; ++i)
        value[i] = std::sqrt(value[i]);
    return value;
}

} // namespace

void adamWPiece(const AdamW& operation, std::int64_t begin, std::int64_t end) {
    const auto steps = static_cast<double>(operation.step);
    const double correction1 = 1.0 - std::pow(operation.beta1, steps);
    const double correction2 = 1.0 - std::pow(operation.beta2, steps);
    const auto decay = static_cast<float>(1.0 - operation.learningRate * operation.weightDecay);
    const auto stepSize = static_cast<float>(operation.learningRate / correction1);
    const auto rootCorrection = static_cast<float>(std::sqrt(correction2));
    const auto share1 = static_cast<float>(1.0 - operation.beta1);
    const auto beta2 = static_cast<float>(operation.beta2);
    const auto share2 = static_cast<float>(1.0 - operation.beta2);
    const auto epsilon = static_cast<float>(operation.epsilon);
    overColumns(end - begin, [&](std::int64_t offset, std::int64_t count) {
        const std::int64_t at = begin + offset;
        const Floats gradient = take(operation.gradients + at, count) * operation.gradientScale;
        Floats first = take(operation.firstMoments + at, count);
        first += (gradient - first) * share1;
        const Floats second =
            take(operation.secondMoments + at, count) * beta2 + gradient * gradient * share2;
        put(operation.firstMoments + at, first, count);
        put(operation.secondMoments + at, second, count);
        const Floats denominator = squareRoot(second) / rootCorrection + epsilon;
        put(operation.weights + at,
            take(operation.weights + at, count) * decay - stepSize * (first / denominator), count);
    });
}

double squaresOfBlock(const float* values, std::int64_t count) {
    Floats sum{};
    overColumns(count, [&](std::int64_t column, std::int64_t lanes) {
        const Floats value = take(values + column, lanes);
        sum += value * value;
    });
    return static_cast<double>(sumOf(sum));
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
