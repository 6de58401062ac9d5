#include "journey.h"

#include <filesystem>

namespace luthier::tests {
namespace {

/// From answers that a person corrects to a model that prefers the corrections.
class PairsWalk : public testing::Test {
protected:
    const Answer& engine(std::vector<std::string> arguments) {
        arguments.emplace_back("--json");
        return last = runEngine(folder, arguments);
    }
    std::string path(const std::string& name) const { return (folder / name).string(); }

    TemporaryFolder folder;
    Answer last;
};

TEST_F(PairsWalk, CorrectionsOfTheSampleTrainByPreference) {
    const std::string project = path("s.luthier");
    ASSERT_EQ(engine({"project", "new", project, "--sample"}).exitCode, 0) << last.errors;
    const Json datasets = engine({"data", "list", project}).json()["datasets"];
    const std::string rows = datasets[0]["name"];
    ASSERT_EQ(engine({"data", "scheme", project, rows, "fix", "--kind", "correction"}).exitCode, 0)
        << last.errors;
    for (int row = 1; row <= 6; ++row)
        ASSERT_EQ(engine({"data", "label", project, rows, std::to_string(row),
                          "fix=Of course. " + std::to_string(row) + " times yes."})
                      .exitCode,
                  0)
            << last.errors;
    ASSERT_EQ(engine({"data", "export", project, rows, path("pairs.jsonl"), "--pairs", "fix"}).exitCode, 0)
        << last.errors;
    EXPECT_EQ(last.json()["pairs"], 6);
    ASSERT_EQ(engine({"data", "import", project, path("pairs.jsonl"), "--name", "pairs"}).exitCode, 0)
        << last.errors;
    EXPECT_EQ(last.json()["layout"], "preference");
    EXPECT_EQ(last.json()["rows"], 6);
    writeFile(folder / "dpo.json",
              dumpJson({{"name", "dpo"},
                        {"task", "dpo"},
                        {"model", "models/starter"},
                        {"method", {{"type", "lora"}, {"r", 4}}},
                        {"data", {{{"dataset", "pairs"}}}},
                        {"tokens", {{"max_length", 128}}},
                        {"batch", {{"per_device_train_batch_size", 2}, {"gradient_accumulation_steps", 1}}},
                        {"duration", {{"max_steps", 2}}},
                        {"schedule", {{"warmup_steps", 0}}}}));
    std::filesystem::copy_file(folder / "dpo.json", folder / "s.luthier/dpo.json");
    ASSERT_EQ(engine({"train", project, "--recipe", path("s.luthier/dpo.json")}).exitCode, 0) << last.errors;
    EXPECT_EQ(eventsOf(last, "step").size(), 2U);
    ASSERT_EQ(engine({"compare", project, "--run", "0001", "--dataset", "pairs", "--limit", "2",
                      "--max-new-tokens", "4"})
                  .exitCode,
              0)
        << last.errors;
}

} // namespace
} // namespace luthier::tests
