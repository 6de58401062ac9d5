#include "language.h"

namespace luthier::objectives {

namespace {

using program::Axis;
using program::OpKind;
using program::ValueId;

/// Logits of the target rows, in the region of the head, which is where the builder stays.
ValueId emitTargetLogits(program::Builder& builder, ValueId hidden, const EmitHead& emitHead) {
    builder.enter("select");
    const ValueId rows =
        builder.result(OpKind::GatherRows, {hidden, builder.input("target_rows", Axis::Targets)}, "rows");
    builder.enter("head");
    builder.program().chunkAxis = Axis::Targets;
    return emitHead(rows);
}

} // namespace

void emitLanguageLoss(program::Builder& builder, ValueId hidden, const EmitHead& emitHead) {
    const ValueId logits = emitTargetLogits(builder, hidden, emitHead);
    const ValueId labels = builder.input("labels", Axis::Targets);
    builder.program().outputs = {
        builder.results(OpKind::CrossEntropy, {logits, labels}, {"losses", "logits_gradient"}).front()};
}

void emitNextToken(program::Builder& builder, ValueId hidden, const EmitHead& emitHead) {
    const ValueId logits = emitTargetLogits(builder, hidden, emitHead);
    builder.program().outputs = {logits};
    builder.program().readByChunk = true; // all rows' logits would be large
}

} // namespace luthier::objectives
