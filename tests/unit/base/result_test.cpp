#include <base/result.h>

#include <gtest/gtest.h>

#include <memory>

namespace luthier {
namespace {

Result<int> half(int number) {
    if (number % 2 != 0)
        return refused("test.odd").with("number", number);
    return number / 2;
}

Result<int> quarter(int number) {
    TRY(const int first, half(number));
    TRY(const int second, half(first));
    return second;
}

Status check(int number) {
    TRY_VOID(quarter(number));
    return {};
}

TEST(Result, TryReturnsTheErrorOfTheFirstFailure) {
    EXPECT_EQ(*quarter(8), 2);
    const Result<int> odd = quarter(6);
    ASSERT_FALSE(odd);
    EXPECT_EQ(odd.error().code(), "test.odd");
    EXPECT_EQ(odd.error().parameters().at("number"), "3");
    EXPECT_EQ(odd.error().kind(), ErrorKind::Refused);
    EXPECT_TRUE(check(4));
    EXPECT_FALSE(check(5));
}

TEST(Result, CarriesValuesThatOnlyMove) {
    const auto make = []() -> Result<std::unique_ptr<int>> {
        return std::make_unique<int>(7);
    };
    const auto pass = [&]() -> Result<std::unique_ptr<int>> {
        TRY(auto value, make());
        return value;
    };
    EXPECT_EQ(**pass(), 7);
}

TEST(Error, PlaceIsAlsoAParameterOfItsSentence) {
    const Error error = refused("test.place").at("config.json").field("hidden_size").line(12);
    EXPECT_EQ(error.place().file, "config.json");
    EXPECT_EQ(error.parameters().at("file"), "config.json");
    EXPECT_EQ(error.parameters().at("line"), "12");
}

} // namespace
} // namespace luthier
