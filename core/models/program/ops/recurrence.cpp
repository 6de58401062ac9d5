#include "ops.h"

namespace luthier::program::ops {
namespace {

// What looks back along a text by a state, which starts anew at each: in a text that grows, the state is a
// second result, a cache that the step reads and writes.
// convolution: x, weight [columns, 1, width] → y, each column by its own weights over itself and the rows in
// front of it. decay: a, A_log, dt_bias → g = −exp(A_log) · softplus(a + dt_bias). delta_rule: q, k, v, g, β
// → o, by head: S ← e^g · S, then S ← S + k · (β · (v − Sᵀ·k))ᵀ, and o = Sᵀ·q.

template <OpKind Gradients>
void differentiate(Backward& backward, const Step& step, ValueId gradient) {
    std::vector<ValueId> reads{gradient};
    reads.insert(reads.end(), step.operands.begin(), step.operands.end());
    backward.emit(Gradients, std::move(reads), step.operands, step.attributes);
}

constexpr OpTraits kRows[] = {
    {.kind = OpKind::Convolution,
     .name = "convolution",
     .shape = sameAs<0>,
     .differentiate = differentiate<OpKind::ConvolutionBackward>},
    {.kind = OpKind::ConvolutionBackward, .name = "convolution_backward", .accumulates = 3},
    {.kind = OpKind::Decay,
     .name = "decay",
     .shape = sameAs<0>,
     .rowWise = true,
     .remake = true,
     .differentiate = differentiate<OpKind::DecayBackward>},
    {.kind = OpKind::DecayBackward, .name = "decay_backward", .rowWise = true, .accumulates = 7},
    {.kind = OpKind::DeltaRule,
     .name = "delta_rule",
     .shape = sameAs<2>,
     .differentiate = differentiate<OpKind::DeltaRuleBackward>},
    {.kind = OpKind::DeltaRuleBackward, .name = "delta_rule_backward", .always = 31},
};

} // namespace

std::span<const OpTraits> recurrence() {
    return kRows;
}

} // namespace luthier::program::ops
