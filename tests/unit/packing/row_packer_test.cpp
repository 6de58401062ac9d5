#include <packing/row_packer.h>

#include <gtest/gtest.h>

#include <algorithm>

namespace luthier::packing {
namespace {

using engine::PackedBatch;
using examples::FrozenData;
using families::Head;
using families::ModelKind;
using families::ModelShape;
using families::Problem;

using Ids = std::vector<std::int32_t>;

const std::vector<std::int64_t> kBoth{0, 1};

ModelShape encoder() {
    ModelShape shape;
    shape.kind = ModelKind::Encoder;
    shape.pooling = families::Pooling::First;
    shape.vocabularySize = 50;
    return shape;
}

/// Two rows of 100 and 7 tokens, their first and last not to be hidden.
FrozenData longRows() {
    FrozenData data;
    data.maskedShare = 0.15;
    for (const std::size_t length : {100U, 7U}) {
        Ids ids(length);
        for (std::size_t i = 0; i < length; ++i)
            ids[i] = 10 + static_cast<std::int32_t>(i % 30);
        std::vector<std::uint8_t> mayHide(length, 1);
        mayHide.front() = mayHide.back() = 0;
        data.append({.ids = ids, .trained = mayHide, .rowId = static_cast<std::int64_t>(length)});
    }
    return data;
}

TEST(RowPacker, HidesTheShareOfEachRowAndAsksForWhatStoodThere) {
    const FrozenData data = longRows();
    const RowPacker packer(encoder(), {.maskId = 4, .seed = 1});
    const PackedBatch batch = packer.pack(data, kBoth, 3);
    ASSERT_EQ(batch.targets.size(), 15U + 1U) << "15 of 98, and one of 5 at least";
    EXPECT_EQ(batch.rowStarts, (Ids{0, 100, 107}));
    std::size_t hidden = 0;
    for (const engine::Target& target : batch.targets) {
        const auto at = static_cast<std::size_t>(target.position);
        EXPECT_EQ(target.token, data.ids[at]);
        EXPECT_TRUE(data.trained[at]) << at;
        hidden += batch.ids[at] == 4 ? 1 : 0;
    }
    EXPECT_GE(hidden, 8U) << "eight of ten are hidden behind the mask token";
    EXPECT_LT(hidden, 16U) << "and some stay or become another";
    std::size_t changed = 0;
    for (std::size_t at = 0; at < batch.ids.size(); ++at)
        changed += batch.ids[at] != data.ids[at] ? 1 : 0;
    EXPECT_LE(changed, batch.targets.size()) << "nothing else changes";
}

TEST(RowPacker, HidesTheSameForTheSameDrawAndOtherwiseForAnother) {
    const FrozenData data = longRows();
    const RowPacker packer(encoder(), {.maskId = 4, .seed = 1});
    EXPECT_EQ(packer.pack(data, kBoth, 3).ids, packer.pack(data, kBoth, 3).ids);
    EXPECT_NE(packer.pack(data, kBoth, 3).ids, packer.pack(data, kBoth, 4).ids);
    EXPECT_NE(packer.pack(data, kBoth, 3).ids,
              RowPacker(encoder(), {.maskId = 4, .seed = 2}).pack(data, kBoth, 3).ids);
}

TEST(RowPacker, AnAnswerIsReadBehindTheStartAndSaidAsItIs) {
    ModelShape shape;
    shape.kind = ModelKind::EncoderDecoder;
    shape.startId = 9;
    FrozenData data;
    data.sourceStarts = {0};
    data.append(
        {.ids = Ids{5, 6, 1}, .trained = std::vector<std::uint8_t>{1, 1, 1}, .sourceIds = Ids{20, 21}});
    data.append({.ids = Ids{7, 1}, .trained = std::vector<std::uint8_t>{0, 1}, .sourceIds = Ids{22, 23, 24}});
    const PackedBatch batch = RowPacker(shape).pack(data, kBoth);
    EXPECT_EQ(batch.ids, (Ids{9, 5, 6, 9, 7}));
    EXPECT_EQ(batch.sourceIds, (Ids{20, 21, 22, 23, 24}));
    EXPECT_EQ(batch.sourceStarts, (Ids{0, 2, 5}));
    Ids places;
    Ids tokens;
    for (const engine::Target& target : batch.targets) {
        places.push_back(target.position);
        tokens.push_back(target.token);
    }
    EXPECT_EQ(places, (Ids{0, 1, 2, 4})) << "what is not trained is no target";
    EXPECT_EQ(tokens, (Ids{5, 6, 1, 1}));
}

FrozenData labelled(std::int64_t width, const std::vector<float>& labels) {
    FrozenData data;
    data.labelWidth = width;
    const std::vector<std::uint8_t> nothing(4, 0);
    for (std::size_t row = 0; row < 2; ++row)
        data.append({.ids = Ids{2, 11, 12, 0},
                     .trained = nothing,
                     .tokenTypes = std::vector<std::uint8_t>{0, 0, 1, 1},
                     .labels = std::span(labels).subspan(row * static_cast<std::size_t>(width),
                                                         static_cast<std::size_t>(width))});
    return data;
}

TEST(RowPacker, ALabelStandsAtTheTokenThatSpeaksForItsText) {
    ModelShape shape = encoder();
    shape.head = Head::TextLabels;
    PackedBatch batch = RowPacker(shape).pack(labelled(1, {2, 1}), kBoth);
    ASSERT_EQ(batch.targets.size(), 2U);
    EXPECT_EQ(batch.targets[0].position, 0);
    EXPECT_EQ(batch.targets[1].position, 4);
    EXPECT_EQ(batch.targets[1].token, 1);
    EXPECT_EQ(batch.tokenTypes, (Ids{0, 0, 1, 1, 0, 0, 1, 1}));
    shape.pooling = families::Pooling::Last;
    shape.padId = 0;
    batch = RowPacker(shape).pack(labelled(1, {2, 1}), kBoth);
    EXPECT_EQ(batch.targets[0].position, 2) << "the last that is not padding";
    shape.problem = Problem::MultiLabel;
    EXPECT_EQ(RowPacker(shape).pack(labelled(2, {0, 1, 1, 1}), kBoth).values,
              (std::vector<float>{0, 1, 1, 1}));
}

TEST(RowPacker, TokensWithoutALabelAreNoTargets) {
    ModelShape shape = encoder();
    shape.head = Head::TokenLabels;
    FrozenData data;
    data.append({.ids = Ids{2, 11, 12, 3},
                 .trained = std::vector<std::uint8_t>(4, 0),
                 .tokenLabels = Ids{examples::kNoLabel, 1, 0, examples::kNoLabel}});
    const std::vector<std::int64_t> only{0};
    const PackedBatch batch = RowPacker(shape).pack(data, only);
    ASSERT_EQ(batch.targets.size(), 2U);
    EXPECT_EQ(batch.targets[0].position, 1);
    EXPECT_EQ(batch.targets[0].token, 1);
}

/// create_position_ids_from_input_ids of transformers' RoBERTa, less padding_idx + 1, which the table adds.
TEST(RowPacker, RobertaCountsNoPositionForItsPadding) {
    ModelShape shape = encoder();
    EXPECT_EQ(wholeText(shape, Ids{0, 1, 5}).positions, (Ids{0, 1, 2}));
    shape.paddingId = 1;
    shape.positionOffset = 2;
    EXPECT_EQ(wholeText(shape, Ids{0, 1, 5, 1, 2}).positions, (Ids{0, -1, 1, -1, 2}));
}

FrozenData pair() {
    FrozenData data;
    const Ids better{10, 11, 12, 13}, worse{10, 11, 14};
    const std::vector<std::uint8_t> betterTrained{0, 0, 1, 1}, worseTrained{0, 0, 1};
    data.append(
        {.ids = better, .trained = betterTrained, .rejectedIds = worse, .rejectedTrained = worseTrained});
    return data;
}

Ids positionsOf(const PackedBatch& batch) {
    Ids all;
    for (const engine::Target& target : batch.targets)
        all.push_back(target.position);
    return all;
}

TEST(RowPacker, SaysWhichTokensOfAPairAreCompared) {
    ModelShape shape;
    shape.kind = ModelKind::Decoder;
    FrozenData data = pair();
    const std::vector<std::int64_t> first{0};
    PackedBatch batch = RowPacker(shape, {}).pack(data, first);
    EXPECT_EQ(positionsOf(batch), (Ids{1, 2, 5}));
    EXPECT_TRUE(batch.compared.empty());
    data.learnsQuestions = true;
    batch = RowPacker(shape, {}).pack(data, first);
    EXPECT_EQ(positionsOf(batch), (Ids{0, 1, 2, 5}));
    EXPECT_EQ(batch.compared, (std::vector<float>{0, 1, 1, 1}));
    EXPECT_EQ(static_cast<std::int64_t>(batch.targets.size()), data.targets(0));
}

TEST(RowPacker, ScoresBothTextsOfAPairAtTheirEnds) {
    ModelShape shape;
    shape.kind = ModelKind::Decoder;
    shape.head = Head::TextLabels;
    shape.problem = Problem::Regression;
    shape.pooling = families::Pooling::Last;
    shape.padId = 14;
    const std::vector<std::int64_t> first{0};
    const PackedBatch batch = RowPacker(shape, {}).pack(pair(), first);
    EXPECT_EQ(batch.pairs, 1);
    EXPECT_EQ(positionsOf(batch), (Ids{3, 5})) << "padding speaks for no text";
    EXPECT_TRUE(batch.values.empty());
}

} // namespace
} // namespace luthier::packing
