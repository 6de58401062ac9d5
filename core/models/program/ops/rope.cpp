#include "ops.h"

namespace luthier::program::ops {
namespace {

// rope: q, k?, cosines, sines, positions → q, k? turned by their positions. Backward turns back.

std::vector<Form> shape(const Program& program, const Step& step) {
    if (step.operands[1] == kNone)
        return {formOf(program, step, 0)};
    return {formOf(program, step, 0), formOf(program, step, 1)};
}

void differentiate(Backward& backward, const Step& step, ValueId) {
    const auto& x = step.operands;
    RopeAttributes back = step.as<RopeAttributes>();
    back.inverse = true;
    const ValueId query = backward.of(step.results[0].value);
    const ValueId key = x[1] == kNone ? kNone : backward.of(step.results[1].value);
    backward.emit(OpKind::Rope, {query, key, x[2], x[3], x[4]}, {x[0], x[1]}, back);
}

constexpr InPlace kUponBoth[] = {{0, 0}, {1, 1}};
constexpr OpTraits kRows[] = {
    {.kind = OpKind::Rope,
     .name = "rope",
     .shape = shape,
     .always = 3,
     .inPlace = kUponBoth,
     .differentiate = differentiate},
};

} // namespace

std::span<const OpTraits> rope() {
    return kRows;
}

} // namespace luthier::program::ops
