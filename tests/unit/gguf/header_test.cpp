#include "raw_gguf.h"

#include <gguf/file.h>

#include <support/shared_data.h>

#include <gtest/gtest.h>

namespace luthier::gguf {
namespace {

constexpr std::uint32_t kU32 = 4;
constexpr std::uint32_t kString = 8;
constexpr std::uint32_t kArray = 9;
constexpr std::uint32_t kF32 = 0;
constexpr std::uint32_t kQ4K = 12;
constexpr std::uint64_t kHuge = std::uint64_t{1} << 62;

RawGguf small() {
    RawGguf file;
    file.entry("general.architecture", kString, rawText("llama"));
    file.tensor("a", {4, 2}, kF32, 0).tensor("b", {256, 3}, kQ4K, 32);
    file.data = std::string(32 + 3 * 144, 'x');
    return file;
}

TEST(GgufHeader, SaysWhereTensorsLie) {
    const std::string bytes = small().bytes();
    const auto header = parsed(bytes);
    ASSERT_TRUE(header) << header.error().code();
    ASSERT_EQ(header->tensors.size(), 2U);
    EXPECT_EQ(header->tensors[0].shape, (std::vector<std::int64_t>{2, 4}));
    EXPECT_EQ(header->tensors[1].format->name, "Q4_K");
    EXPECT_EQ(header->tensors[1].bytes, 432U);
    EXPECT_EQ(header->tensors[1].begin + header->tensors[1].bytes, bytes.size());
    EXPECT_EQ(header->find("general.architecture")->text(), "llama");
    EXPECT_EQ(header->find("general"), nullptr);
}

TEST(GgufHeader, ReadsVersionTwo) {
    RawGguf file = small();
    file.version = 2;
    EXPECT_EQ(file.code(), "");
}

TEST(GgufHeader, RefusesWhatIsNoGgufOfAKnownVersion) {
    EXPECT_EQ(parsed("").error().code(), "gguf.not_gguf");
    EXPECT_EQ(parsed("GGML and more").error().code(), "gguf.not_gguf");
    EXPECT_EQ(parsed("version https://git-lfs.github.com/spec/v1").error().code(), "safetensors.lfs_pointer");
    RawGguf file = small();
    file.version = 1;
    EXPECT_EQ(file.code(), "gguf.unsupported_version");
    file.version = 0x03000000;
    EXPECT_EQ(file.code(), "gguf.big_endian");
}

TEST(GgufHeader, RefusesEveryPrefixOfAFile) {
    const std::string bytes = small().bytes();
    for (std::size_t length = 4; length < bytes.size(); ++length) {
        const auto header = parsed(std::string_view(bytes).substr(0, length));
        ASSERT_FALSE(header) << length;
        EXPECT_EQ(header.error().code(), "gguf.cut_off") << length;
    }
}

TEST(GgufHeader, BelievesNoCount) {
    RawGguf file = small();
    file.tensors = kHuge;
    EXPECT_EQ(file.code(), "gguf.too_large");
    file = small();
    file.entries = ~std::uint64_t{0};
    EXPECT_EQ(file.code(), "gguf.too_large");
    file = small();
    file.tensors = 900'000; // within the limit, but not there
    EXPECT_NE(file.code(), "");
}

TEST(GgufHeader, BelievesNoLength) {
    RawGguf file;
    file.entry("general.name", kString, raw(kHuge) + "short");
    EXPECT_EQ(file.code(), "gguf.too_large");
    file = {};
    file.entry("general.name", kString, raw(std::uint64_t{1000}) + "short");
    EXPECT_EQ(file.code(), "gguf.cut_off");
    // Eight times this wraps to something small.
    file = {};
    file.entry("a", kArray,
               raw(std::uint32_t{10}) + raw((std::uint64_t{1} << 61) + 1) + std::string(64, 'x'));
    EXPECT_EQ(file.code(), "gguf.too_large");
    file = {};
    file.entry("a", kArray, raw(std::uint32_t{10}) + raw(std::uint64_t{1} << 30) + std::string(64, 'x'));
    EXPECT_EQ(file.code(), "gguf.cut_off");
    file = {};
    file.entry("a", kArray, raw(kString) + raw(std::uint64_t{1} << 29) + rawText("one"));
    EXPECT_EQ(file.code(), "gguf.cut_off");
}

TEST(GgufHeader, RefusesValuesItDoesNotKnow) {
    RawGguf file;
    file.entry("a", 13, "0000");
    EXPECT_EQ(file.code(), "gguf.bad_value");
    file = {};
    file.entry("a", kArray, raw(kArray) + raw(std::uint64_t{1}) + raw(kU32) + raw(std::uint64_t{0}));
    EXPECT_EQ(file.code(), "gguf.bad_value") << "an array of arrays";
    file = {};
    file.entry("a", 7, "\x02");
    EXPECT_EQ(file.code(), "gguf.bad_value") << "neither true nor false";
}

TEST(GgufHeader, RefusesKeysThatAreNoneOrStandTwice) {
    RawGguf file;
    file.entry("", kU32, raw(1U));
    EXPECT_EQ(file.code(), "gguf.bad_key");
    file = {};
    file.entry("a\nb", kU32, raw(1U));
    EXPECT_EQ(file.code(), "gguf.bad_key");
    file = {};
    file.entry("a", kU32, raw(1U)).entry("b", kU32, raw(1U)).entry("a", kU32, raw(2U));
    EXPECT_EQ(file.code(), "gguf.duplicate_key");
}

TEST(GgufHeader, TakesAnAlignmentOnlyAsAPowerOfTwo) {
    for (const std::uint32_t alignment : {0U, 24U, 1U << 31U}) {
        RawGguf file;
        file.entry("general.alignment", kU32, raw(alignment));
        EXPECT_EQ(file.code(), "gguf.bad_alignment") << alignment;
    }
    RawGguf file;
    file.entry("general.alignment", kString, rawText("32"));
    EXPECT_EQ(file.code(), "gguf.bad_alignment");
    file = {};
    file.alignment = 128;
    file.entry("general.alignment", kU32, raw(128U));
    file.tensor("a", {4}, kF32, 0).tensor("b", {4}, kF32, 128);
    file.data = std::string(144, 'x');
    EXPECT_EQ(file.code(), "");
}

TEST(GgufHeader, RefusesNamesThatStandTwiceOrAreTooLong) {
    RawGguf file;
    file.tensor("a", {4}, kF32, 0).tensor("a", {4}, kF32, 32);
    file.data = std::string(64, 'x');
    EXPECT_EQ(file.code(), "gguf.duplicate_tensor");
    file = {};
    file.tensor(std::string(64, 'a'), {4}, kF32, 0);
    EXPECT_EQ(file.code(), "gguf.too_large");
    file = {};
    file.tensor(std::string_view("a\0b", 3), {4}, kF32, 0);
    EXPECT_EQ(file.code(), "gguf.bad_tensor_name");
    file = {};
    file.tensor("\xff", {4}, kF32, 0);
    EXPECT_EQ(file.code(), "gguf.bad_tensor_name");
}

/// CVE-2025-53630, CVE-2026-27940, CVE-2026-33298, CVE-2026-7482: sizes that overflow or lie beyond the file.
TEST(GgufHeader, RefusesSizesThatOverflow) {
    const auto codeOf = [](std::vector<std::uint64_t> dimensions, std::uint32_t type = kF32) {
        RawGguf file;
        file.tensor("a", std::move(dimensions), type, 0);
        file.data = std::string(64, 'x');
        return file.code();
    };
    EXPECT_EQ(codeOf({std::uint64_t{1} << 32, std::uint64_t{1} << 32}), "gguf.bad_shape")
        << "the product wraps to 0";
    EXPECT_EQ(codeOf({(std::uint64_t{1} << 63) + 4}), "gguf.bad_shape") << "negative";
    EXPECT_EQ(codeOf({std::uint64_t{1} << 62}), "gguf.bad_shape") << "the bytes wrap to 0";
    EXPECT_EQ(codeOf({kHuge / 8}), "gguf.cut_off") << "exabytes";
    EXPECT_EQ(codeOf({0, 4}), "gguf.bad_shape");
    EXPECT_EQ(codeOf({}), "gguf.bad_shape");
    EXPECT_EQ(codeOf({1, 1, 1, 1, 1}), "gguf.bad_shape");
    EXPECT_EQ(codeOf({255, 2}, kQ4K), "gguf.bad_shape") << "rows are whole blocks";
    EXPECT_EQ(codeOf({17}), "gguf.cut_off") << "dimensions that lie";
}

TEST(GgufHeader, RefusesSumsThatOverflow) {
    RawGguf file;
    file.tensor("a", {std::uint64_t{1} << 60}, kF32, 0).tensor("b", {4}, kF32, std::uint64_t{1} << 62);
    EXPECT_EQ(file.code(), "gguf.cut_off");
}

TEST(GgufHeader, RefusesOffsetsThatOverlapOrLeaveHoles) {
    for (const std::uint64_t offset :
         {std::uint64_t{0}, std::uint64_t{16}, std::uint64_t{64}, ~std::uint64_t{31}}) {
        RawGguf file;
        file.tensor("a", {4}, kF32, 0).tensor("b", {4}, kF32, offset);
        file.data = std::string(128, 'x');
        EXPECT_EQ(file.code(), "gguf.bad_offset") << offset;
    }
}

TEST(GgufHeader, NamesTheTypeThatItCannotRead) {
    RawGguf file;
    file.tensor("a", {256}, 17, 0);
    const std::string bytes = file.bytes();
    const auto header = parsed(bytes);
    ASSERT_FALSE(header);
    EXPECT_EQ(header.error().code(), "gguf.unsupported_type");
    EXPECT_EQ(header.error().parameters().at("type"), "IQ2_XS");
}

TEST(GgufHeader, RefusesModelsInSeveralFiles) {
    RawGguf file;
    file.entry("split.count", 2, raw(std::uint16_t{3}));
    EXPECT_EQ(file.code(), "gguf.split");
}

TEST(GgufFile, OpensAVocabularyOfAnotherProgram) {
    SKIP_WITHOUT_SHARED_DATA();
    const auto file = File::open(tests::sharedData() / "gguf" / "ggml-vocab-llama-spm.gguf");
    ASSERT_TRUE(file) << file.error().code();
    EXPECT_EQ((*file)->text("general.architecture").value(), "llama");
    EXPECT_EQ((*file)->integer("llama.block_count").value(), 32);
    EXPECT_EQ((*file)->integer("llama.none").error().code(), "gguf.missing_key");
    EXPECT_EQ((*file)->integer("general.architecture").error().code(), "gguf.bad_value");
}

} // namespace
} // namespace luthier::gguf
