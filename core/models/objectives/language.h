#pragma once

#include "targets.h"

namespace luthier::objectives {

/// Cross-entropy over the target rows: only they pass the head. The next token of a decoder, the hidden token
/// of a masked language model, the label of a token or of a text: what a target's class is, the batch says.
/// Inputs `target_rows` and `labels`; the program's output is a loss a target.
/// `smoothing`: program::LossAttributes.
void emitClassLoss(program::Builder& builder, program::ValueId hidden, Rows rows, const EmitHead& emitHead,
                   double smoothing = 0.0);

/// Generation and prediction: the logits of the target rows, chunk after chunk; they are the program's
/// output.
void emitLogitsAlone(program::Builder& builder, program::ValueId hidden, Rows rows, const EmitHead& emitHead);

} // namespace luthier::objectives
