#include <vocabulary/training.h>

#include <base/files.h>
#include <base/json.h>
#include <support/shared_data.h>
#include <support/temporary_folder.h>
#include <tokenizing/rendering.h>
#include <tokenizing/tokenizer.h>

#include <gtest/gtest.h>

namespace luthier::vocabulary {
namespace {

using tests::readWholeFile;
using tests::sourceFile;
using tests::TemporaryFolder;
using tests::writeFile;

const std::filesystem::path kGolden = "tests/golden/tokens/trained";
const std::filesystem::path kUnigram = "tests/golden/tokens/trained_unigram";

TrainingOptions goldenOptions(const std::filesystem::path& folder) {
    TrainingOptions options;
    options.inputs = {sourceFile(kGolden / "corpus.txt")};
    options.vocabularySize = 600;
    options.folder = folder;
    return options;
}

Result<TrainedTokenizer> train(const TrainingOptions& options) {
    NullProgress progress;
    return trainTokenizer(options, StopToken(), progress);
}

TEST(TrainTokenizer, WritesTheSameFilesAgain) {
    TemporaryFolder folder;
    const auto trained = train(goldenOptions(folder / "tokenizer"));
    ASSERT_TRUE(trained) << trained.error().code() << " " << trained.error().detail();
    EXPECT_EQ(trained->vocabularySize, 600);
    for (const char* name : {"tokenizer.json", "tokenizer_config.json"})
        EXPECT_EQ(readWholeFile(folder / "tokenizer" / name), readWholeFile(sourceFile(kGolden / name)))
            << name;
}

TEST(TrainTokenizer, GivesTheIdsThatTransformersGives) {
    const auto tokenizer = tokenizing::loadTokenizer(sourceFile(kGolden));
    ASSERT_TRUE(tokenizer) << tokenizer.error().code();
    const Json golden = *readJsonFile(sourceFile(kGolden / "expected.json"));
    for (const Json& test : golden["texts"]) {
        const std::string text = test["text"].get<std::string>();
        const auto encoding = (*tokenizer)->encode(text);
        EXPECT_EQ(encoding->ids, test["ids"].get<std::vector<std::int32_t>>()) << text;
        EXPECT_EQ((*tokenizer)->decode(encoding->ids), test["decoded"].get<std::string>()) << text;
    }
    const auto chatTemplate = *templates::ChatTemplate::parse(*(*tokenizer)->chatTemplate());
    tokenizing::RenderOptions options;
    options.seconds = 20;
    const auto rendered =
        tokenizing::renderConversation(**tokenizer, chatTemplate, golden["messages"], nullptr, options);
    EXPECT_EQ(rendered->ids, golden["ids"].get<std::vector<std::int32_t>>());
    EXPECT_EQ(rendered->mask, golden["mask"].get<std::vector<std::uint8_t>>());
}

TEST(TrainTokenizer, GivesTextBackUnchanged) {
    const auto tokenizer = *tokenizing::loadTokenizer(sourceFile(kGolden));
    for (const std::string text :
         {" two  blanks ", "line\nbreaks\n\n\ttab", "미학습 한글 뷁", "😀 emoji", "", "12345", "a<|im_end|>b"})
        EXPECT_EQ(tokenizer->decode(*tokenizer->encodeIds(text)), text);
}

TEST(TrainTokenizer, NamesEndAndTurnTokens) {
    const auto tokenizer = *tokenizing::loadTokenizer(sourceFile(kGolden));
    EXPECT_EQ(tokenizer->specialTokens().eosIds, std::vector<std::int32_t>{2});
    EXPECT_EQ(tokenizer->specialTokens().endOfTurnIds, (std::vector<std::int32_t>{2, 4}));
    EXPECT_EQ(*tokenizer->idOf("<|im_start|>"), 3);
}

TEST(TrainTokenizer, TrainsUnigramPiecesThatGiveTextBack) {
    TemporaryFolder folder;
    TrainingOptions options = goldenOptions(folder / "tokenizer");
    options.kind = "unigram";
    const auto trained = train(options);
    ASSERT_TRUE(trained) << trained.error().code() << " " << trained.error().detail();
    EXPECT_GT(trained->vocabularySize, 400);
    const auto tokenizer = *tokenizing::loadTokenizer(folder / "tokenizer");
    for (const std::string text :
         {" two  blanks ", "line\nbreaks\n\n\ttab", "미학습 한글 뷁", "😀 emoji", "", "12345", "a<|im_end|>b"})
        EXPECT_EQ(tokenizer->decode(*tokenizer->encodeIds(text)), text);
    EXPECT_EQ(tokenizer->encodeIds("12")->size(), 2U) << "digits stand alone, and no blank is put before";
}

TEST(TrainTokenizer, GivesTheIdsOfTransformersForUnigramPiecesToo) {
    const auto tokenizer = tokenizing::loadTokenizer(sourceFile(kUnigram));
    ASSERT_TRUE(tokenizer) << tokenizer.error().code();
    const Json golden = *readJsonFile(sourceFile(kUnigram / "expected.json"));
    for (const Json& test : golden["texts"]) {
        const std::string text = test["text"].get<std::string>();
        const auto encoding = (*tokenizer)->encode(text);
        EXPECT_EQ(encoding->ids, test["ids"].get<std::vector<std::int32_t>>()) << text;
        EXPECT_EQ((*tokenizer)->decode(encoding->ids), test["decoded"].get<std::string>()) << text;
    }
}

TEST(TrainTokenizer, StopsWhenTheTextHasNoMorePairs) {
    TemporaryFolder folder;
    writeFile(folder / "text.txt", "ab ab ab\nab\n");
    TrainingOptions options;
    options.inputs = {folder / "text.txt"};
    options.vocabularySize = 5000;
    options.folder = folder / "out";
    const auto trained = train(options);
    ASSERT_TRUE(trained) << trained.error().code() << " " << trained.error().detail();
    EXPECT_LT(trained->vocabularySize, 300);
}

TEST(TrainTokenizer, TakesLongLinesAndRefusesForeignBytes) {
    TemporaryFolder folder;
    std::string text;
    for (int i = 0; i < 3000; ++i)
        text += "word 한글 ";
    writeFile(folder / "text.txt", text);
    TrainingOptions options;
    options.inputs = {folder / "text.txt"};
    options.vocabularySize = 320;
    options.folder = folder / "out";
    const auto trained = train(options);
    ASSERT_TRUE(trained) << trained.error().code() << " " << trained.error().detail();
    writeFile(folder / "text.txt", text + "\xFF");
    const auto foreign = train(options);
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().code(), "file.not_utf8");
    EXPECT_EQ(foreign.error().place().file, (folder / "text.txt").string());
}

TEST(TrainTokenizer, RefusesByNameWhatItCannotDo) {
    TemporaryFolder folder;
    writeFile(folder / "empty.txt", "\n\n");
    TrainingOptions options = goldenOptions(folder / "out");
    options.kind = "word";
    EXPECT_EQ(train(options).error().code(), "usage.not_yet");
    options.kind = "bpe";
    options.vocabularySize = 10;
    EXPECT_EQ(train(options).error().code(), "vocabulary.size_invalid");
    options.vocabularySize = 600;
    options.inputs = {folder / "empty.txt"};
    EXPECT_EQ(train(options).error().code(), "vocabulary.no_text");
    options.inputs = {folder / "missing.txt"};
    EXPECT_EQ(train(options).error().code(), "file.not_found");
    EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

TEST(TrainTokenizer, EndsWhenItIsStopped) {
    TemporaryFolder folder;
    std::stop_source source;
    source.request_stop();
    NullProgress progress;
    EXPECT_EQ(trainTokenizer(goldenOptions(folder / "out"), source.get_token(), progress).error().code(),
              "job.interrupted");
}

} // namespace
} // namespace luthier::vocabulary
