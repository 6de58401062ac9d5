#include "ops.h"

namespace luthier::program::ops {
namespace {

// scale_columns: x, m, n?, b? → x · m / n + b, a factor a column (IA3; DoRA, where n is a constant).
// row_lengths: W, A, B → ‖W + scale · B·A‖ of each output; nothing flows back through it, as in PEFT.

void differentiate(Backward& backward, const Step& step, ValueId gradient) {
    if (step.operands[3] != kNone)
        backward.emit(OpKind::SumRows, {gradient}, {step.operands[3]}, {});
    backward.emit(OpKind::ScaleColumnsBackward,
                  {gradient, step.operands[0], step.operands[1], step.operands[2]},
                  {step.operands[0], step.operands[1]}, {});
}

std::vector<Form> lengths(const Program& program, const Step& step) {
    return {{Axis::None, program[step.operands[2]].shape[0]}};
}

constexpr InPlace kUponXOrGradient[] = {{0, 0}};
constexpr OpTraits kRows[] = {
    {.kind = OpKind::ScaleColumns,
     .name = "scale_columns",
     .shape = sameAs<0>,
     .rowWise = true,
     .remake = true,
     .inPlace = kUponXOrGradient,
     .differentiate = differentiate},
    {.kind = OpKind::ScaleColumnsBackward,
     .name = "scale_columns_backward",
     .inPlace = kUponXOrGradient,
     .accumulates = 2},
    {.kind = OpKind::RowLengths, .name = "row_lengths", .shape = lengths, .cost = CostClass::Product},
};

} // namespace

std::span<const OpTraits> scaleColumns() {
    return kRows;
}

} // namespace luthier::program::ops
