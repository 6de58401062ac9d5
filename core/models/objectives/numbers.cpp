#include "numbers.h"

namespace luthier::objectives {

using program::OpKind;
using program::ValueId;

namespace {

void emitLoss(program::Builder& builder, ValueId hidden, Rows rows, const EmitHead& emitHead, OpKind loss) {
    const ValueId logits = emitTargetLogits(builder, hidden, rows, emitHead);
    const ValueId values = builder.input("label_values", program::Axis::Targets, builder[logits].columns);
    builder.program().outputs = {
        builder.results(loss, {logits, values}, {"losses", "logits_gradient"}).front()};
}

} // namespace

void emitMultiLabelLoss(program::Builder& builder, ValueId hidden, Rows rows, const EmitHead& emitHead) {
    emitLoss(builder, hidden, rows, emitHead, OpKind::BinaryCrossEntropy);
}

void emitRegressionLoss(program::Builder& builder, ValueId hidden, Rows rows, const EmitHead& emitHead) {
    emitLoss(builder, hidden, rows, emitHead, OpKind::SquaredError);
}

} // namespace luthier::objectives
