#include "batch_plan.h"

#include <tokenizing/packing.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace luthier::examples {
namespace {

std::vector<MicroBatch> sequencesOf(const std::vector<RowSize>& rows, const recipe::Recipe& recipe) {
    const recipe::Tokens& tokens = recipe.tokens;
    if (isPacked(recipe)) {
        std::vector<std::int64_t> lengths(rows.size());
        const std::int64_t inFront = recipe::virtualTokens(recipe);
        std::transform(rows.begin(), rows.end(), lengths.begin(),
                       [&](const RowSize& row) { return row.tokens + inFront; });
        return tokenizing::packRows(lengths, tokens.maxLength + inFront);
    }
    std::vector<MicroBatch> sequences;
    for (std::size_t row = 0; row < rows.size(); ++row)
        sequences.push_back({static_cast<std::int64_t>(row)});
    return sequences;
}

/// A number below `count` without the bias and the library dependence of uniform_int_distribution.
std::uint64_t below(std::mt19937_64& draws, std::uint64_t count) {
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % count;
    std::uint64_t draw = draws();
    while (draw >= limit)
        draw = draws();
    return draw % count;
}

/// The sum of the `count` largest values.
std::int64_t largest(std::vector<std::int64_t> values, std::int64_t count) {
    std::sort(values.rbegin(), values.rend());
    values.resize(std::min(values.size(), static_cast<std::size_t>(count)));
    return std::accumulate(values.begin(), values.end(), std::int64_t{0});
}

} // namespace

std::vector<RowSize> sizesOf(const FrozenData& data) {
    std::vector<RowSize> sizes;
    for (std::int64_t row = 0; row < data.rows(); ++row)
        sizes.push_back({static_cast<std::int32_t>(data.length(row)),
                         static_cast<std::int32_t>(data.targets(row)),
                         static_cast<std::int32_t>(data.sourceLength(row)),
                         static_cast<std::int32_t>(data.rejectedLength(row))});
    return sizes;
}

BatchPlan::BatchPlan(const std::vector<RowSize>& rows, const recipe::Recipe& recipe)
    : m_sequences(sequencesOf(rows, recipe))
    , m_batchSize(recipe.batchSize)
    , m_accumulation(recipe.accumulation)
    , m_shuffle(recipe.shuffle)
    , m_seed(recipe.seed) {
    m_inFront = recipe::virtualTokens(recipe);
    std::vector<std::int64_t> tokens;
    std::vector<std::int64_t> targets;
    std::vector<std::int64_t> sources;
    for (const MicroBatch& sequence : m_sequences) {
        std::int64_t length = 0;
        std::int64_t count = 0;
        std::int64_t source = 0;
        for (const std::int64_t row : sequence) {
            const RowSize& size = rows[static_cast<std::size_t>(row)];
            length += size.tokens + m_inFront;
            if (size.rejected > 0)
                length += size.rejected + m_inFront;
            m_comparesAnswers = m_comparesAnswers || size.rejected > 0;
            count += size.targets;
            source += size.source;
            m_longestSource = std::max<std::int64_t>(m_longestSource, size.source);
            m_longestRow =
                std::max<std::int64_t>(m_longestRow, std::max(size.tokens, size.rejected) + m_inFront);
        }
        tokens.push_back(length);
        targets.push_back(count);
        sources.push_back(source);
    }
    m_mostSource = largest(sources, m_batchSize);
    m_mostTokens = largest(tokens, m_batchSize);
    m_mostTargets = largest(targets, m_batchSize);
    m_longestSequences.resize(m_sequences.size());
    std::iota(m_longestSequences.begin(), m_longestSequences.end(), std::size_t{0});
    std::stable_sort(m_longestSequences.begin(), m_longestSequences.end(),
                     [&](std::size_t a, std::size_t b) { return tokens[a] > tokens[b]; });
    m_longestSequences.resize(std::min(m_longestSequences.size(), static_cast<std::size_t>(m_batchSize)));
    const std::int64_t perStep = m_batchSize * m_accumulation;
    m_stepsPerEpoch = (sequences() + perStep - 1) / perStep;
    m_steps = recipe.maxSteps ? *recipe.maxSteps
                              : static_cast<std::int64_t>(
                                    std::ceil(recipe.epochs * static_cast<double>(m_stepsPerEpoch) - 1e-9));
}

std::vector<std::size_t> BatchPlan::orderOf(std::int64_t epoch) const {
    std::vector<std::size_t> order(m_sequences.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (!m_shuffle)
        return order;
    std::mt19937_64 draws(m_seed * 0x9E3779B97F4A7C15ULL + static_cast<std::uint64_t>(epoch));
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[below(draws, i)]);
    return order;
}

std::vector<MicroBatch> BatchPlan::microBatches(std::int64_t step) const {
    const std::int64_t epoch = (step - 1) / m_stepsPerEpoch;
    const std::int64_t within = (step - 1) % m_stepsPerEpoch;
    const std::vector<std::size_t> order = orderOf(epoch);
    std::vector<MicroBatch> batches;
    auto next = static_cast<std::size_t>(within * m_batchSize * m_accumulation);
    for (std::int64_t i = 0; i < m_accumulation && next < order.size(); ++i) {
        MicroBatch batch;
        for (std::int64_t sequence = 0; sequence < m_batchSize && next < order.size(); ++sequence, ++next)
            batch.insert(batch.end(), m_sequences[order[next]].begin(), m_sequences[order[next]].end());
        batches.push_back(std::move(batch));
    }
    return batches;
}

MicroBatch BatchPlan::largestMicroBatch() const {
    MicroBatch batch;
    for (const std::size_t sequence : m_longestSequences)
        batch.insert(batch.end(), m_sequences[sequence].begin(), m_sequences[sequence].end());
    return batch;
}

double BatchPlan::epochAfter(std::int64_t step) const {
    return m_stepsPerEpoch > 0 ? static_cast<double>(step) / static_cast<double>(m_stepsPerEpoch) : 0.0;
}

} // namespace luthier::examples
