#pragma once

#include "targets.h"

namespace luthier::objectives {

/// Of a text with any number of labels, each of them a logit of its own: binary cross-entropy, the mean over
/// the labels. Inputs `target_rows` and `label_values`, 0 or 1 a label; the output is a loss a target.
void emitMultiLabelLoss(program::Builder& builder, program::ValueId hidden, Rows rows,
                        const EmitHead& emitHead);

/// Of a text with a number, or several: the squared error, the mean over them. Inputs and output likewise.
void emitRegressionLoss(program::Builder& builder, program::ValueId hidden, Rows rows,
                        const EmitHead& emitHead);

} // namespace luthier::objectives
