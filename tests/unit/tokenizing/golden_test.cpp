#include <tokenizing/pipeline.h>
#include <tokenizing/tokenizer.h>

#include <base/files.h>
#include <base/json.h>
#include <support/shared_data.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <sstream>

namespace luthier::tokenizing {
namespace {

namespace fs = std::filesystem;
using tests::sharedData;
using tests::sourceFile;

std::vector<fs::path> caseFiles() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(sourceFile("tests/golden/tokens/cases")))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

Json readJson(const fs::path& path) {
    Result<Json> json = readJsonFile(path, {std::size_t{64} << 20, 32, 8'000'000});
    if (!json)
        throw std::runtime_error(path.string() + ": " + json.error().code());
    return *std::move(json);
}

std::shared_ptr<const Tokenizer> tokenizerOf(const Json& document) {
    Result<Pipeline> pipeline = readTokenizerJson(dumpJson(document), "tokenizer.json");
    if (!pipeline)
        throw std::runtime_error(pipeline.error().code() + " " + pipeline.error().detail());
    auto tokenizer = Tokenizer::make(*std::move(pipeline));
    if (!tokenizer)
        throw std::runtime_error(tokenizer.error().code());
    return *tokenizer;
}

class TokenizerGolden : public testing::TestWithParam<fs::path> {};

TEST_P(TokenizerGolden, GivesTheIdsTokensAndOffsetsOfTheReference) {
    const Json document = readJson(GetParam());
    const auto tokenizer = tokenizerOf(document["tokenizer"]);
    for (const Json& test : document["cases"]) {
        const std::string text = test["text"].get<std::string>();
        EncodeOptions options;
        options.specialTokens = test["special"].get<bool>() ? Specials::Add : Specials::Omit;
        const auto encoding = tokenizer->encode(text, options);
        ASSERT_TRUE(encoding) << encoding.error().code();
        ASSERT_EQ(encoding->ids, test["ids"].get<std::vector<std::int32_t>>()) << dumpJson(test);
        EXPECT_EQ(encoding->tokens, test["tokens"].get<std::vector<std::string>>()) << dumpJson(test);
        Json offsets = Json::array();
        for (const CodePointRange& range : encoding->offsets)
            offsets.push_back({range.begin, range.end});
        EXPECT_EQ(dumpJson(offsets), dumpJson(test["offsets"])) << dumpJson(test);
        EXPECT_EQ(tokenizer->decode(encoding->ids), test["decoded"].get<std::string>());
        EXPECT_EQ(tokenizer->decode(encoding->ids, Skip::Specials), test["decoded_skip"].get<std::string>());
    }
}

INSTANTIATE_TEST_SUITE_P(Cases, TokenizerGolden, testing::ValuesIn(caseFiles()),
                         [](const auto& one) { return one.param.stem().string(); });

std::shared_ptr<const Tokenizer> shared(const std::string& name) {
    auto tokenizer = loadTokenizer(sharedData() / "tokenizers" / name);
    if (!tokenizer)
        throw std::runtime_error(tokenizer.error().code());
    return *tokenizer;
}

std::string wholeFile(const fs::path& path) {
    return *readFile(path, std::size_t{64} << 20);
}

/// The text cases of llama.cpp, cut at their marker lines, with one line of ids for each.
void expectLlamaCppCases(const Tokenizer& tokenizer, const std::string& name) {
    std::string text = wholeFile(sharedData() / "goldens/tokens" / (name + ".inp"));
    std::istringstream lines(wholeFile(sharedData() / "goldens/tokens" / (name + ".out")));
    const std::string marker = "\n__ggml_vocab_test__\n";
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        const std::size_t end = text.find(marker);
        const std::string one = text.substr(0, end);
        text = end == std::string::npos ? std::string() : text.substr(end + marker.size());
        std::istringstream numbers(line);
        const std::vector<std::int32_t> expected{std::istream_iterator<std::int32_t>(numbers), {}};
        EncodeOptions options;
        options.specialTokens = Specials::Omit;
        EXPECT_EQ(*tokenizer.encodeIds(one, options), expected) << "case " << count << ": " << one;
    }
    EXPECT_GT(count, 40U);
}

void expectNamedCases(const Tokenizer& tokenizer, const std::string& model) {
    const Json document = readJson(sharedData() / "goldens/tokens/transformersjs_shared.json");
    std::size_t count = 0;
    for (const auto& [name, test] : document[model].items()) {
        ++count;
        EXPECT_EQ(*tokenizer.encodeIds(test["text"].get<std::string>()),
                  test["ids"].get<std::vector<std::int32_t>>())
            << name;
    }
    EXPECT_GT(count, 20U);
}

void expectMultilingual(const Tokenizer& tokenizer, const std::string& file) {
    const Json inputs = readJson(sharedData() / "goldens/tokens/multilingual_inputs.json");
    const Json expected = readJson(sharedData() / "goldens/tokens" / file)["entries"];
    std::size_t count = 0;
    for (const Json& input : inputs["inputs"]) {
        const Json& entry = expected[input["id"].get<std::string>()];
        const auto encoding = tokenizer.encode(input["text"].get<std::string>());
        EXPECT_EQ(encoding->ids, entry["input_ids"].get<std::vector<std::int32_t>>()) << input["id"];
        EXPECT_EQ(tokenizer.decode(encoding->ids), entry["decoded_with_special"].get<std::string>())
            << input["id"];
        EXPECT_EQ(tokenizer.decode(encoding->ids, Skip::Specials),
                  entry["decoded_skip_special"].get<std::string>())
            << input["id"];
        ++count;
    }
    EXPECT_EQ(count, 30U);
}

TEST(Gpt2Tokenizer, AgreesWithAllSharedGoldens) {
    SKIP_WITHOUT_SHARED_DATA();
    const auto tokenizer = shared("gpt2");
    expectLlamaCppCases(*tokenizer, "gpt-2.gguf");
    expectNamedCases(*tokenizer, "Xenova/gpt2");
    expectMultilingual(*tokenizer, "multilingual_gpt2.json");
}

TEST(Llama2Tokenizer, AgreesWithAllSharedGoldens) {
    SKIP_WITHOUT_SHARED_DATA();
    const auto tokenizer = shared("llama2");
    expectLlamaCppCases(*tokenizer, "llama-spm.gguf");
    expectNamedCases(*tokenizer, "Xenova/llama-tokenizer");
    expectMultilingual(*tokenizer, "multilingual_tinyllama.json");
}

} // namespace
} // namespace luthier::tokenizing
