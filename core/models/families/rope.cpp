#include "rope.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace luthier::families {

namespace {

double llama3Frequency(double frequency, const RopeScaling& scaling) {
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

/// The pairs between which yarn goes over from frequencies as they are to stretched ones.
struct Ramp {
    double low = 0;
    double high = 0;
};

Ramp yarnRamp(const Rope& rope, std::int64_t dim) {
    // The pair that turns so often within the original length.
    const auto pairOf = [&](double rotations) {
        return static_cast<double>(dim) *
               std::log(static_cast<double>(rope.scaling.originalMaxPositions) /
                        (rotations * 2 * std::numbers::pi)) /
               (2 * std::log(rope.theta));
    };
    Ramp ramp{pairOf(rope.scaling.betaFast), pairOf(rope.scaling.betaSlow)};
    if (rope.scaling.truncate)
        ramp = {std::floor(ramp.low), std::ceil(ramp.high)};
    ramp = {std::max(ramp.low, 0.0), std::min(ramp.high, static_cast<double>(dim - 1))};
    if (ramp.low == ramp.high)
        ramp.high += 0.001;
    return ramp;
}

} // namespace

std::vector<float> inverseFrequencies(const Rope& rope, std::int64_t headDim, TextLength length) {
    const std::int64_t dim = rope.dim > 0 ? rope.dim : headDim;
    const RopeScaling& scaling = rope.scaling;
    const auto& factors = length == TextLength::Long ? scaling.longFactors : scaling.shortFactors;
    const Ramp ramp = scaling.kind == RopeScalingKind::Yarn ? yarnRamp(rope, dim) : Ramp{};
    std::vector<float> result;
    for (std::int64_t pair = 0; pair < dim / 2; ++pair) {
        // The exponent is rounded to fp32 as transformers does; the power itself is exact, which stays within
        // 1e-6.
        const float exponent = static_cast<float>(2 * pair) / static_cast<float>(dim);
        double frequency = 1.0 / std::pow(rope.theta, static_cast<double>(exponent));
        if (scaling.kind == RopeScalingKind::Linear || scaling.kind == RopeScalingKind::Proportional)
            frequency /= scaling.factor;
        if (scaling.kind == RopeScalingKind::Proportional && pair >= scaling.turningPairs)
            frequency = 0.0;
        if (scaling.kind == RopeScalingKind::Llama3)
            frequency = llama3Frequency(frequency, scaling);
        if (scaling.kind == RopeScalingKind::LongRope)
            frequency /= factors[static_cast<std::size_t>(pair)];
        if (scaling.kind == RopeScalingKind::Yarn) {
            const double stretched =
                std::clamp((static_cast<double>(pair) - ramp.low) / (ramp.high - ramp.low), 0.0, 1.0);
            frequency *= 1.0 - stretched + stretched / scaling.factor;
        }
        result.push_back(static_cast<float>(frequency));
    }
    return result;
}

} // namespace luthier::families
