#include <cleaning/normal_text.h>
#include <cleaning/shingles.h>

#include <gtest/gtest.h>

using namespace luthier;
using namespace luthier::cleaning;

TEST(NormalText, IsTheSameWhateverBlanksAndComposition) {
    EXPECT_EQ(exactForm("  How\t do\n\nI  pay? "), "How do I pay?");
    EXPECT_EQ(exactForm("\u3000한글\u00A0 문장\u2028"), "한글 문장");
    EXPECT_EQ(exactForm("\u1112\u1161\u11AB"), "한") << "jamo compose";
    EXPECT_EQ(exactForm("e\u0301"), "\u00E9");
    EXPECT_EQ(exactForm(" \n\t "), "");
    EXPECT_NE(exactHash("Pay"), exactHash("pay")) << "case stays";
    EXPECT_NE(exactHash("1+1"), exactHash("1 + 1"));
    EXPECT_NE(exactHash("ﬁ"), exactHash("fi")) << "compatibility forms stay";
    EXPECT_EQ(exactForm("a\xFF z"), "a\uFFFD z") << "a malformed byte is one";
}

TEST(NormalText, WordsAreFoldedRunsOfLettersMarksAndNumbers) {
    const WordText words = foldedWords("  Don't pay \"ＦＵＬＬ\" price: 1,000원! 좋아요…STRASSE straße ");
    EXPECT_EQ(words.text, "don t pay full price 1 000원 좋아요 strasse strasse");
    ASSERT_EQ(words.words.size(), 10U);
    EXPECT_EQ(words.text.substr(words.words[6].begin, words.words[6].end - words.words[6].begin), "000원");
    EXPECT_TRUE(foldedWords("... !? \u2026").words.empty());
    EXPECT_TRUE(foldedWords("").text.empty());
}

TEST(Shingles, AreCharactersThreeWordsOrFiveByTheNumberOfWords) {
    EXPECT_EQ(shingleOf(4), Shingle::Characters);
    EXPECT_EQ(shingleOf(5), Shingle::ThreeWords);
    EXPECT_EQ(shingleOf(19), Shingle::ThreeWords);
    EXPECT_EQ(shingleOf(20), Shingle::FiveWords);
    EXPECT_EQ(shinglesOf(foldedWords("정말 재미있어요"), Shingle::Characters).size(), 4U)
        << "8 characters with the blank";
    EXPECT_EQ(shinglesOf(foldedWords("good"), Shingle::Characters).size(), 1U) << "too short: the whole";
    EXPECT_EQ(shinglesOf(foldedWords("a b c d e f"), Shingle::ThreeWords).size(), 4U);
    EXPECT_EQ(shingleSet(foldedWords("a b a b a b a"), Shingle::ThreeWords).size(), 2U) << "aba and bab";
}

TEST(Shingles, GiveTheJaccardSimilarityWorkedByHand) {
    // Ten words have eight runs of three; another last word changes one of them: 7 shared of 9.
    const std::string text = "the cat sat on the mat with a red ball";
    const std::string other = "the cat sat on the mat with a red hat";
    ASSERT_TRUE(nearness(text, other, 0.75));
    EXPECT_DOUBLE_EQ(*nearness(text, other, 0.75), 7.0 / 9.0);
    EXPECT_FALSE(nearness(text, other, 0.8));
    EXPECT_DOUBLE_EQ(*nearness(text, "THE CAT sat, on the mat – with a red ball!", 1), 1);
    EXPECT_FALSE(nearness("", "", 0.5)) << "nothing is near to nothing";
}

TEST(Shingles, OfTextsOnBothSidesOfABorderAreTheFinerOnes) {
    // 19 and 20 words: 17 and 18 runs of three, 17 of them shared.
    std::string nineteen;
    for (int i = 0; i < 19; ++i)
        nineteen += "w" + std::to_string(i) + " ";
    ASSERT_TRUE(nearness(nineteen, nineteen + "more", 0.8));
    EXPECT_DOUBLE_EQ(*nearness(nineteen, nineteen + "more", 0.8), 17.0 / 18.0);
    EXPECT_FALSE(nearness("ha ha ha", "ha ha ha ha ha ha ha ha ha ha", 0.8)) << "3 of 10 words";
}
