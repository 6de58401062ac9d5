#include "targets.h"

namespace luthier::objectives {

using program::OpKind;
using program::ValueId;

ValueId emitTargetLogits(program::Builder& builder, ValueId hidden, Rows rows, const EmitHead& emitHead) {
    builder.enter("select");
    const ValueId index = builder.input("target_rows", program::Axis::Targets);
    const ValueId selected = builder.result(
        rows == Rows::OfTheirToken ? OpKind::GatherRows : OpKind::MeanRows, {hidden, index}, "rows");
    builder.enter("head");
    builder.program().chunkAxis = program::Axis::Targets;
    return emitHead(selected);
}

} // namespace luthier::objectives
