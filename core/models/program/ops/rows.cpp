#include "ops.h"

namespace luthier::program::ops {
namespace {

// gather_rows: x, index → the rows of the index, on its axis. scatter_rows: rows, index → rows of another
// axis, those that no index names being zero. mean_rows: x, index → the mean of a text's rows for each row of
// the index, whose texts follow each other. spread_rows: a text's row → every row of the text, divided by
// their number.

std::vector<Form> shapeOfGather(const Program& program, const Step& step) {
    return {{program[step.operands[1]].axis, program[step.operands[0]].columns}};
}

std::vector<Form> shapeOfScatter(const Program& program, const Step& step) {
    return {{step.as<RowsAttributes>().axis, program[step.operands[0]].columns}};
}

void differentiateGather(Backward& backward, const Step& step, ValueId gradient) {
    const ValueId x = step.operands[0];
    backward.emit(OpKind::ScatterRows, {gradient, step.operands[1]}, {x},
                  RowsAttributes{backward.program()[x].axis});
}

void differentiateScatter(Backward& backward, const Step& step, ValueId gradient) {
    backward.emit(OpKind::GatherRows, {gradient, step.operands[1]}, {step.operands[0]}, {});
}

void differentiateMean(Backward& backward, const Step& step, ValueId gradient) {
    backward.emit(OpKind::SpreadRows, {gradient}, {step.operands[0]}, {});
}

constexpr OpTraits kRows[] = {
    {.kind = OpKind::GatherRows,
     .name = "gather_rows",
     .shape = shapeOfGather,
     .differentiate = differentiateGather},
    {.kind = OpKind::ScatterRows,
     .name = "scatter_rows",
     .shape = shapeOfScatter,
     .accumulates = 1,
     .differentiate = differentiateScatter},
    {.kind = OpKind::MeanRows,
     .name = "mean_rows",
     .shape = shapeOfGather,
     .differentiate = differentiateMean},
    {.kind = OpKind::SpreadRows, .name = "spread_rows", .accumulates = 1},
};

} // namespace

std::span<const OpTraits> rows() {
    return kRows;
}

} // namespace luthier::program::ops
