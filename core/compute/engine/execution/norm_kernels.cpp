#include "../operations/rowwise.h"
#include "kernel_table.h"

namespace luthier::engine::kernel {
namespace {

/// Kept one kind behind the other: the inverse deviations of all groups of all rows, then the means.
at::Tensor statisticsOf(const at::Tensor& value, std::int64_t groups) {
    return value.defined() ? value.view({value.size(1) / groups, value.size(0) * groups}) : value;
}

Norm normOf(const StepRun& run, const at::Tensor& weight, const at::Tensor& bias) {
    const auto& how = run.step.as<program::NormAttributes>();
    return {weight, bias, how.kind == program::NormKind::Layer, how.epsilon, how.offset, how.groups};
}

} // namespace

void norm(const StepRun& run) {
    const std::int64_t groups = run.step.as<program::NormAttributes>().groups;
    normForward(run.result(0), run.operand(0), {}, {}, normOf(run, run.operand(1), run.operand(2)),
                statisticsOf(run.result(1), groups));
}

void residualNorm(const StepRun& run) {
    const std::int64_t groups = run.step.as<program::NormAttributes>().groups;
    normForward(run.result(1), run.operand(0), run.operand(1), run.result(0),
                normOf(run, run.operand(2), run.operand(3)), statisticsOf(run.result(2), groups));
}

void normBackward(const StepRun& run) {
    // The bias itself takes no part.
    engine::normBackward({run.result(0), run.result(1), run.result(2)}, run.operand(0), run.operand(1),
                         normOf(run, run.operand(2), {}),
                         statisticsOf(run.operand(3), run.step.as<program::NormAttributes>().groups),
                         run.scratch.defined() ? run.scratch.view(at::kFloat) : at::Tensor(),
                         run.adds(0) ? Accumulate::Yes : Accumulate::No);
}

} // namespace luthier::engine::kernel
