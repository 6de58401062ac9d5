#include "cases.h"

#include <cleaning/words.h>
#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <map>
#include <set>

namespace luthier::cleaning::tests {
namespace {

using luthier::tests::sharedData;
using luthier::tests::sourceFile;

Json golden() {
    return must(readJsonFile(sourceFile("tests/golden/cleaning/web.json")));
}

/// What the golden knows of: lines that C4 drops are no findings of datatrove's documents.
bool isOfDocument(const std::string& reason) {
    static const std::set<std::string> kLines = {"c4_quality.long_word", "c4_quality.line_end",
                                                 "c4_quality.short_line", "c4_quality.javascript",
                                                 "c4_quality.policy"};
    return !kLines.contains(reason);
}

/// The checks that find something in a text, as the golden names them.
std::set<std::string> reasonsOf(const std::string& text) {
    std::set<std::string> reasons;
    for (const char* rule :
         {"gopher_quality", "gopher_repetition", "c4_quality", "c4_paragraphs", "fineweb_quality"})
        for (const auto& one : findIn(rule, document(text))) {
            std::string reason = std::string(rule) + "." + one.why;
            if (const auto n = one.parameters.find("n"); n != one.parameters.end())
                reason += " " + n->second;
            if (isOfDocument(reason))
                reasons.insert(reason);
        }
    return reasons;
}

TEST(WebProse, EachCheckFindsWhatDatatroveFinds) {
    const Json cases = golden()["texts"];
    ASSERT_GT(cases.size(), 30U);
    std::set<std::string> seen;
    for (const Json& one : cases) {
        const auto expected = one["reasons"].get<std::set<std::string>>();
        EXPECT_EQ(reasonsOf(one["text"]), expected) << one["text"].get<std::string>().substr(0, 300);
        seen.insert(expected.begin(), expected.end());
    }
    EXPECT_GE(seen.size(), 30U) << "every check but the one of a hundred thousand words";
}

TEST(WebProse, RealPagesAreFoundAsByDatatrove) {
    SKIP_WITHOUT_SHARED_DATA();
    const Json expected = golden()["c4_demo"];
    std::map<std::string, std::set<std::int64_t>> found;
    std::int64_t rows = 0;
    ASSERT_TRUE(readJsonLines(sharedData() / "datasets/llamafactory/c4_demo.jsonl", std::size_t{1} << 24,
                              [&](std::int64_t, Result<Json> value) -> Status {
                                  for (const auto& reason : reasonsOf((*value)["text"]))
                                      found[reason].insert(rows);
                                  ++rows;
                                  return {};
                              }));
    EXPECT_EQ(rows, expected["rows"]);
    std::int64_t same = 0;
    std::int64_t different = 0;
    std::set<std::string> reasons;
    for (const auto& [reason, unused] : found)
        reasons.insert(reason);
    for (const auto& [reason, unused] : expected["reasons"].items())
        reasons.insert(reason);
    for (const auto& reason : reasons) {
        const auto theirs = expected["reasons"].value(reason, std::set<std::int64_t>());
        for (std::int64_t row = 0; row < rows; ++row) {
            const bool agree = found[reason].contains(row) == theirs.contains(row);
            same += agree && theirs.contains(row) ? 1 : 0;
            different += agree ? 0 : 1;
        }
    }
    EXPECT_GT(same, 300);
    // Words are cut a little differently, so a share within a hair of its limit may fall to the other side.
    EXPECT_LE(different, same / 100);
}

TEST(WebProse, KoreanPagesAreNotMeasuredByEnglishWords) {
    std::string page;
    for (int line = 0; line < 8; ++line)
        page += "오래된 방앗간은 강가에 있었고 마을 사람들은 해마다 가을이면 " + std::to_string(line) +
                "번째 수레에 곡식을 싣고 그곳을 찾아갔다.\n";
    for (const auto& reason : reasonsOf(page)) {
        EXPECT_NE(reason, "gopher_quality.stop_words");
        EXPECT_NE(reason, "gopher_quality.short_words");
        EXPECT_NE(reason, "fineweb_quality.line_ends");
    }
}

TEST(WebProse, LimitsCanBeSet) {
    const auto few =
        findIn(ruleOf("gopher_quality", {"gopher_quality.least_words=2", "gopher_quality.most_words=3"}),
               document("The people have walked with their children to the river"));
    ASSERT_EQ(few.size(), 1U);
    EXPECT_EQ(few[0].why, "many_words");
    EXPECT_TRUE(findIn(ruleOf("c4_paragraphs", {"c4_paragraphs.least_characters=2"}), document("aa\nbb\ncc"))
                    .empty());
}

TEST(WebProse, LinesThatC4DropsAreNamed) {
    Codes lines;
    for (const auto& one :
         findIn("c4_quality", document("Menu\nThis line is kept as it is.\nEnable JavaScript to see it.\nWe "
                                       "use cookies on this page.\nTwo words.\nA wait...\n")))
        if (one.why != "few_sentences")
            lines.push_back(one.why + ": " + one.text);
    EXPECT_EQ(lines, (Codes{"line_end: Menu", "javascript: Enable JavaScript to see it.",
                            "policy: We use cookies on this page.", "short_line: Two words.",
                            "line_end: A wait..."}));
}

TEST(WebProse, AnswersAreLookedAtWhereARowHasNoText) {
    EXPECT_FALSE(findIn("c4_paragraphs", answer("short")).empty());
    EXPECT_TRUE(findIn("gopher_quality", {{"prompt", "only a prompt"}}).empty());
}

} // namespace
} // namespace luthier::cleaning::tests
