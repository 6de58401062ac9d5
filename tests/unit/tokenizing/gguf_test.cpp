#include <base/files.h>
#include <base/json.h>
#include <tokenizing/tokenizer.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

namespace luthier::tokenizing {
namespace {

std::filesystem::path golden(const std::string& name) {
    return tests::sourceFile("tests/golden/gguf") / name;
}

class GgufTokenizers : public testing::TestWithParam<const char*> {};

TEST_P(GgufTokenizers, GiveTheIdsOfTheirSource) {
    const std::string name = GetParam();
    const auto tokenizer = loadTokenizer(golden(name + ".gguf"));
    ASSERT_TRUE(tokenizer) << tokenizer.error().code();
    const Json cases = *readJsonFile(golden(name + ".json"));
    ASSERT_GT(cases.size(), 10U);
    for (const Json& entry : cases) {
        const auto text = entry[0].get<std::string>();
        const auto ids = entry[1].get<std::vector<std::int32_t>>();
        EXPECT_EQ((*tokenizer)->encodeIds(text).value(), ids) << text;
    }
}

INSTANTIATE_TEST_SUITE_P(Kinds, GgufTokenizers, testing::Values("llama", "llama3", "qwen2", "qwen3"),
                         [](const auto& kind) { return std::string(kind.param); });

TEST(GgufTokenizer, TellsRolesAndTemplate) {
    const auto tokenizer = *loadTokenizer(golden("qwen2.gguf"));
    EXPECT_EQ(tokenizer->specialTokens().eos->id, 2);
    EXPECT_EQ(tokenizer->specialTokens().endOfTurnIds, (std::vector<std::int32_t>{2}));
    ASSERT_TRUE(tokenizer->chatTemplate());
    EXPECT_NE(tokenizer->chatTemplate()->find("<|im_start|>"), std::string::npos);
    EXPECT_TRUE(tokenizer->isSpecial(1));
    EncodeOptions content;
    content.controlTokens = ControlTokens::AsText;
    EXPECT_GT(tokenizer->encodeIds("<|im_end|>", content)->size(), 1U)
        << "what people write is no control token";
    const auto ids = *tokenizer->encodeIds("안녕하세요 hello");
    EXPECT_EQ(tokenizer->decode(ids), "안녕하세요 hello");
}

/// The file with one text in it replaced by another of its length: the code it is refused with.
std::string codeOf(const std::string& name, std::string_view from, std::string_view to) {
    const tests::TemporaryFolder folder;
    std::string bytes = readFile(golden(name + ".gguf"), std::size_t{1} << 24).value();
    const auto at = bytes.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    bytes.replace(at, from.size(), to);
    tests::writeFile(folder / "changed.gguf", bytes);
    const auto tokenizer = loadTokenizer(folder / "changed.gguf");
    return tokenizer ? "" : tokenizer.error().code();
}

TEST(GgufTokenizer, NamesTheKindThatItCannotRead) {
    EXPECT_EQ(codeOf("qwen2", std::string_view("\x05\0\0\0\0\0\0\0qwen2\x15", 14),
                     std::string_view("\x05\0\0\0\0\0\0\0qwenX\x15", 14)),
              "gguf.unsupported_tokenizer");
    EXPECT_EQ(codeOf("qwen2", std::string_view("\x04\0\0\0\0\0\0\0gpt2", 12),
                     std::string_view("\x04\0\0\0\0\0\0\0bert", 12)),
              "gguf.unsupported_tokenizer");
}

TEST(GgufTokenizer, RefusesListsThatDoNotFit) {
    EXPECT_EQ(codeOf("qwen2", "tokenizer.ggml.tokens", "tokenizer.ggml.tokenz"), "gguf.missing_key");
    EXPECT_EQ(codeOf("llama", "tokenizer.ggml.scores", "tokenizer.ggml.scorez"), "gguf.missing_key");
    const std::string key = "tokenizer.ggml.eos_token_id";
    EXPECT_EQ(codeOf("llama", key + std::string("\x04\0\0\0\x02\0\0\0", 8),
                     key + std::string("\x04\0\0\0\x02\0\0\x01", 8)),
              "gguf.bad_value")
        << "a token that is none";
    EXPECT_EQ(codeOf("qwen2", "tokenizer.ggml.model", "tokenizer.ggml.modex"), "tokenizer.not_found");
}

} // namespace
} // namespace luthier::tokenizing
