#pragma once

#include <program/attributes.h>

#include <span>

namespace luthier::engine {

/// One of two answers: Σ log-probabilities of its tokens (of a reward model: its score), that of the
/// reference, and how many tokens they are.
struct Answer {
    double logProb = 0.0;
    double reference = 0.0;
    double tokens = 1.0;
    double wholeLogProb = 0.0; ///< of orpo: of its whole text
};

struct PairLoss {
    double loss = 0.0;
    double byChosen = 0.0; ///< what the loss grows by with Σ log-probabilities of the better answer
    double byRejected = 0.0;
    double chosenReward = 0.0; ///< as TRL shows them
    double rejectedReward = 0.0;
    double byWhole = 0.0; ///< of orpo: what it grows by with the better text's log-probability as a whole
};

/// Of KTO, how far the model has moved from the reference by answers to other questions (`strangers`): the
/// mean of what they have become likelier by, never below 0. Nothing is learnt of it.
double movedBy(std::span<const Answer> strangers);

/// The loss of an answer that is wanted or not (arXiv 2402.01306), with its derivative; the reward that it
/// does not have is not a number.
PairLoss judgedLoss(const program::PreferenceAttributes& how, const Answer& answer, bool desirable,
                    double moved);

/// The loss of a pair with its derivatives; the formulas are those of TRL. `wholeShare`, of orpo: what the
/// log-probability of a token of the better text counts, pairs ÷ all such tokens of the batch.
PairLoss preferenceLoss(const program::PreferenceAttributes& how, const Answer& chosen,
                        const Answer& rejected, double wholeShare = 0.0);

} // namespace luthier::engine
