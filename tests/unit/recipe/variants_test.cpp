#include <recipe/variants.h>

#include <gtest/gtest.h>

namespace luthier::recipe {
namespace {

const Json kRecipe = {{"name", "base"}, {"optimizer", {{"learning_rate", 1e-4}, {"type", "adamw"}}}};

std::string codeOf(const std::vector<Varied>& varied, Pairing pairing = Pairing::Grid) {
    const auto made = variantsOf(kRecipe, varied, pairing);
    return made ? "" : made.error().code();
}

TEST(Variants, AGridIsEveryValueWithEveryOtherAndTheLastSettingChangesFastest) {
    const std::vector<Varied> varied = {
        {"optimizer.learning_rate", {1e-4, 3e-4}}, {"method.r", {4, 8, 16}}, {"seed", {1}}};
    const auto made = variantsOf(kRecipe, varied, Pairing::Grid);
    ASSERT_TRUE(made);
    ASSERT_EQ(made->size(), 6U);
    EXPECT_EQ((*made)[0].values, (std::vector<Json>{1e-4, 4, 1}));
    EXPECT_EQ((*made)[1].values, (std::vector<Json>{1e-4, 8, 1}));
    EXPECT_EQ((*made)[5].values, (std::vector<Json>{3e-4, 16, 1}));
    const Json& last = (*made)[5].recipe;
    EXPECT_EQ(last["optimizer"], (Json{{"learning_rate", 3e-4}, {"type", "adamw"}})) << "the rest stays";
    EXPECT_EQ(last["method"], (Json{{"r", 16}}));
    EXPECT_EQ(last["seed"], 1);
}

TEST(Variants, AListTakesTheValuesTogether) {
    const std::vector<Varied> varied = {{"optimizer.learning_rate", {1e-4, 3e-4}}, {"method.r", {4, 8}}};
    const auto made = variantsOf(kRecipe, varied, Pairing::List);
    ASSERT_TRUE(made);
    ASSERT_EQ(made->size(), 2U);
    EXPECT_EQ((*made)[1].values, (std::vector<Json>{3e-4, 8}));
}

TEST(Variants, WhatIsNoSweepIsRefusedByName) {
    EXPECT_EQ(codeOf({}), "sweep.no_settings");
    EXPECT_EQ(codeOf({{"method.rank", {1}}}), "sweep.unknown_setting");
    EXPECT_EQ(codeOf({{"data", {1}}}), "sweep.unknown_setting");
    EXPECT_EQ(codeOf({{"method.r", {}}}), "sweep.no_values");
    EXPECT_EQ(codeOf({{"method.r", {4, 8, 4}}}), "sweep.repeated");
    EXPECT_EQ(codeOf({{"method.r", {4}}, {"seed", {1}}, {"method.r", {8}}}), "sweep.repeated");
    EXPECT_EQ(codeOf({{"method.r", {4, 8}}, {"seed", {1, 2, 3}}}, Pairing::List), "sweep.unequal_lists");
    std::vector<Json> many;
    for (int i = 0; i < 20; ++i)
        many.push_back(i);
    EXPECT_EQ(codeOf({{"seed", many}, {"method.r", many}}), "sweep.too_many");
    EXPECT_EQ(variantsOf(Json::array(), std::vector<Varied>{{"seed", {1}}}, Pairing::Grid).error().code(),
              "sweep.no_recipe");
}

TEST(Variants, ValuesAreReadAsPeopleWriteThem) {
    EXPECT_EQ(valuesIn(" 1e-4, 3 ,adamw,true "), (std::vector<Json>{1e-4, 3, "adamw", true}));
    EXPECT_EQ(valuesIn(R"("a, b", ["q_proj", "v_proj"], all-linear)"),
              (std::vector<Json>{"a, b", Json{"q_proj", "v_proj"}, "all-linear"}));
    EXPECT_EQ(valuesIn(",,"), std::vector<Json>{});
    const auto varied = variedIn(" method.r = 8,16");
    ASSERT_TRUE(varied);
    EXPECT_EQ(varied->path, "method.r");
    EXPECT_EQ(varied->values, (std::vector<Json>{8, 16}));
    for (const char* text : {"method.r", "method.r=", "=8", "", ","})
        EXPECT_EQ(variedIn(text).error().code(), "sweep.bad_setting") << text;
}

} // namespace
} // namespace luthier::recipe
