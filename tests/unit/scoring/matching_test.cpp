#include <scoring/matching.h>

#include <gtest/gtest.h>

namespace luthier::scoring {
namespace {

TEST(ExactMatch, PassesOverWhiteSpaceAroundAndNothingElse) {
    EXPECT_TRUE(exactMatch(" 42\n", "42"));
    EXPECT_TRUE(exactMatch("\u3000활을 켭니다.\u00a0", "활을 켭니다."));
    EXPECT_FALSE(exactMatch("The bow", "the bow"));
    EXPECT_FALSE(exactMatch("the  bow", "the bow"));
    EXPECT_FALSE(exactMatch("the bow.", "the bow"));
    EXPECT_FALSE(exactMatch("", "x"));
    EXPECT_TRUE(exactMatch("", " \t "));
}

TEST(ExactMatch, LeavesBrokenBytesAlone) {
    EXPECT_EQ(trimmed(" \xFFx\xC3 "), "\xFFx\xC3");
    EXPECT_FALSE(exactMatch("\xFF", ""));
}

} // namespace
} // namespace luthier::scoring
