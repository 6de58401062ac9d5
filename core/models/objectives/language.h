#pragma once

#include <program/builder.h>

#include <functional>

namespace luthier::objectives {

/// Hidden states of some rows to their logits: a family's head.
using EmitHead = std::function<program::ValueId(program::ValueId rows)>;

/// Next-token cross-entropy over the target rows: only they pass the head. Inputs `target_rows` and `labels`;
/// the program's output is a loss a target.
void emitLanguageLoss(program::Builder& builder, program::ValueId hidden, const EmitHead& emitHead);

/// Generation: the logits of the target rows, one row after the other; they are the program's output.
void emitNextToken(program::Builder& builder, program::ValueId hidden, const EmitHead& emitHead);

} // namespace luthier::objectives
