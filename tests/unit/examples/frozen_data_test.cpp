#include <examples/closing_tokens.h>
#include <examples/frozen_data.h>

#include <files/safetensors.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>
#include <tokenizing/tokenizer.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>

namespace luthier::examples {
namespace {

FrozenData sample() {
    FrozenData data;
    data.append(std::vector<std::int32_t>{1, 2, 3}, std::vector<std::uint8_t>{1, 0, 1}, 7, 4);
    data.append(std::vector<std::int32_t>{5, 6}, std::vector<std::uint8_t>{0, 1}, 7, 9);
    return data;
}

TEST(FrozenData, ComesBackAsItWasWritten) {
    const tests::TemporaryFolder folder;
    const FrozenData data = sample();
    ASSERT_TRUE(writeFrozenData(folder / "train.safetensors", data));
    const auto read = readFrozenData(folder / "train.safetensors");
    ASSERT_TRUE(read) << read.error().code();
    EXPECT_EQ(read->ids, data.ids);
    EXPECT_EQ(read->rowIds, data.rowIds);
    EXPECT_EQ(hashOf(*read), hashOf(data));
    EXPECT_EQ(read->rows(), 2);
    EXPECT_EQ(read->length(1), 2);
}

TEST(FrozenData, TheFirstTokenOfARowIsNoTarget) {
    const FrozenData data = sample();
    EXPECT_EQ(data.targets(0), 1);
    EXPECT_EQ(data.targets(1), 1);
    EXPECT_EQ(data.totalTargets(), 2);
}

/// What a hash cannot find: written as a stranger would, with the right hash over it.
void expectRefused(FrozenData data, const std::function<void(FrozenData&)>& fault, const std::string& what) {
    const tests::TemporaryFolder folder;
    fault(data);
    ASSERT_TRUE(writeFrozenData(folder / "rows", data)) << what;
    const auto read = readFrozenData(folder / "rows");
    ASSERT_FALSE(read) << what;
    EXPECT_EQ(read.error().code(), "run.data_corrupt") << what;
}

void expectSame(const FrozenData& read, const FrozenData& data) {
    EXPECT_EQ(read.tokenTypes, data.tokenTypes);
    EXPECT_EQ(read.tokenLabels, data.tokenLabels);
    EXPECT_EQ(read.sourceIds, data.sourceIds);
    EXPECT_EQ(read.sourceStarts, data.sourceStarts);
    EXPECT_EQ(read.labels, data.labels);
    EXPECT_EQ(read.labelWidth, data.labelWidth);
    EXPECT_EQ(read.labelNames, data.labelNames);
    EXPECT_EQ(read.maskedShare, data.maskedShare);
    EXPECT_EQ(hashOf(read), hashOf(data));
    EXPECT_EQ(read.bytes(), data.bytes());
}

/// Two rows of 3 and 2 tokens with labels: `width` a row.
FrozenData labelled(std::vector<std::string> names, std::int64_t width, const std::vector<float>& labels) {
    FrozenData data;
    data.labelNames = std::move(names);
    data.labelWidth = width;
    const std::span all(labels);
    const auto each = static_cast<std::size_t>(width);
    const std::vector<std::int32_t> ids = {101, 5, 102};
    const std::vector<std::uint8_t> none = {0, 0, 0};
    const std::vector<std::uint8_t> types = {0, 0, 1};
    data.append({ids, none, types, {}, {}, all.first(each), 7, 4});
    data.append({std::span(ids).first(2),
                 std::span(none).first(2),
                 std::span(types).first(2),
                 {},
                 {},
                 all.last(each),
                 7,
                 9});
    return data;
}

FrozenData tagged() {
    FrozenData data;
    data.labelNames = {"B-PER", "O"};
    const std::vector<std::int32_t> ids = {101, 5, 6, 102};
    data.append({ids,
                 std::vector<std::uint8_t>{0, 1, 0, 0},
                 std::vector<std::uint8_t>{0, 0, 0, 0},
                 std::vector<std::int32_t>{kNoLabel, 0, kNoLabel, kNoLabel},
                 {},
                 {},
                 7,
                 4});
    data.append({ids,
                 std::vector<std::uint8_t>{0, 1, 1, 0},
                 std::vector<std::uint8_t>{0, 0, 0, 0},
                 std::vector<std::int32_t>{kNoLabel, 1, 0, kNoLabel},
                 {},
                 {},
                 7,
                 5});
    return data;
}

FrozenData answered() {
    FrozenData data;
    data.append({std::vector<std::int32_t>{8, 1},
                 std::vector<std::uint8_t>{1, 1},
                 {},
                 {},
                 std::vector<std::int32_t>{5, 6, 1},
                 {},
                 7,
                 4});
    data.append({std::vector<std::int32_t>{9, 9, 1},
                 std::vector<std::uint8_t>{1, 1, 1},
                 {},
                 {},
                 std::vector<std::int32_t>{5, 1},
                 {},
                 7,
                 5});
    return data;
}

FrozenData hidden() {
    FrozenData data;
    data.maskedShare = 0.15;
    std::vector<std::int32_t> ids(22, 5);
    std::vector<std::uint8_t> candidates(22, 1);
    candidates.front() = candidates.back() = 0;
    const std::vector<std::uint8_t> types(22, 0);
    data.append({ids, candidates, types, {}, {}, {}, 7, 4});
    data.append({std::span(ids).first(2),
                 std::span(candidates).first(2),
                 std::span(types).first(2),
                 {},
                 {},
                 {},
                 7,
                 5});
    return data;
}

TEST(FrozenData, KeepsWhatEachTaskHas) {
    const tests::TemporaryFolder folder;
    const std::vector<std::pair<FrozenData, std::vector<std::int64_t>>> all = {
        {labelled({"no", "yes", "maybe"}, 1, {2, 0}), {1, 1}},
        {labelled({"no", "yes"}, 2, {1, 1, 0, 1}), {1, 1}},
        {labelled({}, 1, {-0.25F, 3.5F}), {1, 1}},
        {tagged(), {1, 2}},
        {answered(), {2, 3}},
        {hidden(), {3, 1}}}; // 0.15 of 20, and of one at least one
    for (const auto& [data, targets] : all) {
        ASSERT_TRUE(writeFrozenData(folder / "rows", data));
        const auto read = readFrozenData(folder / "rows");
        ASSERT_TRUE(read) << read.error().code();
        expectSame(*read, data);
        EXPECT_EQ((std::vector{read->targets(0), read->targets(1)}), targets);
    }
    EXPECT_FALSE(all[0].first.isMultiLabel());
    EXPECT_TRUE(all[1].first.isMultiLabel());
    EXPECT_EQ(all[1].first.labelsOf(1)[0], 0);
    EXPECT_EQ(std::ssize(all[4].first.sourceOf(1)), 2);
    EXPECT_EQ(all[4].first.sourceOf(0)[2], 1);
}

TEST(FrozenData, HasAHashOverWhatEachTaskHas) {
    const FrozenData plain = labelled({"no", "yes"}, 1, {1, 0});
    FrozenData others = plain;
    others.labels[0] = 0;
    EXPECT_NE(hashOf(others), hashOf(plain));
    others = plain;
    others.labelNames = {"no", "yes!"};
    EXPECT_NE(hashOf(others), hashOf(plain));
    others = plain;
    others.tokenTypes[2] = 0;
    EXPECT_NE(hashOf(others), hashOf(plain));
    others = hidden();
    others.maskedShare = 0.2;
    EXPECT_NE(hashOf(others), hashOf(hidden()));
}

TEST(FrozenData, RefusesWhatContradictsItself) {
    const FrozenData single = labelled({"no", "yes", "maybe"}, 1, {2, 0});
    expectRefused(
        single, [](FrozenData& data) { data.labels[0] = 3; }, "no such label");
    expectRefused(
        single, [](FrozenData& data) { data.labels[0] = -1; }, "a negative label");
    expectRefused(
        single, [](FrozenData& data) { data.labels[0] = 0.5F; }, "half a label");
    expectRefused(
        single, [](FrozenData& data) { data.tokenTypes.pop_back(); }, "a type is missing");
    expectRefused(
        single, [](FrozenData& data) { data.rowStarts[1] = 9; }, "a row beyond the end");
    const FrozenData several = labelled({"no", "yes"}, 2, {1, 1, 0, 1});
    expectRefused(
        several, [](FrozenData& data) { data.labels[0] = 2; }, "neither 0 nor 1");
    expectRefused(
        several, [](FrozenData& data) { data.labelNames.pop_back(); }, "wider than the names");
    expectRefused(
        labelled({}, 1, {1, 2}),
        [](FrozenData& data) { data.labels[1] = std::numeric_limits<float>::infinity(); }, "infinite");
    expectRefused(
        tagged(), [](FrozenData& data) { data.tokenLabels[1] = 2; }, "no such label");
    expectRefused(
        tagged(), [](FrozenData& data) { data.tokenLabels[1] = -1; }, "neither label nor none");
    expectRefused(
        tagged(), [](FrozenData& data) { data.tokenLabels.pop_back(); }, "a label is missing");
    expectRefused(
        answered(), [](FrozenData& data) { data.sourceStarts[1] = 6; }, "a source beyond the end");
    expectRefused(
        answered(), [](FrozenData& data) { data.sourceStarts.pop_back(); }, "a start is missing");
    expectRefused(
        answered(), [](FrozenData& data) { data.sourceStarts.clear(); }, "sources without starts");
    expectRefused(
        hidden(), [](FrozenData& data) { data.maskedShare = 1.5; }, "more than all hidden");
}

TEST(FrozenData, RefusesLabelsThatAreTooFewAndOtherVersions) {
    const tests::TemporaryFolder folder;
    const std::vector<std::int64_t> starts = {0, 1, 2};
    const std::vector<std::int64_t> rows = {1, 2};
    const std::vector<std::int32_t> ids = {1, 2};
    const std::vector<std::uint8_t> mask = {0, 0};
    const std::vector<float> labels = {1};
    const auto tensor = [](const char* name, files::Dtype dtype, std::vector<std::int64_t> shape,
                           const auto& values) {
        return files::TensorData{{name, dtype, std::move(shape)}, std::as_bytes(std::span(values))};
    };
    std::vector<files::TensorData> tensors = {
        tensor("ids", files::Dtype::I32, {2}, ids), tensor("trained", files::Dtype::U8, {2}, mask),
        tensor("row_starts", files::Dtype::I64, {3}, starts), tensor("row_ids", files::Dtype::I64, {2}, rows),
        tensor("dataset_ids", files::Dtype::I64, {2}, rows)};
    FrozenData plain;
    plain.append(std::span(ids).first(1), std::span(mask).first(1), 1, 1);
    plain.append(std::span(ids).last(1), std::span(mask).last(1), 2, 2);
    const auto codeOf = [&](const std::string& version, const FrozenData& data) {
        if (!files::writeSafetensors(folder / "rows", tensors,
                                     {{"version", version}, {"hash", hashOf(data)}}))
            return std::string("not written");
        const auto read = readFrozenData(folder / "rows");
        return read ? std::string() : read.error().code();
    };
    EXPECT_EQ(codeOf("2", plain), "");
    EXPECT_EQ(codeOf("3", plain), "run.data_corrupt");
    tensors.push_back(tensor("labels", files::Dtype::F32, {1, 1}, labels));
    FrozenData lacking = plain;
    lacking.labels = labels;
    lacking.labelWidth = 1;
    EXPECT_EQ(codeOf("2", lacking), "run.data_corrupt");
}

/// A file as it was written before there were other tasks.
TEST(FrozenData, ReadsItsFirstVersion) {
    const auto read = readFrozenData(tests::sourceFile("tests/golden/rows/version1.safetensors"));
    ASSERT_TRUE(read) << read.error().code();
    EXPECT_EQ(read->ids, sample().ids);
    EXPECT_EQ(read->trained, sample().trained);
    EXPECT_EQ(read->rowIds, sample().rowIds);
    EXPECT_TRUE(read->labels.empty());
    EXPECT_EQ(read->totalTargets(), 2);
    EXPECT_EQ(hashOf(*read), "f80375702e47aca2b482419664b73c46") << "what a run's lineage has kept";
}

TEST(FrozenData, RefusesAFileThatWasChanged) {
    const tests::TemporaryFolder folder;
    ASSERT_TRUE(writeFrozenData(folder / "a", sample()));
    std::string bytes = tests::readWholeFile(folder / "a");
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    tests::writeFile(folder / "b", bytes);
    const auto read = readFrozenData(folder / "b");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code(), "run.data_corrupt");
    tests::writeFile(folder / "c", bytes.substr(0, 40));
    EXPECT_FALSE(readFrozenData(folder / "c"));
}

TEST(AnswerEnds, AreTheControlTokensThatCloseWhatIsTrained) {
    const auto tokenizer = *tokenizing::loadTokenizer(tests::sourceFile("tests/golden/tokens/trained"));
    const auto& known = tokenizer->specialTokens().endOfTurnIds;
    std::int32_t foreign = 0; // a control token that the tokenizer's own template does not end turns with
    while (!tokenizer->isSpecial(foreign) || std::find(known.begin(), known.end(), foreign) != known.end())
        ++foreign;
    const std::int32_t word = 300;
    ASSERT_FALSE(tokenizer->isSpecial(word));
    FrozenData data;
    // A cut row ends in a word; a control token inside an answer, or in front of it, ends nothing.
    data.append(std::vector<std::int32_t>{foreign, word, word}, std::vector<std::uint8_t>{0, 1, 1}, 1, 1);
    EXPECT_EQ(answerEnds(data, *tokenizer), known);
    data.append(std::vector<std::int32_t>{word, word, foreign, word}, std::vector<std::uint8_t>{0, 1, 1, 0},
                1, 2);
    auto expected = known;
    expected.push_back(foreign);
    EXPECT_EQ(answerEnds(data, *tokenizer), expected);
}

} // namespace
} // namespace luthier::examples
