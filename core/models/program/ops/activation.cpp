#include "ops.h"

namespace luthier::program::ops {
namespace {

// activation: x → act(x). gated_unit: gate, up → act(gate) · up. Which function it is, is an attribute.

void differentiateActivation(Backward& backward, const Step& step, ValueId gradient) {
    backward.emit(OpKind::ActivationBackward, {gradient, step.operands[0]}, step.operands, step.attributes);
}

void differentiateGatedUnit(Backward& backward, const Step& step, ValueId gradient) {
    backward.emit(OpKind::GatedUnitBackward, {gradient, step.operands[0], step.operands[1]}, step.operands,
                  step.attributes);
}

constexpr InPlace kUponX[] = {{0, 0}};
constexpr InPlace kUponEither[] = {{0, 0}, {0, 1}};
// Their kernels turn the operands into their gradients.
constexpr InPlace kUponItsX[] = {{0, 1}};
constexpr InPlace kUponGateAndUp[] = {{0, 1}, {1, 2}};
constexpr OpTraits kRows[] = {
    {.kind = OpKind::Activation,
     .name = "activation",
     .shape = sameAs<0>,
     .rowWise = true,
     .remake = true,
     .inPlace = kUponX,
     .differentiate = differentiateActivation},
    {.kind = OpKind::ActivationBackward,
     .name = "activation_backward",
     .rowWise = true,
     .inPlace = kUponItsX},
    {.kind = OpKind::GatedUnit,
     .name = "gated_unit",
     .shape = sameAs<0>,
     .rowWise = true,
     .remake = true,
     .inPlace = kUponEither,
     .differentiate = differentiateGatedUnit},
    {.kind = OpKind::GatedUnitBackward,
     .name = "gated_unit_backward",
     .rowWise = true,
     .always = 3,
     .inPlace = kUponGateAndUp},
};

} // namespace

std::span<const OpTraits> activation() {
    return kRows;
}

} // namespace luthier::program::ops
