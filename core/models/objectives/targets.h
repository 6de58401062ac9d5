#pragma once

#include <program/builder.h>

#include <functional>

namespace luthier::objectives {

/// Hidden states of some rows to their logits: a family's head.
using EmitHead = std::function<program::ValueId(program::ValueId rows)>;

/// Which hidden states a target speaks of: its own token's, or the mean of its text, each text having one.
enum class Rows { OfTheirToken, MeanOfTheirText };

/// Logits of the target rows, in the region of the head, which is where the builder stays.
program::ValueId emitTargetLogits(program::Builder& builder, program::ValueId hidden, Rows rows,
                                  const EmitHead& emitHead);

} // namespace luthier::objectives
