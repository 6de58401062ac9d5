#include "ops.h"

namespace luthier::program::ops {
namespace {

// split: x → its columns, one value a width. join: columns → x. Both are views wherever the layout can make
// them.

std::vector<Form> shapeOfSplit(const Program& program, const Step& step) {
    std::vector<Form> forms;
    for (const std::int64_t width : step.as<SplitAttributes>().widths)
        forms.push_back({program[step.operands[0]].axis, width});
    return forms;
}

std::vector<Form> shapeOfJoin(const Program& program, const Step& step) {
    Form form = formOf(program, step, 0);
    for (std::size_t i = 1; i < step.operands.size(); ++i)
        form.columns += program[step.operands[i]].columns;
    return {form};
}

void differentiateSplit(Backward& backward, const Step& step, ValueId) {
    std::vector<ValueId> gradients;
    for (const Result& result : step.results)
        gradients.push_back(backward.of(result.value));
    backward.emit(OpKind::Join, std::move(gradients), step.operands, {});
}

void differentiateJoin(Backward& backward, const Step& step, ValueId gradient) {
    SplitAttributes widths;
    for (const ValueId operand : step.operands)
        widths.widths.push_back(backward.program()[operand].columns);
    backward.emit(OpKind::Split, {gradient}, step.operands, std::move(widths));
}

constexpr OpTraits kRows[] = {
    {.kind = OpKind::Split,
     .name = "split",
     .shape = shapeOfSplit,
     .rowWise = true,
     .cost = CostClass::None,
     .differentiate = differentiateSplit},
    {.kind = OpKind::Join,
     .name = "join",
     .shape = shapeOfJoin,
     .rowWise = true,
     .cost = CostClass::None,
     .differentiate = differentiateJoin},
};

} // namespace

std::span<const OpTraits> columns() {
    return kRows;
}

} // namespace luthier::program::ops
