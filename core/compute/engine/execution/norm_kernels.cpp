#include "../operations/rowwise.h"
#include "kernel_table.h"

#include <c10/util/Exception.h>

namespace luthier::engine::kernel {
namespace {

/// Kept one kind behind the other: the inverse deviations of all rows, then the means.
at::Tensor statisticsOf(const at::Tensor& value) {
    return value.defined() ? value.view({value.size(1), value.size(0)}) : value;
}

NormWeights weightsOf(const StepRun& run, std::size_t weight) {
    return {run.operand(weight), run.operand(weight + 1), run.step.as<program::NormAttributes>().epsilon};
}

} // namespace

void norm(const StepRun& run) {
    normForward(run.result(0), run.operand(0), {}, {}, weightsOf(run, 1), statisticsOf(run.result(1)));
}

void residualNorm(const StepRun& run) {
    normForward(run.result(1), run.operand(0), run.operand(1), run.result(0), weightsOf(run, 2),
                statisticsOf(run.result(2)));
}

void normBackward(const StepRun& run) {
    TORCH_CHECK(run.result(0).defined(), "a norm's backward is asked for no gradient of its input");
    const auto& how = run.step.as<program::NormAttributes>();
    const at::Tensor& x = run.operand(1);
    // The bias itself takes no part; the kernels tell the two kinds of norm apart by it.
    const NormWeights weights{
        run.operand(2), how.kind == program::NormKind::Layer ? run.operand(2) : at::Tensor(), how.epsilon};
    engine::normBackward(run.result(0), run.operand(0), x, weights, statisticsOf(run.operand(3)),
                         run.result(1), run.result(2),
                         run.scratch.defined() ? run.scratch.view(at::kFloat) : at::Tensor(),
                         run.adds(0) ? Accumulate::Yes : Accumulate::No);
}

} // namespace luthier::engine::kernel
