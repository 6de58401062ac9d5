#include "preflight_fixture.h"

#include <importing/importing.h>

#include <array>

namespace luthier::preflight {
namespace {

TEST_F(PreflightTest, FindsARowThatCannotBeRenderedHoweverFarBehindItStands) {
    importRows(1000, [](int row) { return row == 900; });
    const auto checked = check();
    const auto refused = findingsOf(checked, "recipe.rows_refused");
    ASSERT_EQ(refused.size(), 1U);
    EXPECT_EQ(refused[0].parameters.at("rows"), "1");
    EXPECT_EQ(refused[0].parameters.at("seen"), "1000");
    EXPECT_EQ(refused[0].severity, recipe::Severity::Note);
    EXPECT_EQ(checked.rows->trainCounts().trained, 999);
    EXPECT_EQ(checked.rows->trainCounts().refused.at(refused[0].parameters.at("reason")), 1);
}

TEST_F(PreflightTest, AsksNothingWhereOneInAHundredRowsIsLeftOut) {
    importRows(300, [](int row) { return row <= 3; });
    const auto checked = check();
    EXPECT_EQ(findingsOf(checked, "recipe.rows_refused").size(), 1U);
    EXPECT_TRUE(findingsOf(checked, "recipe.rows_left_out").empty());
    EXPECT_FALSE(isAskedAbout(checked.rows->trainCounts()));
}

TEST_F(PreflightTest, AsksFirstFromTheFourthOfThreeHundredOn) {
    importRows(300, [](int row) { return row > 296; });
    const auto checked = check();
    const auto asked = findingsOf(checked, "recipe.rows_left_out");
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].severity, recipe::Severity::Warning);
    EXPECT_EQ(asked[0].parameters.at("left_out"), "4");
    EXPECT_EQ(asked[0].parameters.at("rows"), "300");
    EXPECT_EQ(asked[0].parameters.at("reasons"), "4 template.raised");
    EXPECT_TRUE(isAskedAbout(checked.rows->trainCounts()));
}

TEST_F(PreflightTest, RefusesARecipeWithoutARowToTrain) {
    importRows(20, [](int) { return true; });
    const auto checked = check();
    EXPECT_EQ(findingsOf(checked, "recipe.rows_refused").at(0).severity, recipe::Severity::Error);
    const auto plan = planFor(*checked.open, checked.rows->facts, 0);
    EXPECT_GT(plan->peakBytes, planning::kRuntimeBytes) << "planned for the most its rows could be";
}

TEST_F(PreflightTest, CountsWhatIsCutAndWhatIsDropped) {
    importRows(50, [](int) { return false; });
    m_recipe.tokens.maxLength = 12;
    const auto cut = check();
    EXPECT_EQ(findingsOf(cut, "recipe.rows_cut").size() +
                  findingsOf(cut, "recipe.rows_without_trained").size(),
              1U);
    m_recipe.tokens.truncation = recipe::Truncation::Drop;
    const auto dropped = findingsOf(check(), "recipe.rows_dropped");
    ASSERT_EQ(dropped.size(), 1U);
    EXPECT_EQ(dropped[0].parameters.at("rows"), "50");
    EXPECT_EQ(dropped[0].severity, recipe::Severity::Error);
}

TEST_F(PreflightTest, TellsThatTheHeadOfLabelsIsNotTheModelsOwn) {
    tests::writeFile(m_folder / "labels.jsonl", R"({"text": "warm", "label": "good"}
{"text": "cold", "label": "bad"}
{"text": "neither", "label": "even"}
)");
    const std::array files = {m_folder / "labels.jsonl"};
    must(importing::importFiles(m_project, files, {}, {}, m_silent));
    m_recipe = recipe::defaultRecipe(recipe::Task::Classification, recipe::MethodKind::Lora);
    m_recipe.model.path = (m_folder / "tiny").string();
    m_recipe.tokens.maxLength = 16;
    m_recipe.data = {{"labels", std::nullopt, 1.0}};
    const auto fresh = findingsOf(check(), "recipe.head_new");
    ASSERT_EQ(fresh.size(), 1U);
    EXPECT_EQ(fresh[0].severity, recipe::Severity::Note);
    EXPECT_EQ(fresh[0].parameters.at("labels"), "3");

    Json config = must(readJsonFile(m_folder / "tiny" / "config.json"));
    config["architectures"] = {"LlamaForSequenceClassification"};
    config["id2label"] = {{"0", "good"}, {"1", "bad"}};
    tests::writeFile(m_folder / "two" / "config.json", dumpJson(config));
    for (const char* name : {"model.safetensors", "tokenizer.json", "tokenizer_config.json"})
        std::filesystem::copy_file(m_folder / "tiny" / name, m_folder / "two" / name);
    m_recipe.model.path = (m_folder / "two").string();
    const auto checked = check();
    const auto replaced = findingsOf(checked, "recipe.head_replaced");
    ASSERT_EQ(replaced.size(), 1U);
    EXPECT_EQ(replaced[0].parameters.at("own"), "2");
    EXPECT_EQ(replaced[0].parameters.at("labels"), "3");
    EXPECT_TRUE(findingsOf(checked, "recipe.head_new").empty());

    config["id2label"]["2"] = "even";
    tests::writeFile(m_folder / "two" / "config.json", dumpJson(config));
    EXPECT_TRUE(findingsOf(check(), "recipe.head_replaced").empty()) << "its own head is tuned further";
}

TEST_F(PreflightTest, KnowsTheStepsOfEpochsAndWhetherTheWarmUpFits) {
    importRows(40, [](int) { return false; });
    m_recipe.tokens.packing = false;
    m_recipe.batchSize = 3;
    m_recipe.accumulation = 2;
    m_recipe.epochs = 2;
    m_recipe.schedule.warmupSteps = 14;
    const auto checked = check();
    // 40 rows in sixes are 7 steps an epoch.
    EXPECT_EQ(checked.rows->facts.steps, 14);
    const auto warmup = findingsOf(checked, "recipe.warmup_long");
    ASSERT_EQ(warmup.size(), 1U);
    EXPECT_EQ(warmup[0].parameters.at("steps"), "14");
    EXPECT_EQ(warmup[0].fix->value, 1);
    m_recipe.schedule.warmupSteps = 13;
    EXPECT_TRUE(findingsOf(check(), "recipe.warmup_long").empty());
}

TEST_F(PreflightTest, RefusesWeightsThatRepeatRowsBeyondMeasure) {
    importRows(60, [](int) { return false; });
    m_recipe.data = {{"rows", std::nullopt, 1e6}};
    const auto found = findingsOf(check(), "recipe.too_many_rows");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].severity, recipe::Severity::Error);
    EXPECT_EQ(found[0].parameters.at("rows"), "60000000");
}

TEST_F(PreflightTest, TellsThatRowsOfTheirOwnWeightAreLearntAlike) {
    std::string lines;
    for (int row = 1; row <= 20; ++row)
        lines += R"({"question": "What is it?", "answer": "The order.", "weight": )" +
                 std::string(row <= 3   ? "0"
                             : row == 4 ? "0.5"
                                        : "1") +
                 "}\n";
    tests::writeFile(m_folder / "rows.jsonl", lines);
    const std::array files = {m_folder / "rows.jsonl"};
    must(importing::importFiles(m_project, files, {}, {}, m_silent));
    for (int time = 0; time < 2; ++time) {
        const auto told = findingsOf(check(), "recipe.row_weights");
        ASSERT_EQ(told.size(), 1U);
        EXPECT_EQ(told[0].severity, recipe::Severity::Warning);
        EXPECT_EQ(told[0].parameters.at("rows"), "4");
        EXPECT_EQ(told[0].parameters.at("seen"), "20");
        EXPECT_EQ(told[0].parameters.at("column"), "weight");
    }
}

TEST_F(PreflightTest, TellsOfValidationRowsToo) {
    importRows(50, [](int row) { return row == 7; });
    m_recipe.validation = {{"rows", std::nullopt, 1.0}};
    const auto refused = findingsOf(check(), "recipe.rows_refused");
    ASSERT_EQ(refused.size(), 2U);
    EXPECT_EQ(refused[0].field, "data.0");
    EXPECT_EQ(refused[1].field, "validation.0");
}

TEST_F(PreflightTest, RefusesAModelWhoseWeightsAreNotThere) {
    importRows(10, [](int) { return false; });
    std::filesystem::remove(m_folder / "tiny" / "model.safetensors");
    const auto found = findingsOf(check(), "model.no_weights");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].severity, recipe::Severity::Error);
    EXPECT_EQ(found[0].field, "model");
}

TEST_F(PreflightTest, RefusesTokensThatTheTableDoesNotHave) {
    importRows(20, [](int) { return false; });
    m_recipe.method.trainableTokenIndices = {1, 1'000'000'000};
    const auto refused = findingsOf(check(), "adapter.token_out_of_range");
    ASSERT_EQ(refused.size(), 1U);
    EXPECT_EQ(refused[0].severity, recipe::Severity::Error);
    EXPECT_EQ(refused[0].field, "method.trainable_token_indices");
    EXPECT_EQ(refused[0].parameters.at("id"), "1000000000");
}

TEST_F(PreflightTest, ATaskThatIsNotTheModelsIsMendedToItsMostUsualOne) {
    importRows(10, [](int) { return false; });
    m_recipe.task = recipe::Task::Seq2seq;
    const auto found = findingsOf(check(), "recipe.task_not_of_model");
    ASSERT_EQ(found.size(), 1U);
    ASSERT_TRUE(found[0].fix);
    EXPECT_EQ(found[0].fix->field, "task");
    EXPECT_EQ(found[0].fix->value, "sft");
}

} // namespace
} // namespace luthier::preflight
