#include "cases.h"

namespace luthier::cleaning::tests {
namespace {

TEST(ControlCharacters, AreFoundAndTakenOut) {
    EXPECT_EQ(mendedBy({"control_characters"}, "be\x07ll"), "bell");
    EXPECT_EQ(mendedBy({"control_characters"}, std::string("n\0ul", 4)), "nul");
    EXPECT_EQ(mendedBy({"control_characters"}, "zero\u200Bwidth \uFEFFmark soft\u00ADhyphen"),
              "zerowidth mark softhyphen");
    EXPECT_EQ(mendedBy({"control_characters"}, "한\u200B글"), "한글");
    EXPECT_EQ(mendedBy({"control_characters"}, "\x1b[31mred\x1b[0m text"), "red text");
    EXPECT_EQ(mendedBy({"control_characters"}, "page\fnext\u2028line"), "page\nnext\nline");
    const auto found = findIn("control_characters", answer("a\u200B\u200Bb\x01"));
    ASSERT_EQ(found.size(), 2U) << "a run is one finding";
    EXPECT_EQ(found[0].parameters.at("character"), "U+200B");
    EXPECT_EQ(found[1].parameters.at("character"), "U+0001");
}

TEST(ControlCharacters, ThoseThatWritingNeedsStay) {
    for (const char* text : {"tab\tand\r\nlines\n", "👩‍👩‍👧 family", "می‌خواهم",
                             "flag 🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F",
                             "variation ❤️", "no break", "한글 가나다", "café über"})
        EXPECT_EQ(foundIn("control_characters", text), Codes()) << text;
    EXPECT_EQ(foundIn("control_characters", "hidden\U000E0041\U000E0042").size(), 1U)
        << "letters nobody sees";
}

TEST(BidirectionalControls, MisleadInTextsFromLeftToRight) {
    // Trojan Source, CVE-2021-42574.
    EXPECT_EQ(mendedBy({"bidirectional_controls"}, "if (admin\u202E \u2066// check\u2069 \u2066) {"),
              "if (admin // check ) {");
    EXPECT_EQ(mendedBy({"bidirectional_controls"}, "주문 \u202D1234\u202C번"), "주문 1234번");
    const auto found = findIn("bidirectional_controls", answer("שלום \u202Eabc\u202C"));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].why, "override");
    EXPECT_FALSE(found[0].replacement);
    for (const char* text : {"שלום \u2067world\u2069", "مرحبا\u200F!", "left \u200E mark", "quotes “ ” – …"})
        EXPECT_EQ(foundIn("bidirectional_controls", text), Codes()) << text;
}

TEST(Mojibake, IsReadBackAsItWas) {
    EXPECT_EQ(mendedBy({"mojibake"}, "cafÃ© and itâ€™s naÃ¯ve"), "café and it’s naïve");
    EXPECT_EQ(mendedBy({"mojibake"}, "smile ðŸ˜€!"), "smile 😀!");
    // Hangul through Windows-1252 and through Latin-1, whose controls stand for the bytes 80 to 9F.
    EXPECT_EQ(mendedBy({"mojibake"}, "ì•ˆë…•"), "안녕");
    EXPECT_EQ(mendedBy({"mojibake"}, "\u00ec\u0095\u0088\u00eb\u0085\u0095 ok"), "안녕 ok");
    EXPECT_EQ(mendedBy({"mojibake", "control_characters"}, "itâ\u0080\u0099s"), "it’s")
        << "read back before its controls are taken out";
    EXPECT_EQ(mendedBy({"mojibake"}, "5Â°C and 3Â£"), "5°C and 3£");
    const auto lost = findIn("mojibake", answer("caf\uFFFD\uFFFD, 占쏙옙占쏙옙"));
    ASSERT_EQ(lost.size(), 2U);
    EXPECT_EQ(lost[0].why, "lost");
    EXPECT_FALSE(lost[0].replacement) << "what is lost cannot be read back";
}

TEST(Mojibake, WordsOfOtherLanguagesAreNone) {
    for (const char* text :
         {"Café, über, naïve, São Paulo, NÃO, Ångström", "« Le café\u00A0» est fermé", "„Spaß” und „Fuß“",
          "A CHÂTEAU — ÉCOLE", "Ðakovo", "안녕하세요", "x² ± ½", "IRMÃ”"})
        EXPECT_EQ(foundIn("mojibake", text), Codes()) << text;
}

TEST(RepeatedCharacters, AreFoundInProse) {
    EXPECT_EQ(foundIn("repeated_characters", "Sooooooooooooo good!!!!!!!!!!!"),
              (Codes{"ooooooooooooo", "!!!!!!!!!!!"}));
    EXPECT_EQ(foundIn("repeated_characters", "재밌다ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ"),
              Codes{"ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ"});
    const auto words = findIn("repeated_characters", answer("I see the the the the the the the end"));
    ASSERT_EQ(words.size(), 1U);
    EXPECT_EQ(words[0].why, "words");
    EXPECT_EQ(words[0].parameters.at("count"), "7");
    EXPECT_EQ(foundIn("repeated_characters", "네 네 네 네 네 네"), Codes{"네 네 네 네 네 네"});
}

TEST(RepeatedCharacters, FillingAndDataAreNone) {
    for (const char* text :
         {"ㅋㅋㅋ good!!!", "----------------------", "| a | b |\n|------------|------------|",
          "1000000000000", "Chapter ................. 3", "════════════════", "word          word",
          "`aaaaaaaaaaaaaaaa`", "```\nxxxxxxxxxxxxxxxxxxx\n```",
          "data:image/png;base64,iVBORw0KGgoAAAAAAAAAAAAAAANSUhEUg", "no no no", "1 1 1 1 1 1 1 1",
          "-1 | -1 | -1"})
        EXPECT_EQ(foundIn("repeated_characters", text), Codes()) << text;
    EXPECT_EQ(
        findIn(ruleOf("repeated_characters", {"repeated_characters.least_run=3"}), answer("ㅋㅋㅋ")).size(),
        1U);
}

} // namespace
} // namespace luthier::cleaning::tests
