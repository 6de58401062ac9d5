#include "listener.h"

#include <base/fault.h>
#include <registry/series.h>

#include <cerrno>

namespace luthier::evaluating {
namespace {

namespace fs = std::filesystem;
using tests::FinishedRun;

std::string codeOf(FinishedRun& finished, const ComparisonOptions& options) {
    Listener listener;
    const auto outcome = compareIn(finished, options, listener);
    return outcome ? "" : outcome.error().code();
}

TEST(ComparisonRefusals, ADatasetOrSplitThatIsNotThere) {
    FinishedRun finished;
    ComparisonOptions options = quickOptions();
    options.dataset = "none";
    EXPECT_EQ(codeOf(finished, options), "dataset.not_found");
    options.dataset = "rows";
    options.split = "validation";
    EXPECT_EQ(codeOf(finished, options), "compare.no_split");
}

TEST(ComparisonRefusals, ARunWithoutAResult) {
    FinishedRun finished;
    fs::remove_all(finished.runFolder() / "adapter");
    EXPECT_EQ(codeOf(finished, quickOptions()), "run.not_finished");
}

TEST(ComparisonRefusals, AResultThatIsDamaged) {
    FinishedRun finished;
    const fs::path weights = finished.runFolder() / "adapter/adapter_model.safetensors";
    std::string bytes = tests::readWholeFile(weights);
    bytes.back() = static_cast<char>(bytes.back() + 1);
    tests::writeFile(weights, bytes);
    EXPECT_EQ(codeOf(finished, quickOptions()), "manifest.wrong_hash");
}

TEST(ComparisonRefusals, ABaseWhoseWeightsHaveChanged) {
    FinishedRun finished;
    tests::writeTinyModel(finished.model, 5);
    EXPECT_EQ(codeOf(finished, quickOptions()), "run.other_model");
}

TEST(ComparisonRefusals, AFullDiskLeavesNothing) {
    FinishedRun finished;
    Listener listener;
    {
        const ScopedFault fault(FaultPoint::Write, 2, ENOSPC);
        const auto outcome = compareIn(finished, quickOptions(), listener);
        ASSERT_FALSE(outcome);
        EXPECT_EQ(outcome.error().code(), "file.no_space");
    }
    EXPECT_TRUE(fs::is_empty(finished.runFolder() / "evaluation"));
    EXPECT_TRUE(registry::listEvaluations(finished.project.database(), finished.run.id)->empty());
}

TEST(ComparisonRefusals, APromptThatIsTooLongForTheModel) {
    FinishedRun finished;
    std::string text;
    for (int i = 0; i < 400; ++i)
        text += "bench " + std::to_string(i) + " ";
    ComparisonOptions options = quickOptions();
    options.prompts = {examples::rowOfRecord({{"prompt", text}}, 1),
                       examples::rowOfRecord({{"prompt", "short"}}, 2)};
    Listener listener;
    const auto outcome = compareIn(finished, options, listener);
    ASSERT_TRUE(outcome) << outcome.error().code();
    EXPECT_EQ(listener.rows[0]["error"]["code"], "engine.text_too_long");
    EXPECT_TRUE(listener.rows[1]["base"].is_string());
}

TEST(ComparisonRefusals, ARowThatCannotBeAnsweredIsToldAndTheOthersGoOn) {
    FinishedRun finished;
    ComparisonOptions options = quickOptions();
    options.prompts = {examples::rowOfRecord({{"nothing", 1}}, 1),
                       examples::rowOfRecord({{"prompt", "a?"}}, 2),
                       examples::rowOfRecord({{"prompt", "b?"}, {"reference", "  "}}, 3),
                       examples::rowOfRecord({{"text", "A plain text, from which both go on."}}, 4)};
    Listener listener;
    const auto outcome = compareIn(finished, options, listener);
    ASSERT_TRUE(outcome) << outcome.error().code();
    ASSERT_EQ(listener.rows.size(), 4U);
    EXPECT_EQ(listener.rows[0]["error"]["code"], "conversation.nothing");
    EXPECT_TRUE(listener.rows[0]["base"].is_null());
    for (const std::size_t row : {std::size_t{1}, std::size_t{2}}) {
        // Nothing to hold the answer against.
        EXPECT_TRUE(listener.rows[row]["base"].is_string());
        EXPECT_TRUE(listener.rows[row]["reference"].is_null());
        EXPECT_TRUE(listener.rows[row]["base_nll"].is_null());
        EXPECT_FALSE(listener.rows[row].contains("base_exact"));
    }
    EXPECT_TRUE(listener.rows[3]["base_nll"].is_number());
    EXPECT_FALSE(listener.rows[3].contains("base_exact"));
    EXPECT_EQ(outcome->summary["failed"], 1);
    EXPECT_EQ(outcome->summary["scored"], 0);
}

} // namespace
} // namespace luthier::evaluating
