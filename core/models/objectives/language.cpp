#include "language.h"

namespace luthier::objectives {

void emitLanguageLoss(program::Builder& builder, program::ValueId hidden, const EmitHead& emitHead) {
    using program::Axis;
    using program::OpKind;
    builder.enter("select");
    const program::ValueId rows =
        builder.result(OpKind::GatherRows, {hidden, builder.input("target_rows", Axis::Targets)}, "rows");
    builder.enter("head");
    const program::ValueId logits = emitHead(rows);
    const program::ValueId labels = builder.input("labels", Axis::Targets);
    builder.program().outputs = {
        builder.results(OpKind::CrossEntropy, {logits, labels}, {"losses", "logits_gradient"}).front()};
    builder.program().chunkAxis = Axis::Targets;
}

} // namespace luthier::objectives
