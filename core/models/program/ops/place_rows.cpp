#include "ops.h"

namespace luthier::program::ops {
namespace {

// place_rows: x, ids, table → x, where the rows of virtual tokens (prompts, prefixes), or those of certain
// ids (trainable tokens), are the table's. place_columns: x, columns → x, where certain columns are those.
// Nothing flows back to what they were.

void differentiate(Backward& backward, const Step& step, ValueId gradient) {
    backward.emit(OpKind::PlaceRowsBackward, {gradient, step.operands[1]},
                  {step.operands[0], step.operands[2]}, step.attributes);
}

void differentiateColumns(Backward& backward, const Step& step, ValueId gradient) {
    backward.emit(OpKind::PlaceColumnsBackward, {gradient}, step.operands, step.attributes);
}

constexpr InPlace kUponXOrGradient[] = {{0, 0}};
constexpr OpTraits kRows[] = {
    {.kind = OpKind::PlaceRows,
     .name = "place_rows",
     .shape = sameAs<0>,
     .inPlace = kUponXOrGradient,
     .differentiate = differentiate},
    {.kind = OpKind::PlaceRowsBackward,
     .name = "place_rows_backward",
     .inPlace = kUponXOrGradient,
     .accumulates = 2},
    {.kind = OpKind::PlaceColumns,
     .name = "place_columns",
     .shape = sameAs<0>,
     .rowWise = true,
     .inPlace = kUponXOrGradient,
     .differentiate = differentiateColumns},
    {.kind = OpKind::PlaceColumnsBackward,
     .name = "place_columns_backward",
     .rowWise = true,
     .inPlace = kUponXOrGradient},
};

} // namespace

std::span<const OpTraits> placeRows() {
    return kRows;
}

} // namespace luthier::program::ops
