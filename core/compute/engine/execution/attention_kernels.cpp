#include "../operations/attention.h"
#include "../operations/rowwise.h"
#include "kernel_table.h"

#include <c10/util/Exception.h>

#include <array>
#include <span>

namespace luthier::engine::kernel {
namespace {

/// Tensors that lie side by side, as one; undefined where they do not.
at::Tensor sideBySide(std::span<const at::Tensor> parts) {
    std::int64_t columns = 0;
    for (const at::Tensor& part : parts) {
        if (part.stride(0) != parts.front().stride(0) ||
            part.const_data_ptr<float>() != parts.front().const_data_ptr<float>() + columns)
            return {};
        columns += part.size(1);
    }
    return parts.front().as_strided({parts.front().size(0), columns}, {parts.front().stride(0), 1});
}

AttentionHeads headsOf(const StepRun& run, const at::Tensor& query) {
    const auto& how = run.step.as<program::AttentionAttributes>();
    return {how.heads, how.kvHeads, query.size(1) / how.heads, how.scale};
}

} // namespace

void rope(const StepRun& run) {
    const auto& how = run.step.as<program::RopeAttributes>();
    const RotaryTables tables{run.operand(2), run.operand(3), run.operand(4)};
    TORCH_CHECK(tables.cosines.size(1) * 2 == how.turned(), "rotary tables of another width");
    const Turn turn = how.inverse ? Turn::Backward : Turn::Forward;
    const at::Tensor query = takenOver(run, 0, 0);
    if (!run.operand(1).defined()) {
        rotate(query, how.headDim, tables, turn, how.pairs);
        return;
    }
    const at::Tensor key = takenOver(run, 1, 1);
    const at::Tensor both = sideBySide(std::array{query, key});
    if (both.defined()) {
        rotate(both, how.headDim, tables, turn, how.pairs);
        return;
    }
    rotate(query, how.headDim, tables, turn, how.pairs);
    rotate(key, how.headDim, tables, turn, how.pairs);
}

void attention(const StepRun& run) {
    const at::Tensor& query = run.operand(0);
    const AttentionHeads heads = headsOf(run, query);
    at::Tensor key = run.operand(1);
    at::Tensor value = run.operand(2);
    if (run.step.as<program::AttentionAttributes>().cached) {
        if (run.batch.before > 0 || query.size(0) == 1) {
            attentionCached(run.result(0), query, key, value, run.batch.before, heads);
            return;
        }
        key = key.narrow(0, 0, query.size(0));
        value = value.narrow(0, 0, query.size(0));
    }
    attentionForward(run.result(0), run.result(1), query, key, value, run.batch.rowStarts, heads);
}

void attentionBackward(const StepRun& run) {
    const at::Tensor& query = run.operand(1);
    at::Tensor shared;
    if (run.scratch.defined())
        shared = run.scratch.view(at::kFloat)
                     .narrow(0, 0, query.size(0) * 2 * query.size(1))
                     .view({query.size(0), 2 * query.size(1)});
    engine::attentionBackward({run.result(0), run.result(1), run.result(2)}, run.operand(0), query,
                              run.operand(2), run.operand(3), run.operand(4), run.operand(5), shared,
                              run.batch.rowStarts, headsOf(run, query));
}

} // namespace luthier::engine::kernel
