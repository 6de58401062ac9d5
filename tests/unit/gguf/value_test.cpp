#include "raw_gguf.h"

#include <gtest/gtest.h>

namespace luthier::gguf {
namespace {

TEST(GgufValue, ReadsEveryType) {
    RawGguf file;
    file.entry("u8", 0, raw(std::uint8_t{200})).entry("i8", 1, raw(std::int8_t{-5}));
    file.entry("u16", 2, raw(std::uint16_t{60000})).entry("i16", 3, raw(std::int16_t{-300}));
    file.entry("u32", 4, raw(4'000'000'000U)).entry("i32", 5, raw(-70000));
    file.entry("f32", 6, raw(0.5F)).entry("bool", 7, raw(true)).entry("text", 8, rawText("\xEA\xB0\x80"));
    file.entry("u64", 10, raw(std::uint64_t{1} << 40)).entry("i64", 11, raw(std::int64_t{-1}));
    file.entry("f64", 12, raw(0.25)).entry("large", 10, raw(~std::uint64_t{0}));
    const std::string bytes = file.bytes();
    const Header header = *parsed(bytes);
    const auto integer = [&](std::string_view key) {
        return header.find(key)->integer();
    };
    EXPECT_EQ(integer("u8"), 200);
    EXPECT_EQ(integer("i8"), -5);
    EXPECT_EQ(integer("u16"), 60000);
    EXPECT_EQ(integer("i16"), -300);
    EXPECT_EQ(integer("u32"), 4'000'000'000);
    EXPECT_EQ(integer("i32"), -70000);
    EXPECT_EQ(integer("u64"), std::int64_t{1} << 40);
    EXPECT_EQ(integer("i64"), -1);
    EXPECT_EQ(integer("large"), std::nullopt) << "it does not fit";
    EXPECT_EQ(integer("f32"), std::nullopt);
    EXPECT_EQ(header.find("f32")->number(), 0.5);
    EXPECT_EQ(header.find("f64")->number(), 0.25);
    EXPECT_EQ(header.find("i16")->number(), -300.0);
    EXPECT_EQ(header.find("bool")->boolean(), true);
    EXPECT_EQ(header.find("bool")->integer(), std::nullopt);
    EXPECT_EQ(header.find("text")->text(), "\xEA\xB0\x80");
    EXPECT_EQ(header.find("text")->number(), std::nullopt);
}

TEST(GgufValue, ReadsLists) {
    RawGguf file;
    file.entry("texts", 9, raw(8U) + raw(std::uint64_t{3}) + rawText("a") + rawText("") + rawText("bc"));
    file.entry("floats", 9, raw(6U) + raw(std::uint64_t{2}) + raw(1.5F) + raw(-2.0F));
    file.entry("none", 9, raw(5U) + raw(std::uint64_t{0}));
    const std::string bytes = file.bytes();
    const Header header = *parsed(bytes);
    EXPECT_EQ(header.find("texts")->texts(), (std::vector<std::string_view>{"a", "", "bc"}));
    EXPECT_EQ(header.find("texts")->numbers(), std::nullopt);
    EXPECT_EQ(header.find("texts")->text(), std::nullopt);
    EXPECT_EQ(header.find("floats")->numbers(), (std::vector<double>{1.5, -2.0}));
    EXPECT_EQ(header.find("floats")->number(), std::nullopt);
    EXPECT_EQ(header.find("none")->numbers()->size(), 0U);
}

} // namespace
} // namespace luthier::gguf
