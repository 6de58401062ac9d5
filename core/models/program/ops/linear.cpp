#include "ops.h"

namespace luthier::program::ops {
namespace {

// linear: x, W, b? → scale · x·Wᵀ + bias scale · b. sum_rows: d → the sum of its rows, times a factor if it
// has one.

std::vector<Form> shape(const Program& program, const Step& step) {
    const Value& weight = program[step.operands[1]];
    const bool outIn = step.as<LinearAttributes>().layout == Layout::OutIn;
    return {{program[step.operands[0]].axis, weight.shape[outIn ? 0 : 1]}};
}

void differentiate(Backward& backward, const Step& step, ValueId gradient) {
    const ValueId x = step.operands[0];
    const ValueId weight = step.operands[1];
    LinearAttributes how = step.as<LinearAttributes>();
    how.module.clear();
    // In this order: x is free before its gradient exists.
    backward.emit(OpKind::LinearWeightGradient, {gradient, x}, {weight}, how);
    if (step.operands[2] != kNone)
        backward.emit(OpKind::SumRows, {gradient}, {step.operands[2]},
                      how.biasScale == 1.0 ? Attributes{} : ScaleAttributes{how.biasScale});
    backward.emit(OpKind::LinearInputGradient, {gradient, weight}, {x}, how);
}

constexpr OpTraits kRows[] = {
    {.kind = OpKind::Linear,
     .name = "linear",
     .shape = shape,
     .rowWise = true,
     .accumulates = 1,
     .cost = CostClass::Product,
     .differentiate = differentiate},
    {.kind = OpKind::LinearInputGradient,
     .name = "linear_input_gradient",
     .rowWise = true,
     .accumulates = 1,
     .cost = CostClass::Product},
    {.kind = OpKind::LinearWeightGradient,
     .name = "linear_weight_gradient",
     .accumulates = 1,
     .cost = CostClass::Product},
    {.kind = OpKind::SumRows, .name = "sum_rows", .accumulates = 1},
};

} // namespace

std::span<const OpTraits> linear() {
    return kRows;
}

} // namespace luthier::program::ops
