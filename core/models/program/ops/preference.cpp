#include "ops.h"

namespace luthier::program::ops {
namespace {

// log_prob: logits, labels → the log-probability of each row's label. preference: log-probabilities (or
// scores), the tokens that they belong to, references or which are compared?, whether an answer is wanted? →
// a loss a pair, the gradient of Σ losses · lossScale, and of each pair four numbers: log-probability of the
// better answer and of the worse, and their rewards; not a number: that the pair has no such answer. The
// texts of a batch are pairs, the better answer first.

std::vector<Form> shapeOfLogProb(const Program& program, const Step& step) {
    return {{formOf(program, step, 0).axis, 1}};
}

void differentiateLogProb(Backward& backward, const Step& step, ValueId gradient) {
    backward.emit(OpKind::LogProbBackward, {gradient, step.operands[0], step.operands[1]}, {step.operands[0]},
                  {});
}

std::vector<Form> shapeOfPreference(const Program& program, const Step& step) {
    return {{Axis::Pairs, 1}, formOf(program, step, 0), {Axis::Pairs, 4}};
}

constexpr InPlace kUponLogits[] = {{0, 1}};
constexpr OpTraits kRows[] = {
    {.kind = OpKind::LogProb,
     .name = "log_prob",
     .shape = shapeOfLogProb,
     .rowWise = true,
     .differentiate = differentiateLogProb},
    {.kind = OpKind::LogProbBackward, .name = "log_prob_backward", .rowWise = true, .inPlace = kUponLogits},
    {.kind = OpKind::Preference,
     .name = "preference",
     .shape = shapeOfPreference,
     .makesGradient = true,
     .always = 7},
};

} // namespace

std::span<const OpTraits> preference() {
    return kRows;
}

} // namespace luthier::program::ops
