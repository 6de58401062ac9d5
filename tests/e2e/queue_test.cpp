#include "trouble.h"

namespace luthier::tests {
namespace {

/// What may happen to a run between Start and its first step.
class Queue : public Trouble {
protected:
    std::string weights(const char* run) const {
        return readWholeFile(folder / "p.luthier/runs" / run / "model/model.safetensors");
    }
    /// A model folder of its own outside the project.
    void makeBase() {
        trainFirst(2);
        std::filesystem::copy(folder / "p.luthier/runs/0001/model", folder / "base",
                              std::filesystem::copy_options::recursive);
    }
    std::string loraRecipe() {
        return recipe("lora", {{"model", path("base")},
                               {"method", {{"type", "lora"}, {"r", 4}}},
                               {"duration", {{"max_steps", 4}}}});
    }
};

TEST_F(Queue, AMovedModelFailsItsRunAloneAndIsFoundAgain) {
    makeBase();
    HeldLane lane(folder, "cpu");
    const std::string moved = trainDetached(loraRecipe());
    const std::string other = trainDetached(fullRecipe({{"duration", {{"max_steps", 3}}}}));
    ASSERT_TRUE(waitForState(moved, "queued") && waitForState(other, "queued")) << last.out;
    std::filesystem::rename(folder / "base", folder / "elsewhere");
    lane.release();

    EXPECT_EQ(watch(moved).exitCode, 1);
    EXPECT_EQ(last.errorCode(), "run.model_moved") << last.errors;
    EXPECT_NE(last.error()["message"].get<std::string>().find(path("base")), std::string::npos)
        << last.errors;
    EXPECT_NE(last.error()["hint"].get<std::string>().find("model locate PROJECT 1 PATH"), std::string::npos)
        << last.errors;
    EXPECT_EQ(watch(other).exitCode, 0) << last.errors;
    EXPECT_EQ(stateOf(moved), "failed");
    expectSound();

    EXPECT_EQ(engine({"model", "locate", project(), "1", path("p.luthier/runs/0003/model")}).exitCode, 3)
        << last.out;
    EXPECT_EQ(last.errorCode(), "project.other_model") << last.errors;
    ASSERT_EQ(engine({"model", "locate", project(), "1", path("elsewhere")}).exitCode, 0) << last.errors;
    ASSERT_EQ(engine({"job", "resume", project(), moved}).exitCode, 0) << last.errors;
    EXPECT_EQ(watch(moved).exitCode, 0) << last.errors;
    EXPECT_EQ(eventsOf(last, "done").back()["adapter"], "runs/0002/adapter");
    EXPECT_EQ(engine({"compare", project(), "--run", "2", "--limit", "1", "--max-new-tokens", "2"}).exitCode,
              0)
        << last.errors;
}

TEST_F(Queue, AModelThatGoesBeforeItsPreparationIsNamed) {
    makeBase();
    HeldLane lane(folder, "io");
    const std::string job = trainDetached(loraRecipe());
    std::filesystem::rename(folder / "base", folder / "elsewhere");
    lane.release();
    EXPECT_EQ(watch(job).exitCode, 1);
    EXPECT_EQ(last.errorCode(), "run.model_missing") << last.errors;
    std::filesystem::rename(folder / "elsewhere", folder / "base");
    ASSERT_EQ(engine({"job", "resume", project(), job}).exitCode, 0) << last.errors;
    EXPECT_EQ(watch(job).exitCode, 0) << last.errors;
}

TEST_F(Queue, RowsThatChangeUnderAQueuedRunAreTrainedAsTheyWere) {
    const std::string source = fullRecipe();
    ASSERT_EQ(engine({"train", project(), "--recipe", source}).exitCode, 0) << last.errors;
    EXPECT_TRUE(eventsOf(last, "notice").empty()) << last.out;
    for (const bool removed : {false, true}) {
        HeldLane lane(folder, "cpu");
        const std::string job = trainDetached(source);
        ASSERT_TRUE(waitForState(job, "queued")) << last.out;
        if (removed) {
            ASSERT_EQ(engine({"data", "remove", project(), "rows"}).exitCode, 0) << last.errors;
        } else {
            ASSERT_EQ(
                engine({"data", "set", project(), "rows", "3", "completion", "--value", "Nowhere at all."})
                    .exitCode,
                0)
                << last.errors;
            ASSERT_EQ(engine({"data", "delete", project(), "rows", "--where", "row:4"}).exitCode, 0)
                << last.errors;
        }
        lane.release();
        ASSERT_EQ(watch(job).exitCode, 0) << last.errors;
        const auto notices = eventsOf(last, "notice");
        ASSERT_EQ(notices.size(), removed ? 2U : 1U) << last.out;
        EXPECT_EQ(notices[0]["code"], "notice.dataset_changed");
        if (removed) {
            EXPECT_EQ(notices[1]["code"], "notice.quick_look_failed") << "no held-out row is left to ask";
        }
        EXPECT_NE(notices[0]["message"].get<std::string>().find("rows"), std::string::npos);
        if (!removed) {
            ASSERT_EQ(engine({"data", "undo", project(), "rows", "--steps", "2"}).exitCode, 0) << last.errors;
        }
    }
    EXPECT_TRUE(weights("0001") == weights("0002")) << "edited rows were trained";
    EXPECT_TRUE(weights("0001") == weights("0003")) << "without its dataset the run trained something else";
    expectSound();
}

TEST_F(Queue, ADatasetThatGoesBeforeItsPreparationIsNamed) {
    HeldLane lane(folder, "io");
    const std::string job = trainDetached(fullRecipe());
    ASSERT_EQ(engine({"data", "remove", project(), "rows"}).exitCode, 0) << last.errors;
    lane.release();
    EXPECT_NE(watch(job).exitCode, 0);
    EXPECT_EQ(last.errorCode(), "dataset.not_found") << last.errors;
    EXPECT_NE(last.error()["message"].get<std::string>().find("rows"), std::string::npos) << last.errors;
    expectSound();
}

TEST_F(Queue, APausedRunKeepsTheLaneFromThoseThatWaited) {
    const std::string first = trainDetached(
        fullRecipe({{"evaluation", {{"eval_steps", 0}}}, {"duration", {{"max_steps", 20000}}}}));
    ASSERT_TRUE(waitForSteps("1", 2)) << last.out;
    const std::string second = trainDetached(fullRecipe());
    ASSERT_TRUE(waitForState(second, "queued")) << last.out;
    ASSERT_EQ(engine({"job", "pause", project(), first}).exitCode, 0) << last.errors;
    ASSERT_TRUE(waitForState(first, "paused")) << last.out;
    ASSERT_TRUE(eventually([&] { return holderOf(supervisorLock(second)) == 0; }));
    EXPECT_EQ(stateOf(second), "queued") << last.out;
    ASSERT_EQ(engine({"job", "stop", project(), first}).exitCode, 0) << last.errors;
    EXPECT_EQ(watch(second).exitCode, 0) << last.errors;
}

TEST_F(Queue, ARunWhoseRowsAreGoneEndsWholeAndTellsThatItsQuickLookFailed) {
    const std::string job =
        trainDetached(fullRecipe({{"evaluation", {{"eval_steps", 0}}}, {"duration", {{"max_steps", 600}}}}));
    ASSERT_TRUE(waitForSteps("1", 2)) << last.out;
    ASSERT_EQ(engine({"job", "pause", project(), job}).exitCode, 0) << last.errors;
    ASSERT_TRUE(waitForState(job, "paused")) << last.out;
    ASSERT_EQ(engine({"data", "remove", project(), "rows"}).exitCode, 0) << last.errors;
    ASSERT_EQ(engine({"job", "resume", project(), job}).exitCode, 0) << last.errors;
    EXPECT_EQ(watch(job).exitCode, 0) << last.errors;
    EXPECT_EQ(eventsOf(last, "done").back()["state"], "done");
    const Json summary = engine({"run", "show", project(), "1"}).json()["summary"];
    EXPECT_EQ(summary["model"], "model");
    EXPECT_FALSE(summary.contains("quick_look"));
    ASSERT_FALSE(summary["notices"].empty());
    EXPECT_EQ(summary["notices"].back()["code"], "notice.quick_look_failed");
    EXPECT_EQ(summary["notices"].back()["parameters"]["reason"], "dataset.not_found");
}

TEST_F(Queue, RunsGoInTheOrderTheyWereAskedFor) {
    HeldLane lane(folder, "cpu");
    std::vector<std::string> jobs;
    for (int i = 0; i < 4; ++i)
        jobs.push_back(trainDetached(fullRecipe({{"duration", {{"max_steps", 2}}}})));
    for (const std::string& job : jobs)
        ASSERT_TRUE(waitForState(job, "queued")) << last.out;
    lane.release();
    auto before = std::filesystem::file_time_type::min();
    for (const std::string& job : jobs) {
        ASSERT_EQ(watch(job).exitCode, 0) << last.errors;
        // A result's manifest is written when its run ends.
        const auto ended = std::filesystem::last_write_time(folder / "p.luthier/runs" / ("000" + job) /
                                                            "model/MANIFEST.json");
        EXPECT_TRUE(before < ended) << "run " << job << " ended before the one that was asked for earlier";
        before = ended;
    }
}

} // namespace
} // namespace luthier::tests
