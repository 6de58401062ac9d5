#include "../operations/attention.h"
#include "../operations/rowwise.h"
#include "kernel_table.h"

#include <c10/util/Exception.h>

#include <array>
#include <span>
#include <utility>

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
    return {how.heads,  how.kvHeads, query.size(1) / how.heads, how.scale, how.causal,
            how.window, how.softcap};
}

/// Operand `query` is followed by the key.
AttentionRows rowsOf(const StepRun& run, std::size_t query) {
    const auto startsOf = [&](std::size_t operand) {
        return run.program[run.step.operands[operand]].axis == program::Axis::Source ? run.batch.sourceStarts
                                                                                     : run.batch.rowStarts;
    };
    return {startsOf(query), startsOf(query + 1)};
}

/// The scratch of a step, a stretch of floats after the other.
class Scratch {
public:
    explicit Scratch(const at::Tensor& bytes)
        : m_floats(bytes.defined() ? bytes.view(at::kFloat) : bytes) {}
    at::Tensor take(std::int64_t rows, std::int64_t columns) {
        const std::int64_t begin = std::exchange(m_taken, m_taken + rows * columns);
        return m_floats.narrow(0, begin, rows * columns).view({rows, columns});
    }

private:
    at::Tensor m_floats;
    std::int64_t m_taken = 0;
};

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
    const program::RelativeBias& relative = run.step.as<program::AttentionAttributes>().bias;
    const at::Tensor table = run.operands.size() > 3 ? run.operand(3) : at::Tensor();
    at::Tensor key = run.operand(1);
    at::Tensor value = run.operand(2);
    if (run.step.as<program::AttentionAttributes>().cached) {
        if (run.batch.before > 0 || query.size(0) == 1) {
            attentionCached(run.result(0), query, key, value, run.batch.before, heads,
                            biasByDistance(table, relative, run.batch.before + query.size(0), {}));
            return;
        }
        key = key.narrow(0, 0, query.size(0));
        value = value.narrow(0, 0, query.size(0));
    }
    const AttentionRows rows = rowsOf(run, 0);
    Scratch scratch(run.scratch);
    BiasByDistance bias;
    if (table.defined())
        bias = biasByDistance(table, relative, rows.longest(),
                              scratch.take(heads.heads, BiasByDistance::widthOf(rows.longest())));
    attentionForward(run.result(0), run.result(1), query, key, value, rows, heads, bias);
}

void attentionBackward(const StepRun& run) {
    const at::Tensor& query = run.operand(1);
    const at::Tensor& key = run.operand(2);
    const AttentionHeads heads = headsOf(run, query);
    const AttentionRows rows = rowsOf(run, 1);
    Scratch scratch(run.scratch);
    at::Tensor shared;
    if (heads.heads != heads.kvHeads)
        shared = scratch.take(key.size(0), 2 * query.size(1));
    BiasByDistance bias;
    AttentionGradients gradients{run.result(0), run.result(1), run.result(2), {}};
    const bool biased = run.operands.size() > 6;
    const std::int64_t width = BiasByDistance::widthOf(rows.longest());
    if (biased)
        bias = biasByDistance(run.operand(6), run.step.as<program::AttentionAttributes>().bias,
                              rows.longest(), scratch.take(heads.heads, width));
    const bool biasTrains = biased && run.result(3).defined();
    if (biasTrains)
        gradients.bias = scratch.take(heads.heads, width);
    engine::attentionBackward(gradients, run.operand(0), query, key, run.operand(3), run.operand(4),
                              run.operand(5), shared, rows, heads, bias);
    if (biasTrains)
        run.result(3).index_add_(0, bias.buckets, gradients.bias.t());
}

} // namespace luthier::engine::kernel
