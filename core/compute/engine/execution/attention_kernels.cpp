#include "../operations/attention.h"
#include "../operations/rowwise.h"
#include "kernel_table.h"

#include <c10/util/Exception.h>

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

at::Tensor joined(std::span<const at::Tensor> queryKeyValue) {
    at::Tensor all = sideBySide(queryKeyValue);
    TORCH_CHECK(all.defined() && (all.is_contiguous() || all.size(0) <= 1),
                "query, key and value do not lie side by side");
    return all;
}

families::ModelShape headsOf(const StepRun& run, std::int64_t queryWidth) {
    const auto& how = run.step.as<program::AttentionAttributes>();
    families::ModelShape shape;
    shape.heads = how.heads;
    shape.kvHeads = how.kvHeads;
    shape.headDim = queryWidth / how.heads;
    shape.attentionScale = how.scale;
    return shape;
}

} // namespace

void rope(const StepRun& run) {
    const auto& how = run.step.as<program::RopeAttributes>();
    const at::Tensor query = takenOver(run, 0, 0);
    const at::Tensor key = takenOver(run, 1, 1);
    const RotaryTables tables{run.operand(2), run.operand(3), run.operand(4)};
    const Turn turn = how.inverse ? Turn::Backward : Turn::Forward;
    const at::Tensor both = sideBySide(std::array{query, key});
    if (both.defined()) {
        rotate(both, both.size(1) / how.headDim, tables, turn);
        return;
    }
    rotate(query, query.size(1) / how.headDim, tables, turn);
    rotate(key, key.size(1) / how.headDim, tables, turn);
}

void attention(const StepRun& run) {
    attentionForward(run.result(0), run.result(1), joined(run.operands.first(3)), run.batch.rowStarts,
                     headsOf(run, run.operand(0).size(1)));
}

void attentionBackward(const StepRun& run) {
    const at::Tensor& query = run.operand(1);
    at::Tensor shared;
    if (run.scratch.defined())
        shared = run.scratch.view(at::kFloat)
                     .narrow(0, 0, query.size(0) * 2 * query.size(1))
                     .view({query.size(0), 2 * query.size(1)});
    engine::attentionBackward(joined(run.results), run.operand(0), joined(run.operands.subspan(1, 3)),
                              run.operand(4), run.operand(5), shared, run.batch.rowStarts,
                              headsOf(run, query.size(1)));
}

} // namespace luthier::engine::kernel
