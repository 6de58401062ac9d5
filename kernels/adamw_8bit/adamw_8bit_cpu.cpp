#include "adamw_8bit.h"

#include <cmath>
#include <cstring>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {
namespace {

using Block = std::array<float, kMomentBlock>;

/// What all blocks of a step are multiplied by.
struct Factors {
    explicit Factors(const AdamW8bit& operation)
        : beta1(static_cast<float>(operation.beta1))
        , share1(static_cast<float>(1.0 - operation.beta1))
        , beta2(static_cast<float>(operation.beta2))
        , share2(static_cast<float>(1.0 - operation.beta2))
        , decay(static_cast<float>(1.0 - operation.learningRate * operation.weightDecay))
        , epsilon(static_cast<float>(operation.epsilon)) {
        const auto steps = static_cast<double>(operation.step);
        stepSize = static_cast<float>(-operation.learningRate / (1.0 - std::pow(operation.beta1, steps)));
        rootCorrection = static_cast<float>(std::sqrt(1.0 - std::pow(operation.beta2, steps)));
    }
    float beta1, share1, beta2, share2, decay, epsilon;
    float stepSize = 0;
    float rootCorrection = 0;
};

/// The first `count` values; the rest is zero.
[[gnu::always_inline]] inline void take(Block& values, const float* from, std::int64_t count) {
    if (count < kMomentBlock)
        values = {};
    std::memcpy(values.data(), from, static_cast<std::size_t>(count) * sizeof(float));
}

[[gnu::always_inline]] inline void expand(Block& values, const DynamicBytes& type, const std::uint8_t* codes,
                                          float absmax, std::int64_t count) {
    if (count < kMomentBlock)
        values = {};
    for (std::int64_t i = 0; i < count; ++i)
        values[static_cast<std::size_t>(i)] = type.values[codes[i]] * absmax;
}

/// Magnitudes are ordered as their bits are.
[[gnu::always_inline]] inline float largestOf(const Block& values) {
    std::uint32_t largest = 0;
    for (const float value : values) {
        std::uint32_t bits = 0;
        std::memcpy(&bits, &value, sizeof bits);
        bits &= 0x7FFF'FFFFU;
        largest = bits > largest ? bits : largest;
    }
    float absmax = 0.0F;
    std::memcpy(&absmax, &largest, sizeof absmax);
    return absmax;
}

/// Gives the largest magnitude.
[[gnu::always_inline]] inline float quantise(const Block& values, const DynamicBytes& type,
                                             std::uint8_t* codes, std::int64_t count) {
    const float absmax = largestOf(values);
    if (absmax == 0.0F) {
        std::memset(codes, 0, static_cast<std::size_t>(count));
        return absmax;
    }
    const float inverse = 1.0F / absmax;
    std::array<std::int32_t, kMomentBlock> steps;
    for (std::size_t i = 0; i < steps.size(); ++i)
        steps[i] = DynamicBytes::stepOf(values[i] * inverse);
    for (std::int64_t i = 0; i < count; ++i)
        codes[i] = type.codes[static_cast<std::size_t>(steps[static_cast<std::size_t>(i)])];
    return absmax;
}

/// Moves weights and moments by the gradients.
[[gnu::always_inline]] inline void move(Block& weights, Block& first, Block& second, const Block& gradients,
                                        const Factors& factors, float gradientScale) {
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const float gradient = gradients[i] * gradientScale;
        first[i] = std::fma(gradient, factors.share1, first[i] * factors.beta1);
        second[i] = std::fma(factors.share2 * gradient, gradient, second[i] * factors.beta2);
        const float denominator = std::sqrt(second[i]) / factors.rootCorrection + factors.epsilon;
        weights[i] = weights[i] * factors.decay + factors.stepSize * first[i] / denominator;
    }
}

} // namespace

void adamW8bitBlocks(const AdamW8bit& operation, std::int64_t begin, std::int64_t end) {
    const Factors factors(operation);
    const DynamicBytes& firstType = signedBytes();
    const DynamicBytes& secondType = unsignedBytes();
    Block weights;
    Block gradients;
    Block first;
    Block second;
    for (std::int64_t block = begin; block < end; ++block) {
        const std::int64_t at = block * kMomentBlock;
        const std::int64_t count = operation.count - at < kMomentBlock ? operation.count - at : kMomentBlock;
        take(weights, operation.weights + at, count);
        take(gradients, operation.gradients + at, count);
        expand(first, firstType, operation.firstCodes + at, operation.firstAbsmax[block], count);
        expand(second, secondType, operation.secondCodes + at, operation.secondAbsmax[block], count);
        move(weights, first, second, gradients, factors, operation.gradientScale);
        std::memcpy(operation.weights + at, weights.data(), static_cast<std::size_t>(count) * sizeof(float));
        operation.firstAbsmax[block] = quantise(first, firstType, operation.firstCodes + at, count);
        operation.secondAbsmax[block] = quantise(second, secondType, operation.secondCodes + at, count);
    }
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
