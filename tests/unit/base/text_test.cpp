#include <base/hash.h>
#include <base/utf8.h>

#include <gtest/gtest.h>

#include <string>

namespace luthier {
namespace {

TEST(Utf8, RefusesOverlongFormsSurrogatesAndCutCharacters) {
    EXPECT_TRUE(isValidUtf8("a한🙂"));
    for (const char* text :
         {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE3\x81", "\x80", "\xFF"})
        EXPECT_FALSE(isValidUtf8(text));
}

TEST(Utf8, CountsAndReplaces) {
    EXPECT_EQ(countCodePoints("a한🙂"), 3U);
    EXPECT_EQ(replaceInvalidUtf8("a\xFFz"), "a\xEF\xBF\xBDz");
    EXPECT_EQ(utf8Prefix("한글", 4), "한");
    std::string text;
    for (const char32_t point : {U'a', U'é', U'한', U'🙂'})
        appendUtf8(text, point);
    EXPECT_EQ(text, "aé한🙂");
}

// FIPS 180-2, appendix B.1, and the empty message.
TEST(Sha256, GivesThePublishedDigests) {
    EXPECT_EQ(sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hash128, SumsWithoutOrderAndGoesBack) {
    Hash128 sum = hash128("one");
    const Hash128 first = sum;
    sum += hash128("two");
    Hash128 other = hash128("two");
    other += hash128("one");
    EXPECT_EQ(sum, other);
    sum -= hash128("two");
    EXPECT_EQ(sum, first);
    EXPECT_EQ(sum.hex().size(), 32U);
}

TEST(Hash128Stream, EqualsTheHashOfTheWhole) {
    Hash128Stream stream;
    stream.update("some ");
    stream.update("text");
    EXPECT_EQ(stream.finish(), hash128("some text"));
}

} // namespace
} // namespace luthier
