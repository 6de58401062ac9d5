#include "program_layout.h"

#include <algorithm>

namespace luthier::footprint {

using program::OpKind;
using program::Program;
using program::Step;

namespace {

constexpr std::int64_t kFloat = 4;
/// Partial sums of the gradients of a norm's weight and bias, as kernels::kNormParts.
constexpr std::int64_t kNormParts = 16;
/// Rows whose states the backward of the delta rule makes again at once, as engine::kDeltaStretch.
constexpr std::int64_t kDeltaStretch = 64;

std::int64_t paddedTo64(std::int64_t elements) {
    return (elements + 63) / 64 * 64;
}

/// Biases by distance, as kernels::DistanceBias has them. Operand `query` is followed by the key.
std::int64_t biasFloats(const Program& program, const Step& step, std::size_t query, const Extents& extents) {
    constexpr std::int64_t kBlock = 64;
    const std::int64_t reach = std::max(extents.rows(program[step.operands[query]].axis),
                                        extents.rows(program[step.operands[query + 1]].axis));
    return step.as<program::AttentionAttributes>().heads * (2 * reach + kBlock);
}

/// Elements of the states of all heads. Operand `query` is followed by key and value.
std::int64_t deltaState(const Program& program, const Step& step, std::size_t query) {
    const std::int64_t heads = step.as<program::DeltaRuleAttributes>().keyHeads;
    return program[step.operands[query]].columns / heads * program[step.operands[query + 2]].columns;
}

} // namespace

ProductScratch productScratch(const Program& program, const Step& step, std::int64_t rows) {
    const auto* linear = std::get_if<program::LinearAttributes>(&step.attributes);
    if (!linear || linear->products == program::NumberFormat::Fp32)
        return {};
    const std::int64_t padded = paddedTokens(rows);
    if (step.kind == OpKind::LinearWeightGradient) {
        // Both operands have a row a token; the result is the matrix.
        const std::int64_t out = program[step.operands[0]].columns;
        const std::int64_t in = program[step.operands[1]].columns;
        const bool outIn = linear->layout == program::Layout::OutIn;
        return {paddedTo64(padded * (outIn ? out : in)), paddedTo64(padded * (outIn ? in : out)), out * in};
    }
    return {paddedTo64(padded * program[step.operands[0]].columns), 0,
            paddedTo64(padded * program[step.results[0].value].columns)};
}

std::int64_t scratchBytes(const Program& program, const Step& step, const Extents& extents) {
    switch (step.kind) {
    case OpKind::Attention:
        return step.operands.size() > 3 ? biasFloats(program, step, 0, extents) * kFloat : 0;
    case OpKind::AttentionBackward: {
        // Gradients of shared keys and values, before they are added up; biases and their gradients.
        const auto& attention = step.as<program::AttentionAttributes>();
        const std::int64_t shared =
            attention.heads == attention.kvHeads
                ? 0
                : extents.rows(program[step.operands[2]].axis) * 2 * program[step.operands[1]].columns;
        const std::int64_t biases = step.operands.size() > 6 ? 2 * biasFloats(program, step, 1, extents) : 0;
        return (shared + biases) * kFloat;
    }
    case OpKind::DeltaRule: // the state, where no cache holds it
        return step.results.size() > 1 ? 0 : deltaState(program, step, 0) * kFloat;
    case OpKind::DeltaRuleBackward: {
        // A state in front of each stretch of the longest text and before each row of one; two at work.
        const std::int64_t longest = std::min(extents.positions, extents.tokens);
        const std::int64_t stretches = (longest + kDeltaStretch - 1) / kDeltaStretch;
        return (stretches + kDeltaStretch + 3) * deltaState(program, step, 1) * kFloat;
    }
    case OpKind::LogProbBackward: // losses that nobody asked for
        return extents.rows(program[step.operands[0]].axis) * kFloat;
    case OpKind::NormBackward:
        return step.results[1].value == program::kNone && step.results[2].value == program::kNone
                   ? 0
                   : 2 * kNormParts * program[step.operands[0]].columns /
                         step.as<program::NormAttributes>().groups * kFloat;
    case OpKind::Linear:
    case OpKind::LinearInputGradient:
    case OpKind::LinearWeightGradient: {
        if (program::isByPieces(program, step)) {
            const program::Value& matrix = program[step.operands[1]];
            return program::pieceRows(matrix) * matrix.shape[1] * kFloat;
        }
        const ProductScratch room =
            productScratch(program, step, extents.rows(program[step.operands[0]].axis));
        return 2 * (room.left + room.right + room.result);
    }
    default:
        return 0;
    }
}

} // namespace luthier::footprint
