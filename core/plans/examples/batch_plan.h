#pragma once

#include "frozen_data.h"
#include "source_rows.h"

#include <recipe/recipe.h>

#include <cstdint>
#include <vector>

namespace luthier::examples {

/// Rows that go through the model together, in this order.
using MicroBatch = std::vector<std::int64_t>;

/// The sizes of frozen rows.
std::vector<RowSize> sizesOf(const FrozenData& data);

/// Which rows each step takes; the plan before a run and the run itself ask the same. A sequence is a row or,
/// where texts are learnt to be written and packing is on, rows packed to at most max_length tokens; a
/// micro-batch is `per_device_train_batch_size` sequences. Sequences are dealt out in a new order each epoch
/// (Fisher-Yates from seed and epoch) or, without shuffling, in the order of the data.
class BatchPlan {
public:
    BatchPlan(const std::vector<RowSize>& rows, const recipe::Recipe& recipe);
    BatchPlan(const FrozenData& data, const recipe::Recipe& recipe)
        : BatchPlan(sizesOf(data), recipe) {}

    /// Steps of an epoch, the last of which may be short, and of the whole run.
    std::int64_t stepsPerEpoch() const { return m_stepsPerEpoch; }
    std::int64_t steps() const { return m_steps; }
    std::int64_t sequences() const { return static_cast<std::int64_t>(m_sequences.size()); }
    /// The micro-batches of a step (from 1); never empty for a step within the run.
    std::vector<MicroBatch> microBatches(std::int64_t step) const;
    /// The largest there can be: the longest sequences together.
    MicroBatch largestMicroBatch() const;
    /// Epochs done after a step.
    double epochAfter(std::int64_t step) const;

    /// Bounds for the arena: the largest micro-batch there can be, learned tokens in front of texts included.
    std::int64_t mostTokens() const { return m_mostTokens; }
    std::int64_t mostTargets() const { return m_mostTargets; }
    std::int64_t longestRow() const { return m_longestRow; }
    /// Of the texts that an encoder reads for a decoder.
    std::int64_t mostSource() const { return m_mostSource; }
    /// Pairs of answers in a micro-batch; 0 where none are compared.
    std::int64_t mostPairs() const { return m_comparesAnswers ? m_batchSize : 0; }
    /// Learned tokens in front of each text.
    std::int64_t inFront() const { return m_inFront; }
    std::int64_t longestSource() const { return m_longestSource; }

private:
    std::vector<std::size_t> orderOf(std::int64_t epoch) const;

    std::vector<MicroBatch> m_sequences;
    std::vector<std::size_t> m_longestSequences; ///< of one micro-batch
    std::int64_t m_batchSize;
    std::int64_t m_accumulation;
    bool m_shuffle;
    bool m_comparesAnswers = false;
    std::uint64_t m_seed;
    std::int64_t m_stepsPerEpoch = 0;
    std::int64_t m_steps = 0;
    std::int64_t m_inFront = 0;
    std::int64_t m_mostTokens = 0;
    std::int64_t m_mostTargets = 0;
    std::int64_t m_longestRow = 0;
    std::int64_t m_mostSource = 0;
    std::int64_t m_longestSource = 0;
};

} // namespace luthier::examples
