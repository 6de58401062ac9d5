#include <examples/closing_tokens.h>
#include <examples/frozen_data.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>
#include <tokenizing/tokenizer.h>

#include <gtest/gtest.h>

#include <algorithm>

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
