#include "cases.h"

namespace luthier::cleaning::tests {
namespace {

constexpr std::size_t kTenMegabytes = std::size_t{10} << 20;

/// Runs every rule over a row; what they find is bounded, and they end: what grows with the square of the
/// text would not.
std::size_t findAll(const Json& fields, unsigned presets = kInstruction | kWeb) {
    std::size_t findings = 0;
    for (const Rule& rule : allRules()) {
        if ((rule.presets & presets) == 0)
            continue;
        const auto found = findIn(rule.name, fields).size();
        EXPECT_LE(found, Findings::kMostFindings) << rule.name;
        findings += found;
    }
    return findings;
}

TEST(Hostile, TextsOfOneKindEndInTime) {
    for (const std::string_view unit :
         {"a",     " ", "[",  "{\"a\":[", "`",      "```\n",  "<",    "<|",   "<s>",         "&",
          "&amp;", "ì", "Ã©", "\n",       "word ",  "@",      "a@b.", "1",    "010-",        ".",
          "1.",    ":", "<p", "가",       "\u200B", "\u202E", "#",    "- \n", "\xEF\xBF\xBD"})
        findAll({{"prompt", "ab"}, {"response", repeated(unit, (std::size_t{1} << 18) / unit.size())}});
}

TEST(Hostile, ASingleFieldOfTenMegabytesIsSearchedLikeAnyOther) {
    std::string text =
        repeated("The mill stood by the river, and nobody knew who had built it. ", kTenMegabytes / 64);
    text += "\x07";
    EXPECT_GE(findAll(answer(text), kInstruction), 1U);
    EXPECT_GE(findAll(document(text.substr(text.size() - (std::size_t{1} << 20)))), 1U);
}

TEST(Hostile, AHundredThousandNestedBrackets) {
    const std::string open = repeated("[", 100'000);
    EXPECT_EQ(foundIn("unclosed_json", "[{\"a\":" + open).size(), 1U);
    EXPECT_EQ(foundIn("unclosed_json", "[{\"a\":" + open + repeated("]", 100'000) + "}]").size(), 0U);
}

TEST(Hostile, ZeroBytesAreCharactersLikeOthers) {
    const std::string zeros(1000, '\0');
    EXPECT_EQ(mendedBy({"control_characters"}, "a" + zeros + "b"), "ab");
    findAll(document(zeros));
    findAll(answer("a" + zeros + "@b.kr <p> ``` {\"" + zeros));
}

TEST(Hostile, MoreFindingsThanAreKeptAreMendedAllTheSame) {
    const std::string text = repeated("a\x01", 3 * Findings::kMostFindings);
    EXPECT_EQ(mendedBy({"control_characters"}, text), repeated("a", 3 * Findings::kMostFindings));
}

} // namespace
} // namespace luthier::cleaning::tests
