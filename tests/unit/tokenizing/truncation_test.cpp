#include <tokenizing/tokenizer.h>

#include <base/json.h>
#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace luthier::tokenizing {
namespace {

namespace fs = std::filesystem;

const Json& goldens() {
    static const Json kAll = *readJsonFile(tests::sourceFile("tests/golden/rows/encodings.json"));
    return kAll["tokenizers"];
}

class TruncationGolden : public testing::TestWithParam<std::string> {
protected:
    /// The files of a tokenizer of the goldens, cut from the side that is asked for; null without them.
    static std::shared_ptr<const Tokenizer> tokenizer(const std::string& side) {
        constexpr std::string_view kShared = "shared-";
        const bool lent = GetParam().starts_with(kShared);
        const fs::path folder = lent ? tests::sharedData() / "tokenizers" / GetParam().substr(kShared.size())
                                     : tests::sourceFile("tests/golden/tokens/wide/" + GetParam());
        if (!fs::exists(folder))
            return nullptr;
        const tests::TemporaryFolder alone;
        const char* file = fs::exists(folder / "tokenizer.json") ? "tokenizer.json" : "vocab.txt";
        fs::copy(folder / file, alone / file);
        tests::writeFile(alone / "tokenizer_config.json", R"({"truncation_side": ")" + side + "\"}");
        return *loadTokenizer(alone.path());
    }
};

TEST_P(TruncationGolden, CutsTextsAndPairsAsTheReference) {
    const auto right = tokenizer("right");
    const auto left = tokenizer("left");
    if (!right)
        GTEST_SKIP() << "the shared test material is not here (LUTHIER_SHARED)";
    for (const Json& one : goldens()[GetParam()]["texts"]) {
        const auto& made = one["side"] == "left" ? left : right;
        const auto texts = one["texts"].get<std::vector<std::string>>();
        EncodeOptions options;
        options.maxLength = one["limit"].get<std::size_t>();
        const auto encoding = texts.size() == 1 ? made->encode(texts[0], options)
                                                : made->encodePair(texts[0], texts[1], options);
        ASSERT_TRUE(encoding) << encoding.error().code();
        EXPECT_EQ(encoding->ids, one["ids"].get<std::vector<std::int32_t>>()) << one;
        EXPECT_EQ(encoding->types, one["types"].get<std::vector<std::int32_t>>()) << one;
        std::vector<int> around;
        for (const std::int8_t text : encoding->texts)
            around.push_back(text == kAround ? 1 : 0);
        EXPECT_EQ(around, one["around"].get<std::vector<int>>()) << one;
        EXPECT_EQ(encoding->offsets.size(), encoding->ids.size());
        EXPECT_EQ(encoding->tokens.size(), encoding->ids.size());
        options.maxLength = 0;
        const auto whole = texts.size() == 1 ? made->encode(texts[0], options)
                                             : made->encodePair(texts[0], texts[1], options);
        EXPECT_EQ(encoding->cut, whole->ids.size() - encoding->ids.size());
    }
}

TEST_P(TruncationGolden, ReadsWordsThatAreCutAlreadyAsTheReference) {
    const auto made = tokenizer("right");
    if (!made)
        GTEST_SKIP() << "the shared test material is not here (LUTHIER_SHARED)";
    for (const Json& one : goldens()[GetParam()]["words"]) {
        EncodeOptions options;
        options.maxLength = one["limit"].get<std::size_t>();
        const auto words = one["words"].get<std::vector<std::string>>();
        const auto encoding = made->encodeWords(words, options);
        ASSERT_TRUE(encoding) << encoding.error().code();
        EXPECT_EQ(encoding->ids, one["ids"].get<std::vector<std::int32_t>>()) << one;
        ASSERT_EQ(encoding->words.size(), encoding->ids.size());
    }
}

TEST(EncodedWords, KnowWhereTheyStandInTheWordsTogether) {
    const auto roberta = *loadTokenizer(tests::sourceFile("tests/golden/tokens/wide/roberta"));
    const std::vector<std::string> words = {"활", "Kim"};
    const auto encoding = *roberta->encodeWords(words);
    EXPECT_EQ(encoding.words.front(), kAround);
    for (std::size_t i = 0; i < encoding.ids.size(); ++i) {
        const CodePointRange& range = encoding.offsets[i];
        const std::int32_t word = encoding.words[i];
        EXPECT_TRUE(word != 0 || range.end <= 1) << range.end;
        EXPECT_TRUE(word != 1 || (range.begin >= 2 && range.end <= 5)) << range.begin << " " << range.end;
    }
}

INSTANTIATE_TEST_SUITE_P(, TruncationGolden, testing::ValuesIn([] {
                             std::vector<std::string> names;
                             for (const auto& [name, cases] : goldens().items())
                                 names.push_back(name);
                             return names;
                         }()),
                         [](const auto& one) {
                             std::string name = one.param;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

} // namespace
} // namespace luthier::tokenizing
