#include "preference.h"

#include <algorithm>
#include <cmath>
#include <limits>

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

/// log(1 − eˣ) of a mean log-probability with its slope; a text that is quite certain counts as nearly so.
Slope logOfRest(double x) {
    const double below = std::min(x, -1e-7);
    const double rest = -std::expm1(below);
    return {std::log(rest), -std::exp(below) / rest};
}

/// The odds of both answers by the means of their tokens' log-probabilities, and the better text as a whole.
PairLoss oddsLoss(const program::PreferenceAttributes& how, const Answer& chosen, const Answer& rejected,
                  double wholeShare) {
    const double chosenShare = 1.0 / std::max(chosen.tokens, 1.0);
    const double rejectedShare = 1.0 / std::max(rejected.tokens, 1.0);
    const double better = chosen.logProb * chosenShare;
    const double worse = rejected.logProb * rejectedShare;
    const Slope betterRest = logOfRest(better);
    const Slope worseRest = logOfRest(worse);
    const double logOdds = better - worse - (betterRest.value - worseRest.value);
    const double steepness = -how.beta * sigmoid(-logOdds);
    return {how.beta * softplusOfMinus(logOdds) - wholeShare * chosen.wholeLogProb,
            steepness * (1.0 - betterRest.slope) * chosenShare,
            -steepness * (1.0 - worseRest.slope) * rejectedShare,
            how.beta * better,
            how.beta * worse,
            -wholeShare};
}

/// Scores of two texts.
PairLoss rewardLoss(const program::PreferenceAttributes& how, double chosen, double rejected) {
    const double sum = chosen + rejected;
    const double slope = -sigmoid(rejected - chosen);
    const double toMiddle = 2.0 * how.centering * sum;
    return {softplusOfMinus(chosen - rejected) + how.centering * sum * sum, slope + toMiddle,
            -slope + toMiddle, chosen, rejected};
}

} // namespace

double movedBy(std::span<const Answer> strangers) {
    double sum = 0;
    for (const Answer& stranger : strangers)
        sum += stranger.logProb - stranger.reference;
    return strangers.empty() ? 0.0 : std::max(sum / static_cast<double>(strangers.size()), 0.0);
}

PairLoss judgedLoss(const program::PreferenceAttributes& how, const Answer& answer, bool desirable,
                    double moved) {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    const double likelier = answer.logProb - answer.reference;
    const double direction = desirable ? 1.0 : -1.0;
    const double weight = desirable ? how.desirableWeight : how.undesirableWeight;
    const double missing = sigmoid(-how.beta * direction * (likelier - moved)); // 1 − σ
    const double reward = how.beta * likelier;
    PairLoss loss;
    loss.loss = weight * missing;
    loss.byChosen = -weight * how.beta * direction * missing * (1.0 - missing);
    loss.chosenReward = desirable ? reward : kNone;
    loss.rejectedReward = desirable ? kNone : reward;
    return loss;
}

PairLoss preferenceLoss(const program::PreferenceAttributes& how, const Answer& chosen,
                        const Answer& rejected, double wholeShare) {
    using program::PreferenceLoss;
    if (how.loss == PreferenceLoss::Orpo)
        return oddsLoss(how, chosen, rejected, wholeShare);
    if (how.loss == PreferenceLoss::Reward)
        return rewardLoss(how, chosen.logProb, rejected.logProb);
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
    case PreferenceLoss::Orpo:
    case PreferenceLoss::Reward:
        break; // above
    case PreferenceLoss::Kto:
        break; // judgedLoss
    }
    // Rewards are of whole answers but where nothing stands against them.
    const bool meanRewards = how.loss == PreferenceLoss::Simpo;
    return {slope.value, slope.slope * steepness * chosenShare, -slope.slope * steepness * rejectedShare,
            how.beta * better * (meanRewards ? chosenShare : 1.0),
            how.beta * worse * (meanRewards ? rejectedShare : 1.0)};
}

} // namespace luthier::engine
