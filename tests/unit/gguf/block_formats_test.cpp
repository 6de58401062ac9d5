#include <gguf/block_formats.h>

#include <files/safetensors.h>

#include <support/shared_data.h>

#include <gtest/gtest.h>

#include <cstring>

namespace luthier::gguf {
namespace {

class BlockGoldens : public testing::TestWithParam<const char*> {};

TEST_P(BlockGoldens, AreExpandedBitForBit) {
    const std::string name = GetParam();
    const auto file =
        *files::SafetensorsFile::open(tests::sourceFile("tests/golden/gguf/blocks.safetensors"));
    const BlockFormat* format = blockFormatNamed(name);
    ASSERT_TRUE(format);
    EXPECT_EQ(blockFormat(format->id), format);
    EXPECT_EQ(typeName(format->id), name);
    const auto blocks = *file.values<std::byte>(name + ".blocks", files::Dtype::U8);
    const auto expected = *file.values<float>(name + ".values", files::Dtype::F32);
    const auto count = static_cast<std::int64_t>(expected.size()) / format->weights;
    ASSERT_EQ(static_cast<std::int64_t>(blocks.size()), count * format->bytes);
    std::vector<float> values(expected.size());
    format->expand(blocks.data(), values.data(), count);
    for (std::size_t i = 0; i < values.size(); ++i)
        ASSERT_EQ(std::memcmp(&values[i], &expected[i], 4), 0)
            << i << ": " << values[i] << " " << expected[i];
}

INSTANTIATE_TEST_SUITE_P(Types, BlockGoldens,
                         testing::Values("F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K",
                                         "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL"),
                         [](const auto& type) { return std::string(type.param); });

TEST(BlockFormats, NameWhatTheyLack) {
    EXPECT_EQ(blockFormat(16), nullptr);
    EXPECT_EQ(typeName(16), "IQ2_XXS");
    EXPECT_EQ(typeName(4), "4") << "given up";
    EXPECT_EQ(typeName(99), "99");
    EXPECT_EQ(blockFormatNamed("Q8_1"), nullptr);
    EXPECT_NE(readableTypes().find("Q4_K, Q5_K"), std::string::npos);
}

} // namespace
} // namespace luthier::gguf
