#include "language.h"

namespace luthier::objectives {

using program::ValueId;

void emitClassLoss(program::Builder& builder, ValueId hidden, Rows rows, const EmitHead& emitHead,
                   double smoothing) {
    const ValueId logits = emitTargetLogits(builder, hidden, rows, emitHead);
    const ValueId labels = builder.input("labels", program::Axis::Targets);
    builder.program().outputs = {builder
                                     .results(program::OpKind::CrossEntropy, {logits, labels},
                                              {"losses", "logits_gradient"},
                                              program::LossAttributes{smoothing})
                                     .front()};
}

void emitLogitsAlone(program::Builder& builder, ValueId hidden, Rows rows, const EmitHead& emitHead) {
    builder.program().outputs = {emitTargetLogits(builder, hidden, rows, emitHead)};
    builder.program().readByChunk = true; // all rows' logits would be large
}

} // namespace luthier::objectives
