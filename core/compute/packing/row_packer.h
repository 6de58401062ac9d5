#pragma once

#include <engine/batch.h>
#include <examples/frozen_data.h>
#include <families/model_shape.h>
#include <tokenizing/special_tokens.h>

#include <cstdint>
#include <span>

namespace luthier::packing {

/// How tokens are hidden that are to be found again: the frozen rows' share of each row, and of those 80 of
/// 100 become `maskId`, 10 any token, 10 stay, as DataCollatorForLanguageModeling does, which draws the share
/// as well.
struct Masking {
    std::int32_t maskId = -1;
    std::uint64_t seed = 0;
};

/// With the tokenizer's mask token, where it has one.
Masking maskingOf(const tokenizing::SpecialTokens& tokens, std::uint64_t seed);

/// Frozen rows to batches, by what the model of this shape learns of them. Thread-safe.
class RowPacker {
public:
    /// `inFront`: learned tokens that the engine puts in front of each text.
    explicit RowPacker(const families::ModelShape& shape, Masking masking = {}, std::int64_t inFront = 0);

    /// Tokens that a row takes in a batch.
    std::int64_t tokensOf(const examples::FrozenData& data, std::int64_t row) const {
        const std::int64_t worse = data.rejectedLength(row);
        return data.length(row) + m_inFront + (worse > 0 ? worse + m_inFront : 0);
    }

    /// The rows of these numbers, in this order. `draw` tells the hidden tokens of one time from another's.
    engine::PackedBatch pack(const examples::FrozenData& data, std::span<const std::int64_t> rows,
                             std::uint64_t draw = 0) const;

private:
    void addPair(engine::PackedBatch& batch, const examples::FrozenData& data, std::int64_t row) const;
    void addAnswer(engine::PackedBatch& batch, const examples::FrozenData& data, std::int64_t row) const;
    void addHidden(engine::PackedBatch& batch, const examples::FrozenData& data, std::int64_t row,
                   std::uint64_t draw) const;
    void addLabel(engine::PackedBatch& batch, const examples::FrozenData& data, std::int64_t row) const;

    families::ModelKind m_kind;
    families::Head m_head;
    families::Problem m_problem;
    families::Pooling m_pooling;
    std::int64_t m_padId;
    std::int64_t m_startId;
    std::int64_t m_uncountedId; ///< RoBERTa's padding token, which has no position among the others; −1: none
    std::int64_t m_vocabulary;
    Masking m_masking;
    std::int64_t m_inFront;
};

/// One text with a target wherever the model says something: at every token, or at the one that speaks for
/// the text where texts have labels. `source`: what an encoder reads for it.
engine::PackedBatch wholeText(const families::ModelShape& shape, std::span<const std::int32_t> ids,
                              std::span<const std::int32_t> source = {});

} // namespace luthier::packing
