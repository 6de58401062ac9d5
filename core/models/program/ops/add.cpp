#include "ops.h"

namespace luthier::program::ops {
namespace {

// add: a, b → a + b. The gradient of the sum is that of both: no step is made for it.

void differentiate(Backward& backward, const Step& step, ValueId gradient) {
    for (const ValueId operand : step.operands)
        backward.send(operand, gradient);
}

constexpr InPlace kUponEither[] = {{0, 0}, {0, 1}};
constexpr OpTraits kRows[] = {
    {.kind = OpKind::Add,
     .name = "add",
     .shape = sameAs<0>,
     .rowWise = true,
     .inPlace = kUponEither,
     .differentiate = differentiate},
};

} // namespace

std::span<const OpTraits> add() {
    return kRows;
}

} // namespace luthier::program::ops
