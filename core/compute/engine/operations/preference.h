#pragma once

#include <program/attributes.h>

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

/// The loss of a pair with its derivatives; the formulas are those of TRL. `wholeShare`, of orpo: what the
/// log-probability of a token of the better text counts, pairs ÷ all such tokens of the batch.
PairLoss preferenceLoss(const program::PreferenceAttributes& how, const Answer& chosen,
                        const Answer& rejected, double wholeShare = 0.0);

} // namespace luthier::engine
