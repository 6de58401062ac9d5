#include "ops.h"

namespace luthier::program::ops {
namespace {

// norm: x, weight?, bias? → y, statistics: the inverse deviation of each group of each row and, for
// LayerNorm, its mean. residual_norm: a, b, weight?, bias? → a + b, y, statistics; made by fusing.

std::vector<Form> shape(const Program& program, const Step& step) {
    const Form x = formOf(program, step, 0);
    const auto& how = step.as<NormAttributes>();
    return {x, {x.axis, how.groups * (how.kind == NormKind::Layer ? 2 : 1)}};
}

void differentiate(Backward& backward, const Step& step, ValueId gradient) {
    const auto& x = step.operands;
    backward.emit(OpKind::NormBackward, {gradient, x[0], x[1], step.results[1].value}, {x[0], x[1], x[2]},
                  step.attributes);
}

constexpr InPlace kUponX[] = {{0, 0}};
constexpr InPlace kUponGradientOrX[] = {{0, 0}, {0, 1}};
constexpr InPlace kSumUponAYUponB[] = {{0, 0}, {1, 1}, {0, 1}, {1, 0}};
constexpr OpTraits kRows[] = {
    {.kind = OpKind::Norm,
     .name = "norm",
     .shape = shape,
     .second = "statistics",
     .rowWise = true,
     .remake = true,
     .always = 1,
     .inPlace = kUponX,
     .exact = 2,
     .differentiate = differentiate},
    {.kind = OpKind::NormBackward,
     .name = "norm_backward",
     .rowWise = true,
     .inPlace = kUponGradientOrX,
     .accumulates = 7},
    {.kind = OpKind::ResidualNorm,
     .name = "residual_norm",
     .rowWise = true,
     .inPlace = kSumUponAYUponB,
     .exact = 4},
};

} // namespace

std::span<const OpTraits> norm() {
    return kRows;
}

} // namespace luthier::program::ops
