#include <preparing/run_preparation.h>

#include <dataset/part.h>
#include <examples/frozen_data.h>
#include <examples/row_counts.h>
#include <importing/importing.h>
#include <jobs/part.h>
#include <jobs/queue.h>
#include <recipe/recipe.h>
#include <registry/part.h>
#include <registry/registry.h>
#include <support/temporary_folder.h>
#include <support/tiny_model.h>

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

namespace luthier::preparing {
namespace {

template <class T>
T must(Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().code() + " " + result.error().detail());
    return std::move(*result);
}

/// A project with rows, and a registered run on the tiny model whose job waits to be prepared.
class Preparing : public testing::Test {
protected:
    Preparing() {
        tests::writeTinyModel(m_folder / "tiny");
        tests::writeFile(m_folder / "rows.jsonl",
                         R"({"prompt": "Where is the bow?", "completion": "On bench 3."}
{"prompt": "And the peg?", "completion": "On bench 4."}
{"prompt": "And the neck?"}
{"prompt": "And the scroll?", "completion": "On bench 5."}
)");
        const std::array files = {m_folder / "rows.jsonl"};
        NullProgress silent;
        must(importing::importFiles(m_project, files, {}, {}, silent));
        recipe::Recipe recipe;
        recipe.model.path = (m_folder / "tiny").string();
        recipe.data = {{"rows", std::nullopt, 1.0}};
        m_run = must(registry::createRun(m_project, "", recipe::recipeToJson(recipe)));
        m_job = must(jobs::enqueueJob(m_project, m_user,
                                      {"train", m_run.number, "cpu", Json::object({{"threads", 2}}), true}))
                    .id;
    }
    static project::Project newProject(const std::filesystem::path& folder) {
        const std::array parts = {dataset::projectPart(), registry::projectPart(), jobs::projectPart()};
        return must(project::Project::create(folder, "", parts));
    }
    /// Prepares as `job work` does.
    Status prepared() {
        auto worker = must(jobs::Worker::begin(m_project, m_job));
        return prepareRun(m_project, worker, {"1.0", "abc"}, {});
    }
    jobs::JobState state() { return must(jobs::jobById(m_project.database(), m_job)).state; }
    registry::RunFacts run() { return must(registry::runById(m_project.database(), m_run.id)); }
    std::filesystem::path data() const { return registry::folderOf(m_project, m_run) / "data"; }

    tests::TemporaryFolder m_folder;
    project::Project m_project = newProject(m_folder / "p.luthier");
    project::UserState m_user =
        must(project::UserState::open(m_folder / "state", std::span(&jobs::userSchema(), 1)));
    registry::RunFacts m_run;
    JobId m_job;
};

TEST_F(Preparing, FreezesTheRowsAndTellsWhichAreLeftOut) {
    ASSERT_TRUE(prepared());
    EXPECT_EQ(state(), jobs::JobState::Queued);
    EXPECT_EQ(examples::readFrozenData(data() / "train.safetensors")->rowIds,
              (std::vector<std::int64_t>{1, 2, 4}));
    const auto counts = examples::rowCountsFromJson(run().lineage["train"]);
    ASSERT_TRUE(counts);
    EXPECT_EQ(counts->rows, 4);
    EXPECT_EQ(counts->trained, 3);
    EXPECT_EQ(counts->leftOut(), 1);
    EXPECT_EQ(run().lineage["engine_version"], "1.0");
    const Json notices = run().summary["notices"];
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0]["code"], "run.rows_left_out");
    EXPECT_EQ(notices[0]["parameters"]["rows"], "1");
    EXPECT_EQ(notices[0]["parameters"]["seen"], "4");
    EXPECT_EQ(notices[0]["parameters"]["reasons"], counts->reasons());
}

TEST_F(Preparing, HearsAPauseAndIsDoneAgainAfterwards) {
    ASSERT_TRUE(jobs::requestPause(m_project, m_job));
    ASSERT_TRUE(prepared());
    EXPECT_EQ(state(), jobs::JobState::Paused);
    EXPECT_FALSE(std::filesystem::exists(data())) << "nothing was frozen";
    ASSERT_TRUE(jobs::requestResume(m_project, m_user, m_job));
    EXPECT_EQ(state(), jobs::JobState::Preparing);
    ASSERT_TRUE(prepared()) << "the pause is over";
    EXPECT_EQ(state(), jobs::JobState::Queued);
    EXPECT_EQ(examples::readFrozenData(data() / "train.safetensors")->rows(), 3);
}

TEST_F(Preparing, HearsAStop) {
    ASSERT_TRUE(jobs::requestStop(m_project, m_job));
    ASSERT_TRUE(prepared());
    EXPECT_EQ(state(), jobs::JobState::Stopped);
    EXPECT_FALSE(std::filesystem::exists(data()));
}

TEST_F(Preparing, EndsAsInterruptedWhenTheProcessIsAskedTo) {
    std::stop_source stop;
    stop.request_stop();
    auto worker = must(jobs::Worker::begin(m_project, m_job));
    EXPECT_EQ(prepareRun(m_project, worker, {"1.0", "abc"}, stop.get_token()).error().kind(),
              ErrorKind::Interrupted);
    EXPECT_EQ(state(), jobs::JobState::Preparing);
}

} // namespace
} // namespace luthier::preparing
