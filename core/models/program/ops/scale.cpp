#include "ops.h"

namespace luthier::program::ops {
namespace {

// scale: x, number? → factor · number · x, the number being a tensor of one element that nothing flows back
// to. softcap: x → y = cap · tanh(x / cap), whose gradient comes from y.

void differentiateScale(Backward& backward, const Step& step, ValueId gradient) {
    std::vector<ValueId> reads = step.operands;
    reads[0] = gradient;
    backward.emit(OpKind::Scale, std::move(reads), {step.operands[0]}, step.attributes);
}

void differentiateSoftcap(Backward& backward, const Step& step, ValueId gradient) {
    backward.emit(OpKind::SoftcapBackward, {gradient, step.results[0].value}, step.operands, step.attributes);
}

constexpr InPlace kUponX[] = {{0, 0}};
constexpr InPlace kUponGradientOrY[] = {{0, 0}, {0, 1}};
constexpr OpTraits kRows[] = {
    {.kind = OpKind::Scale,
     .name = "scale",
     .shape = sameAs<0>,
     .rowWise = true,
     .remake = true,
     .inPlace = kUponX,
     .accumulates = 1,
     .differentiate = differentiateScale},
    {.kind = OpKind::Softcap,
     .name = "softcap",
     .shape = sameAs<0>,
     .rowWise = true,
     .inPlace = kUponX,
     .differentiate = differentiateSoftcap},
    {.kind = OpKind::SoftcapBackward,
     .name = "softcap_backward",
     .rowWise = true,
     .inPlace = kUponGradientOrY},
};

} // namespace

std::span<const OpTraits> scale() {
    return kRows;
}

} // namespace luthier::program::ops
