#include <evaluating/comparison_options.h>

#include <gtest/gtest.h>

namespace luthier::evaluating {
namespace {

TEST(ComparisonOptions, AreGreedyOverTheDefaultRowsWhenNothingIsSaid) {
    const auto options = comparisonOptionsFromJson(Json::object());
    ASSERT_TRUE(options);
    EXPECT_EQ(options->dataset, "");
    EXPECT_FALSE(options->split);
    EXPECT_EQ(options->limit, 0);
    EXPECT_EQ(options->generation.sampling.temperature, 0);
    EXPECT_EQ(options->generation.maxNewTokens, 128);
}

TEST(ComparisonOptions, ComeBackFromTheirJson) {
    const Json parameters = {{"dataset", "d"},     {"split", "s"}, {"limit", 7}, {"max_new_tokens", 9},
                             {"temperature", 0.5}, {"top_p", 0.9}, {"top_k", 3}, {"repetition_penalty", 1.25},
                             {"stop", {"x", "y"}}, {"seed", 11}};
    const auto options = comparisonOptionsFromJson(parameters);
    ASSERT_TRUE(options) << options.error().code();
    Json written = comparisonOptionsToJson(*options);
    EXPECT_EQ(written["prompts"], 0);
    written.erase("prompts");
    EXPECT_EQ(written, parameters);
}

TEST(ComparisonOptions, TakePromptsAsMessagesRecordsOrTexts) {
    const Json messages = Json::array({{{"role", "user"}, {"content", "a"}}});
    const Json record = {{"prompt", "b"}, {"reference", "c"}};
    const auto options = comparisonOptionsFromJson({{"prompts", Json::array({messages, record, "d"})}});
    ASSERT_TRUE(options) << options.error().code();
    ASSERT_EQ(options->prompts.size(), 3U);
    EXPECT_EQ(options->prompts[0].roles, (dataset::Roles{{"messages", "messages"}}));
    EXPECT_EQ(options->prompts[1].roles, (dataset::Roles{{"prompt", "prompt"}, {"reference", "response"}}));
    EXPECT_EQ(options->prompts[2].fields, Json({{"prompt", "d"}}));
    EXPECT_EQ(options->prompts[2].roles, (dataset::Roles{{"prompt", "prompt"}}));
}

TEST(ComparisonOptions, RefuseWhatTheyDoNotKnow) {
    EXPECT_EQ(comparisonOptionsFromJson({{"temprature", 1}}).error().code(), "recipe.unknown_key_meant");
    EXPECT_EQ(comparisonOptionsFromJson({{"xyz", 1}}).error().code(), "recipe.unknown_key");
    EXPECT_EQ(comparisonOptionsFromJson({{"limit", -1}}).error().kind(), ErrorKind::Usage);
    EXPECT_EQ(comparisonOptionsFromJson({{"prompts", Json::array({3})}}).error().kind(), ErrorKind::Usage);
    EXPECT_EQ(comparisonOptionsFromJson({{"stop", Json::array({1})}}).error().kind(), ErrorKind::Usage);
}

} // namespace
} // namespace luthier::evaluating
