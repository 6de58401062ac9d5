#include "cases.h"

namespace luthier::cleaning::tests {
namespace {

TEST(TemplateTokens, AreFoundWhereTextShouldBe) {
    EXPECT_EQ(foundIn("template_tokens", "Hi<|im_end|>\n<|im_start|>user\nmore"),
              (Codes{"<|im_end|>", "<|im_start|>"}));
    EXPECT_EQ(foundIn("template_tokens", "[INST] <<SYS>> be kind <</SYS>> x [/INST]"),
              (Codes{"[INST]", "<<SYS>>", "<</SYS>>", "[/INST]"}));
    EXPECT_EQ(foundIn("template_tokens", "끝\n### 응답: 네<|end_of_text|>."),
              (Codes{"### 응답:", "<|end_of_text|>"}));
    EXPECT_EQ(foundIn("template_tokens", "<｜User｜>hello"), Codes{"<｜User｜>"});
    EXPECT_EQ(mendedBy({"template_tokens"}, "Done.<|im_end|>\n"), "Done.\n")
        << "at the very end it is left over";
    EXPECT_EQ(mendedBy({"template_tokens", "outer_whitespace"}, "끝났습니다. </s>"), "끝났습니다.");
    EXPECT_EQ(mendedBy({"template_tokens"}, "<|im_start|>x"), "<|im_start|>x")
        << "elsewhere a person decides";
}

TEST(TemplateTokens, CodeAndOtherBracketsAreNone) {
    for (const char* text : {"Use `<|im_end|>` as the stop word.", "```\n<s>[INST]\n```", "<s>old</s> new",
                             "a <| b |> c", "[MASKED] and [INSTANT]", "### Results", "x <|> y",
                             "See the ### Response: in the middle", "List<String> s", "<|not a token|>"})
        EXPECT_EQ(foundIn("template_tokens", text), Codes()) << text;
}

TEST(HtmlRemains, EntitiesAndTagsOfPagesInText) {
    EXPECT_EQ(mendedBy({"html_remains"}, "Fish &amp; chips &#39;n&#x27; more&nbsp;salt &hellip;"),
              "Fish & chips 'n' more salt …");
    EXPECT_EQ(mendedBy({"html_remains"}, "한 줄<br>두 줄<br />셋"), "한 줄\n두 줄\n셋");
    EXPECT_EQ(mendedBy({"html_remains"}, "&amp;lt; stays once read"), "&lt; stays once read");
    EXPECT_EQ(foundIn("html_remains", "<p>First.</p> <a href=\"x\">link</a>"),
              (Codes{"<p>", "</p>", "<a href=\"x\">", "</a>"}));
    const auto tag = findIn("html_remains", answer("some <b>bold</b> text"));
    ASSERT_EQ(tag.size(), 2U);
    EXPECT_EQ(tag[0].why, "tag");
    EXPECT_FALSE(tag[0].replacement);
}

TEST(HtmlRemains, MarkupThatIsMeantIsNone) {
    for (const char* text :
         {"Write `<p>` around it.", "```html\n<p>&amp;</p>\n```", "if (a < b && c > d) return;",
          "vector<int> v;", "a &b; c", "x&y;", "AT&T; Co", "<name>, hello", "&unknown;", "&#0;", "&#xD800;",
          "1 < 2 > 0", "i<b", "<https://example.org>", "<p or q>"})
        EXPECT_EQ(foundIn("html_remains", text), Codes()) << text;
    EXPECT_TRUE(
        findIn("html_remains", {{"prompt", "Make an HTML page"}, {"response", "<p>Hello &amp; welcome</p>"}})
            .empty());
    EXPECT_TRUE(findIn("html_remains", {{"prompt", "굵은 글씨 태그를 알려줘"}, {"response", "<b>이렇게</b>"}})
                    .empty());
    EXPECT_EQ(foundIn("html_remains", "import a;\nint main() {\n  return x<b>(1);\n}"), Codes())
        << "a program";
}

} // namespace
} // namespace luthier::cleaning::tests
