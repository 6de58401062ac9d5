#include "ops.h"

namespace luthier::program::ops {
namespace {

// Losses: outputs, labels → a loss a row, and the gradient of Σ losses · lossScale: it needs a constant
// factor only, so forward makes it. cross_entropy: labels are classes; one of −100 has neither loss nor
// gradient. binary_cross_entropy: a label in [0, 1] for each logit, the loss being the mean of a row.
// squared_error: a number for each output, the same.

std::vector<Form> shape(const Program& program, const Step& step) {
    const Form outputs = formOf(program, step, 0);
    return {{outputs.axis, 1}, outputs};
}

constexpr InPlace kGradientUponOutputs[] = {{1, 0}};
constexpr OpTraits lossOf(OpKind kind, std::string_view name) {
    return {.kind = kind,
            .name = name,
            .shape = shape,
            .rowWise = true,
            .makesGradient = true,
            .inPlace = kGradientUponOutputs};
}

constexpr OpTraits kRows[] = {
    lossOf(OpKind::CrossEntropy, "cross_entropy"),
    lossOf(OpKind::BinaryCrossEntropy, "binary_cross_entropy"),
    lossOf(OpKind::SquaredError, "squared_error"),
};

} // namespace

std::span<const OpTraits> losses() {
    return kRows;
}

} // namespace luthier::program::ops
