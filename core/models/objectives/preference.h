#pragma once

#include "targets.h"

namespace luthier::objectives {

/// Of two answers to one question the better one is learnt to be likelier (DPO, arXiv 2305.18290, and its
/// kin: attributes.h). The texts of a batch are pairs, the better answer first; the targets are the answers'
/// tokens. Inputs `target_rows`, `labels` and, where the loss has a reference, `references`: what both
/// answers' log-probabilities were to begin with. ORPO (arXiv 2403.07691) learns the whole better text beside
/// them: its tokens are targets too, and `compared` says which of all are an answer's. A reward model's
/// targets are one token a text, whose score the head gives. Of KTO a pair is an answer and, in place of a
/// worse one, the answer to another question; input `desirable` says of each pair whether the answer is
/// wanted. Outputs: a loss a pair, and `pair_values`.
void emitPreferenceLoss(program::Builder& builder, program::ValueId hidden, const EmitHead& emitHead,
                        const program::PreferenceAttributes& how);

} // namespace luthier::objectives
