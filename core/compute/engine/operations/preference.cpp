#include "preference.h"

#include <algorithm>
#include <cmath>

namespace luthier::engine {
namespace {

double sigmoid(double x) {
    return 1.0 / (1.0 + std::exp(-x));
}

/// −log σ(x), without overflow.
double softplusOfMinus(double x) {
    return std::max(-x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}

struct Slope {
    double value;
    double slope;
};

/// −log σ(h), where a share of the pairs may be the other way round.
Slope doubtedSigmoid(double h, double share) {
    return {(1.0 - share) * softplusOfMinus(h) + share * softplusOfMinus(-h),
            share * sigmoid(h) - (1.0 - share) * sigmoid(-h)};
}

/// The same without the bias that this share brings (arXiv 2403.00409).
Slope robustSigmoid(double h, double share) {
    const double whole = 1.0 - 2.0 * share;
    return {((1.0 - share) * softplusOfMinus(h) - share * softplusOfMinus(-h)) / whole,
            -((1.0 - share) * sigmoid(-h) + share * sigmoid(h)) / whole};
}

Slope squareAround(double d, double middle) {
    return {(d - middle) * (d - middle), 2.0 * (d - middle)};
}

} // namespace

PairLoss preferenceLoss(const program::PreferenceAttributes& how, const Answer& chosen,
                        const Answer& rejected) {
    using program::PreferenceLoss;
    // Means over tokens, where lengths are not to count.
    const bool means = how.loss == PreferenceLoss::Ipo || how.loss == PreferenceLoss::SigmoidNorm ||
                       how.loss == PreferenceLoss::Simpo;
    const double chosenShare = means ? 1.0 / std::max(chosen.tokens, 1.0) : 1.0;
    const double rejectedShare = means ? 1.0 / std::max(rejected.tokens, 1.0) : 1.0;
    const double better = chosen.logProb - chosen.reference;
    const double worse = rejected.logProb - rejected.reference;
    const double difference = better * chosenShare - worse * rejectedShare;
    const double h = how.beta * difference - how.margin;
    Slope slope{};
    double steepness = how.beta;
    switch (how.loss) {
    case PreferenceLoss::Sigmoid:
    case PreferenceLoss::SigmoidNorm:
    case PreferenceLoss::Simpo:
        slope = doubtedSigmoid(h, how.smoothing);
        break;
    case PreferenceLoss::Robust:
        slope = robustSigmoid(h, how.smoothing);
        break;
    case PreferenceLoss::Hinge:
        slope = {std::max(0.0, 1.0 - h), h < 1.0 ? -1.0 : 0.0};
        break;
    case PreferenceLoss::Ipo:
        slope = squareAround(difference, 1.0 / (2.0 * how.beta));
        steepness = 1.0;
        break;
    }
    // Rewards are of whole answers but where nothing stands against them.
    const bool meanRewards = how.loss == PreferenceLoss::Simpo;
    return {slope.value, slope.slope * steepness * chosenShare, -slope.slope * steepness * rejectedShare,
            how.beta * better * (meanRewards ? chosenShare : 1.0),
            how.beta * worse * (meanRewards ? rejectedShare : 1.0)};
}

} // namespace luthier::engine
