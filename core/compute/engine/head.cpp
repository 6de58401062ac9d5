#include "pass.h"

#include <ATen/ops/index_select.h>
#include <ATen/ops/mm.h>

#include <algorithm>

namespace luthier::engine {
namespace {

/// The head's buffers, cut to a chunk's rows.
struct Chunk {
    at::Tensor indices;
    at::Tensor targets;
    at::Tensor rows;
    at::Tensor normed;
    at::Tensor statistics;
    at::Tensor logits;
    at::Tensor losses;
};

/// `first` is the number of targets before these.
Chunk chunkOf(Pass& pass, std::span<const Target> targets, std::int64_t first) {
    const auto count = static_cast<std::int64_t>(targets.size());
    std::vector<std::int64_t> positions;
    std::vector<std::int64_t> tokens;
    for (const Target& target : targets) {
        positions.push_back(pass.isNarrowed() ? first + static_cast<std::int64_t>(positions.size())
                                              : target.position);
        tokens.push_back(target.token);
    }
    const Arena& arena = pass.arena();
    const std::int64_t hidden = pass.shape().hiddenSize;
    return {pass.indexTensor(positions),
            pass.indexTensor(tokens),
            arena.matrix("head.rows", count, hidden),
            arena.matrix("head.normed", count, hidden),
            arena.matrix("head.statistics", 2, count),
            arena.matrix("logits", count, pass.shape().vocabularySize),
            arena.vector("head.losses", count)};
}

void chunkBackward(Pass& pass, Chunk& chunk, const LinearWeight& weight) {
    const auto count = chunk.rows.size(0);
    LinearBackward step;
    step.outputGradient = chunk.logits;
    step.input = chunk.normed;
    step.inputGradient = pass.arena().matrix("head.gradient", count, pass.shape().hiddenSize);
    step.weightGradient = pass.weightGradient(
        pass.shape().tiedEmbeddings ? families::Role::TokenEmbedding : families::Role::HeadWeight, 0);
    if (pass.headAdapter())
        step.projectedGradient = pass.arena().vector(
            "gradient.projected", pass.arena().layout().buffer("gradient.projected").bytes / 4);
    linearBackward(step, weight, pass.headAdapter(), pass.dropoutAt(-1, families::Linear::Head));
    // The normed rows have served; their place takes the gradient of the stream.
    at::Tensor rowsGradient = chunk.normed;
    rowsGradient.zero_();
    const bool centred = pass.shape().normKind == families::NormKind::Layer;
    const at::Tensor partials = pass.arena().has("norm_partials")
                                    ? pass.arena().vector("norm_partials", 2 * 16 * pass.shape().hiddenSize)
                                    : at::Tensor();
    normBackward(rowsGradient, step.inputGradient, chunk.rows, pass.finalNorm(), chunk.statistics,
                 pass.weightGradient(families::Role::FinalNormWeight, 0),
                 centred ? pass.weightGradient(families::Role::FinalNormBias, 0) : at::Tensor(), partials);
    pass.scratch("gradient.stream", pass.shape().hiddenSize).index_copy_(0, chunk.indices, rowsGradient);
}

} // namespace

std::vector<float> runHead(Pass& pass, const std::vector<Target>& targets, double scale) {
    std::vector<float> losses;
    losses.reserve(targets.size());
    if (scale != 0.0)
        pass.scratch("gradient.stream", pass.shape().hiddenSize).zero_();
    if (targets.empty())
        return losses;
    const LinearWeight weight = pass.headWeight();
    const NormWeights norm = pass.finalNorm();
    const at::Tensor stream = pass.stream(pass.shape().layers);
    const std::size_t rows = static_cast<std::size_t>(pass.arena().layout().buffer("head.losses").bytes / 4);
    for (std::size_t begin = 0; begin < targets.size(); begin += rows) {
        const std::size_t count = std::min(rows, targets.size() - begin);
        Chunk chunk =
            chunkOf(pass, std::span(targets).subspan(begin, count), static_cast<std::int64_t>(begin));
        at::index_select_out(chunk.rows, stream, 0, chunk.indices);
        normForward(chunk.normed, chunk.rows, {}, {}, norm, chunk.statistics);
        linearForward(chunk.logits, chunk.normed, weight, pass.headAdapter(),
                      pass.dropoutAt(-1, families::Linear::Head));
        crossEntropy(chunk.logits, chunk.targets, chunk.losses, scale);
        const at::Tensor onCpu = chunk.losses.to(at::kCPU);
        losses.insert(losses.end(), onCpu.const_data_ptr<float>(), onCpu.const_data_ptr<float>() + count);
        if (scale != 0.0)
            chunkBackward(pass, chunk, weight);
    }
    return losses;
}

} // namespace luthier::engine
