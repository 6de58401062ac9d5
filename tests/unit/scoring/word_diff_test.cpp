#include <scoring/word_diff.h>

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace luthier::scoring {
namespace {

/// The text with its changed stretches in brackets.
std::string marked(std::string_view text, const std::vector<DiffSpan>& spans) {
    std::string result;
    for (const DiffSpan& span : spans) {
        const std::string part(text.substr(span.begin, span.end - span.begin));
        result += span.kind == DiffSpan::Kind::Same ? part : "[" + part + "]";
    }
    return result;
}

void expectDiff(std::string_view first, std::string_view second, std::string_view firstMarked,
                std::string_view secondMarked) {
    const WordDiff diff = wordDiff(first, second);
    EXPECT_EQ(marked(first, diff.first), firstMarked);
    EXPECT_EQ(marked(second, diff.second), secondMarked);
}

TEST(WordDiff, MarksTheWordsThatDiffer) {
    expectDiff("The bow lies here.", "The peg lies here.", "The [bow] lies here.", "The [peg] lies here.");
    expectDiff("one two three", "one three", "one [two] three", "one three");
    expectDiff("one two three four", "one 2 3 four", "one [two three] four", "one [2 3] four");
    expectDiff("a b c", "a b c", "a b c", "a b c");
    expectDiff("", "new", "", "[new]");
    expectDiff("", "", "", "");
}

TEST(WordDiff, KnowsKoreanWordsAndPunctuation) {
    expectDiff("활은 작업대에 있습니다.", "줄은 작업대에 있습니다!", "[활은] 작업대에 있습니다[.]",
               "[줄은] 작업대에 있습니다[!]");
}

TEST(WordDiff, TellsWhiteSpaceThatDiffers) {
    expectDiff("a b", "a\nb", "a[ ]b", "a[\n]b");
    expectDiff(" a", "a", "[ ]a", "a");
}

TEST(WordDiff, FindsTheLeastNumberOfChanges) {
    // Myers' own example, letters as words: 5 changes.
    const WordDiff diff = wordDiff("a b c a b b a", "c b a b a c");
    std::size_t same = 0;
    for (const DiffSpan& span : diff.first)
        if (span.kind == DiffSpan::Kind::Same)
            for (std::size_t at = span.begin; at < span.end; ++at)
                same += std::string_view("a b c a b b a")[at] == ' ' ? 0 : 1;
    EXPECT_EQ(same, 4U);
}

/// The changed words of both sides are as many as dynamic programming says, and what is the same spells the
/// same.
TEST(WordDiff, AgreesWithTheLongestCommonSubsequenceOfRandomTexts) {
    std::mt19937 draws(4);
    for (int round = 0; round < 200; ++round) {
        std::vector<std::string> words[2];
        std::string texts[2];
        for (int side = 0; side < 2; ++side)
            for (unsigned i = 0, count = static_cast<unsigned>(draws() % 30); i < count; ++i) {
                words[side].push_back(std::string(1, static_cast<char>('a' + draws() % 4)));
                texts[side] += (i ? " " : "") + words[side].back();
            }
        std::vector<std::vector<std::size_t>> table(words[0].size() + 1,
                                                    std::vector<std::size_t>(words[1].size() + 1));
        for (std::size_t i = 1; i <= words[0].size(); ++i)
            for (std::size_t j = 1; j <= words[1].size(); ++j)
                table[i][j] = words[0][i - 1] == words[1][j - 1] ? table[i - 1][j - 1] + 1
                                                                 : std::max(table[i - 1][j], table[i][j - 1]);
        const WordDiff diff = wordDiff(texts[0], texts[1]);
        std::string kept[2];
        for (int side = 0; side < 2; ++side)
            for (const DiffSpan& span : side == 0 ? diff.first : diff.second)
                for (std::size_t at = span.begin; at < span.end; ++at)
                    if (span.kind == DiffSpan::Kind::Same && texts[side][at] != ' ')
                        kept[side] += texts[side][at];
        EXPECT_EQ(kept[0], kept[1]);
        EXPECT_EQ(kept[0].size(), table.back().back());
    }
}

TEST(WordDiff, StaysWithinBoundsForTextsThatShareNothing) {
    std::string first;
    std::string second;
    for (int i = 0; i < 20'000; ++i) {
        first += "a" + std::to_string(i) + " ";
        second += "b" + std::to_string(i) + " ";
    }
    const WordDiff diff = wordDiff("same " + first, "same " + second);
    ASSERT_FALSE(diff.first.empty());
    EXPECT_EQ(diff.first.front().kind, DiffSpan::Kind::Same);
    EXPECT_EQ(diff.first.back().end, first.size() + 5);
    const std::string huge(std::size_t{3} << 20U, 'x');
    EXPECT_EQ(wordDiff(huge, "x").first.size(), 1U);
}

} // namespace
} // namespace luthier::scoring
