#include "../operations/delta_rule.h"
#include "kernel_table.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/softplus.h>
#include <ATen/ops/sum.h>

#include <algorithm>

namespace luthier::engine::kernel {
namespace {

/// Rows that the products of a weight's gradient are made of at once.
constexpr std::int64_t kRowsAtOnce = 256;

/// Calls `visit(first row, rows)` for each text.
template <typename Visit>
void forEachText(const StepRun& run, Visit&& visit) {
    const std::span<const std::int32_t> starts = run.batch.rowStarts;
    for (std::size_t text = 0; text + 1 < starts.size(); ++text)
        if (starts[text + 1] > starts[text])
            visit(starts[text], starts[text + 1] - starts[text]);
}

/// The state that a growing text keeps, emptied where it begins; undefined where nothing is kept.
at::Tensor keptState(const StepRun& run) {
    if (run.results.size() < 2)
        return {};
    at::Tensor state = run.result(1);
    if (run.batch.before == 0)
        state.zero_();
    return state;
}

/// The weights of the rows `back` rows away, [columns].
at::Tensor weightOf(const at::Tensor& weight, std::int64_t back) {
    return weight.select(2, weight.size(2) - 1 - back).view({-1}).to(at::kFloat);
}

DeltaRows deltaOperands(const StepRun& run, std::size_t first) {
    return {run.operand(first), run.operand(first + 1), run.operand(first + 2), run.operand(first + 3),
            run.operand(first + 4)};
}

/// Of one state: key heads, key width, columns of the values of a key head.
std::array<std::int64_t, 3> stateForm(const StepRun& run, const DeltaRows& x) {
    const std::int64_t heads = run.step.as<program::DeltaRuleAttributes>().keyHeads;
    return {heads, x.query.size(1) / heads, x.value.size(1) / heads};
}

} // namespace

void convolution(const StepRun& run) {
    const at::Tensor& x = run.operand(0);
    const at::Tensor& weight = run.operand(1);
    at::Tensor state = keptState(run);
    at::Tensor y = run.result(0);
    y.zero_();
    forEachText(run, [&](std::int64_t begin, std::int64_t rows) {
        for (std::int64_t back = 0; back < weight.size(2); ++back) {
            const at::Tensor weights = weightOf(weight, back);
            const std::int64_t inside = std::max<std::int64_t>(rows - back, 0);
            y.narrow(0, begin + rows - inside, inside).addcmul_(x.narrow(0, begin, inside), weights);
            if (state.defined() && back > 0) {
                // The first rows see what the text had before, whose last row is the state's last.
                const std::int64_t outside = std::min(back, rows);
                y.narrow(0, begin, outside).addcmul_(state.narrow(0, state.size(0) - back, outside), weights);
            }
        }
    });
    if (!state.defined() || state.size(0) == 0)
        return;
    const std::int64_t fresh = std::min(x.size(0), state.size(0));
    const std::int64_t stays = state.size(0) - fresh;
    if (stays > 0)
        state.narrow(0, 0, stays).copy_(state.narrow(0, fresh, stays).clone());
    state.narrow(0, stays, fresh).copy_(x.narrow(0, x.size(0) - fresh, fresh));
}

void convolutionBackward(const StepRun& run) {
    const at::Tensor& d = run.operand(0);
    const at::Tensor& x = run.operand(1);
    const at::Tensor& weight = run.operand(2);
    at::Tensor dx = run.result(0);
    if (dx.defined() && !run.adds(0))
        dx.zero_();
    forEachText(run, [&](std::int64_t begin, std::int64_t rows) {
        for (std::int64_t back = 0; back < std::min(weight.size(2), rows); ++back) {
            const std::int64_t inside = rows - back;
            const at::Tensor arriving = d.narrow(0, begin + back, inside);
            if (dx.defined())
                dx.narrow(0, begin, inside).addcmul_(arriving, weightOf(weight, back));
            if (!run.result(1).defined())
                continue;
            at::Tensor sums = run.result(1).select(2, weight.size(2) - 1 - back).view({-1});
            for (std::int64_t row = 0; row < inside; row += kRowsAtOnce) {
                const std::int64_t some = std::min(kRowsAtOnce, inside - row);
                sums.add_((arriving.narrow(0, row, some) * x.narrow(0, begin + row, some)).sum(0));
            }
        }
    });
}

void decay(const StepRun& run) {
    at::Tensor g = run.result(0);
    g.copy_(at::softplus(run.operand(0) + run.operand(2)) * -run.operand(1).exp());
}

void decayBackward(const StepRun& run) {
    const at::Tensor factor = -run.operand(2).exp();
    const at::Tensor moved = run.operand(1) + run.operand(3);
    const at::Tensor da = run.operand(0) * factor * moved.sigmoid();
    if (run.result(0).defined() && run.adds(0))
        run.result(0).add_(da);
    else if (run.result(0).defined())
        run.result(0).copy_(da);
    if (run.result(1).defined())
        run.result(1).add_((run.operand(0) * factor * at::softplus(moved)).sum(0));
    if (run.result(2).defined())
        run.result(2).add_(da.sum(0));
}

void deltaRule(const StepRun& run) {
    const DeltaRows x = deltaOperands(run, 0);
    at::Tensor state = keptState(run);
    const bool kept = state.defined();
    if (!kept)
        state = run.scratch.view(at::kFloat).view(stateForm(run, x));
    forEachText(run, [&](std::int64_t begin, std::int64_t rows) {
        if (!kept)
            state.zero_();
        deltaRuleForward(run.result(0).narrow(0, begin, rows), x.narrow(begin, rows), state);
    });
}

void deltaRuleBackward(const StepRun& run) {
    const DeltaRows x = deltaOperands(run, 1);
    const DeltaRows gradients{run.result(0), run.result(1), run.result(2), run.result(3), run.result(4)};
    const auto [heads, keyWidth, columns] = stateForm(run, x);
    const at::Tensor states = run.scratch.view(at::kFloat).view({-1, heads, keyWidth, columns});
    forEachText(run, [&](std::int64_t begin, std::int64_t rows) {
        engine::deltaRuleBackward(gradients.narrow(begin, rows), run.operand(0).narrow(0, begin, rows),
                                  x.narrow(begin, rows), states);
    });
}

} // namespace luthier::engine::kernel
