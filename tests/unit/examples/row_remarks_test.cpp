#include <examples/row_remarks.h>

#include <base/json.h>
#include <support/temporary_folder.h>
#include <tokenizing/rendering.h>

#include <gtest/gtest.h>

#include <stdexcept>

namespace luthier::examples {
namespace {

/// A tokenizer of single characters: a, b and a blank, with or without a token for the unknown.
std::shared_ptr<const tokenizing::Tokenizer> lettersOnly(const Json& unknown) {
    const tests::TemporaryFolder folder;
    const Json document = {{"version", "1.0"},
                           {"added_tokens", Json::array()},
                           {"normalizer", nullptr},
                           {"pre_tokenizer", nullptr},
                           {"post_processor", nullptr},
                           {"decoder", nullptr},
                           {"model",
                            {{"type", "BPE"},
                             {"unk_token", unknown},
                             {"fuse_unk", false},
                             {"byte_fallback", false},
                             {"vocab", {{"<unk>", 0}, {"a", 1}, {"b", 2}, {" ", 3}}},
                             {"merges", Json::array()}}}};
    tests::writeFile(folder / "tokenizer.json", dumpJson(document));
    auto tokenizer = tokenizing::loadTokenizer(folder.path());
    if (!tokenizer)
        throw std::runtime_error(tokenizer.error().code());
    return *tokenizer;
}

RowRemarks remarksOn(std::string_view text, const tokenizing::Tokenizer& tokenizer) {
    RowRemarks remarks;
    remarks.add(Json(), {}, *tokenizing::renderPlainText(tokenizer, text, 0), tokenizer);
    return remarks;
}

/// By which field a row asks to be learnt less; roles as written.
std::string weightFieldOf(std::string_view fields, const dataset::Roles& roles = {}) {
    const auto tokenizer = lettersOnly("<unk>");
    RowRemarks remarks;
    remarks.add(*parseJson(fields), roles, *tokenizing::renderPlainText(*tokenizer, "ab", 0), *tokenizer);
    EXPECT_EQ(remarks.rowWeights.rows, remarks.weightField.empty() ? 0 : 1);
    return remarks.weightField;
}

TEST(RowRemarks, CountRowsThatAskToBeLearntLess) {
    EXPECT_EQ(weightFieldOf(R"({"text":"a","weight":0})"), "weight");
    EXPECT_EQ(weightFieldOf(R"({"text":"a","sample_weight":2.5})"), "sample_weight");
    EXPECT_EQ(weightFieldOf(R"({"text":"a","train":false})"), "train");
    EXPECT_EQ(weightFieldOf(R"({"text":"a","masked":"1"})"), "masked");
    // As every row counts anyway; a measured loss, a split and a column with a role mean something else.
    EXPECT_EQ(weightFieldOf(R"({"text":"a","weight":1,"train":true,"masked":0,"loss":2.31})"), "");
    EXPECT_EQ(weightFieldOf(R"({"text":"a","train":"test","weight":"70 kg"})"), "");
    EXPECT_EQ(weightFieldOf(R"({"text":"a","weight":3})", {{"weight", "label"}}), "");
    EXPECT_EQ(weightFieldOf(R"({"text":"a","weight":3})", {{"weight", "ignore"}}), "weight");
}

TEST(RowRemarks, CountCharactersThatTheTokenizerDoesNotKnow) {
    const auto named = lettersOnly("<unk>");
    const auto silent = lettersOnly(nullptr);
    EXPECT_EQ(remarksOn("ab ba", *named).unknown.rows, 0);
    EXPECT_EQ(remarksOn("ab ba", *silent).unknown.rows, 0);
    EXPECT_EQ(remarksOn("a활b c", *named).unknown.times, 2);
    // Without such a token they vanish; at the end too.
    EXPECT_EQ(remarksOn("a활b c", *silent).unknown.times, 2);
}

TEST(RowRemarks, CountCharactersOfAWrongEncoding) {
    const auto tokenizer = lettersOnly("<unk>");
    EXPECT_EQ(remarksOn("À côté, CORAÇÃO, naïve Größe, 활", *tokenizer).garbled.times, 0);
    EXPECT_EQ(remarksOn("cafÃ© and Ã¼", *tokenizer).garbled.times, 2);
    EXPECT_EQ(remarksOn("ì•ˆë…•", *tokenizer).garbled.times, 2); // 안녕
    EXPECT_EQ(remarksOn("itâ€™s \xEF\xBF\xBD", *tokenizer).garbled.times, 2);
}

} // namespace
} // namespace luthier::examples
