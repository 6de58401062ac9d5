#include <texts/particles.h>
#include <texts/texts.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

namespace luthier::texts {
namespace {

TEST(Particles, FollowTheLastSound) {
    EXPECT_EQ(particleAfter("모델", "을/를"), "을");
    EXPECT_EQ(particleAfter("데이터", "을/를"), "를");
    EXPECT_EQ(particleAfter("모델", "으로/로"), "로");
    EXPECT_EQ(particleAfter("파일명", "으로/로"), "으로");
    EXPECT_EQ(particleAfter("config.json", "은/는"), "은");
    EXPECT_EQ(particleAfter("데이터\"", "이/가"), "가");
    EXPECT_EQ(particleAfter("512", "이/가"), "가");
    EXPECT_EQ(particleAfter("100", "과/와"), "과");
    EXPECT_EQ(particleAfter("\"user\"", "이/가"), "가");
    EXPECT_EQ(particleAfter("R", "은/는"), "은");
    EXPECT_EQ(particleAfter("tool", "으로/로"), "로");
    EXPECT_EQ(particleAfter("", "을/를"), "를");
}

TEST(Texts, FillParametersAndParticles) {
    const Texts& korean = Texts::of(Language::Korean);
    EXPECT_EQ(korean.sentence("file.not_found", {{"file", "모델"}}), "모델을 찾을 수 없습니다.");
    const Texts& english = Texts::of(Language::English);
    EXPECT_EQ(english.sentence("file.not_found", {{"file", "a.json"}}), "a.json was not found.");
    EXPECT_EQ(english.message(refused("file.not_found").at("b.json")), "b.json was not found.");
    EXPECT_EQ(english.sentence("no.such_code"), "no.such_code");
}

TEST(Texts, SayTheReasonsOfRowsInWords) {
    const Parameters counts = {
        {"left_out", "34"},
        {"rows", "40"},
        {"reasons", "31 recipe.rows_dropped, 2 conversation.bad_role, 1 template.overflow"}};
    EXPECT_EQ(Texts::of(Language::English).sentence("recipe.rows_left_out", counts),
              "34 of the 40 rows of the training data will be left out: 31 longer than the limit, 2 with an "
              "unknown role, 1 template.overflow.");
    EXPECT_EQ(
        Texts::of(Language::Korean).sentence("recipe.rows_left_out", counts),
        "학습 데이터 40행 중 34행이 학습에서 빠집니다: 최대 길이보다 긴 행 31개, 모르는 역할이 있는 행 2개, "
        "template.overflow 1개.");
    EXPECT_EQ(Texts::of(Language::English)
                  .sentence("recipe.rows_refused",
                            {{"rows", "2"}, {"seen", "9"}, {"dataset", "d"}, {"reason", "template.raised"}}),
              "2 of the 9 rows of \"d\" cannot be rendered (refused by the template).");
}

TEST(Texts, TellTheLineOfAFileOnce) {
    const Texts& english = Texts::of(Language::English);
    const Error syntax = refused("json.syntax").with("byte", 14).at("a.jsonl").line(3);
    EXPECT_EQ(english.message(syntax), "Line 3: a.jsonl is not valid JSON (byte 14).");
    EXPECT_EQ(english.message(refused("json.missing_field").field("messages").at("a.jsonl").line(3)),
              "a.jsonl, line 3: The field \"messages\" is missing.");
    const Error own = refused("template.syntax").with("what", "{%").at("chat.jinja").line(3);
    EXPECT_EQ(english.message(own), english.sentence("template.syntax", own.parameters()));
    EXPECT_TRUE(Texts::of(Language::Korean).message(syntax).starts_with("3번째 줄: a.jsonl"));
}

/// `{file|을/를}` is the value with its particle: with the value before it, it would be said twice.
TEST(Texts, KoreanSaysNoParameterTwiceInARow) {
    static const std::regex kTwice(R"(\{([a-z_0-9]+)\}.{0,4}\{\1\|)");
    const Texts& korean = Texts::of(Language::Korean);
    for (const std::string& code : korean.codes())
        EXPECT_FALSE(std::regex_search(korean.raw(code), kTwice)) << code << ": " << korean.raw(code);
    EXPECT_EQ(korean.sentence("project.not_found", {{"file", "모델"}}), "폴더 모델을 찾을 수 없습니다.");
    EXPECT_EQ(korean.sentence("dataset.not_found", {{"name", "표"}}), "데이터셋 \"표\"가 없습니다.");
    EXPECT_EQ(korean.sentence("dataset.not_found", {{"name", "질문"}}), "데이터셋 \"질문\"이 없습니다.");
}

std::set<std::string> parametersOf(const std::string& sentence) {
    static const std::regex kParameter(R"(\{([a-z_0-9]+)(\|[^}]*)?\})");
    std::set<std::string> names;
    for (std::sregex_iterator it(sentence.begin(), sentence.end(), kParameter), end; it != end; ++it)
        names.insert((*it)[1]);
    return names;
}

TEST(Texts, BothLanguagesHaveTheSameCodesAndParameters) {
    const Texts& english = Texts::of(Language::English);
    const Texts& korean = Texts::of(Language::Korean);
    ASSERT_GT(english.codes().size(), 20U);
    EXPECT_EQ(english.codes().size(), korean.codes().size());
    for (const std::string& code : english.codes()) {
        ASSERT_TRUE(korean.has(code)) << code << " has no Korean sentence";
        // Filled with marks of their own, both must show the same marks.
        EXPECT_EQ(parametersOf(english.raw(code)), parametersOf(korean.raw(code))) << code;
    }
}

} // namespace
} // namespace luthier::texts
