#include "rope.h"

#include <cmath>
#include <numbers>

namespace luthier::families {

namespace {

double scaledFrequency(double frequency, const RopeScaling& scaling) {
    if (scaling.kind == RopeScalingKind::None)
        return frequency;
    if (scaling.kind == RopeScalingKind::Linear)
        return frequency / scaling.factor;
    const double original = static_cast<double>(scaling.originalMaxPositions);
    const double wavelength = 2.0 * std::numbers::pi / frequency;
    if (wavelength < original / scaling.highFrequencyFactor)
        return frequency;
    if (wavelength > original / scaling.lowFrequencyFactor)
        return frequency / scaling.factor;
    const double smooth = (original / wavelength - scaling.lowFrequencyFactor) /
                          (scaling.highFrequencyFactor - scaling.lowFrequencyFactor);
    return (1.0 - smooth) * frequency / scaling.factor + smooth * frequency;
}

} // namespace

std::vector<float> inverseFrequencies(const Rope& rope, std::int64_t headDim) {
    std::vector<float> result;
    for (std::int64_t pair = 0; pair < headDim / 2; ++pair) {
        // The exponent is rounded to fp32 as transformers does; the power itself is exact, which stays within
        // 1e-6.
        const float exponent = static_cast<float>(2 * pair) / static_cast<float>(headDim);
        const double frequency = 1.0 / std::pow(rope.theta, static_cast<double>(exponent));
        result.push_back(static_cast<float>(scaledFrequency(frequency, rope.scaling)));
    }
    return result;
}

} // namespace luthier::families
