#include <files/model_folder.h>
#include <jobs/part.h>
#include <jobs/queue.h>
#include <merging/merge_worker.h>
#include <registry/series.h>
#include <support/finished_run.h>

#include <gtest/gtest.h>

namespace luthier::merging {
namespace {

using tests::FinishedRun;

/// Runs a merge as `job work` does; gives the job afterwards.
jobs::JobFacts workedOff(FinishedRun& finished, const Json& parameters, std::string& code) {
    auto user = *project::UserState::open(finished.folder / "state", std::span(&jobs::userSchema(), 1));
    const auto job =
        *jobs::enqueueJob(finished.project, user, {"merge", finished.run.number, "cpu", parameters, false});
    auto worker = *jobs::Worker::begin(finished.project, job.id);
    const Status done = workOnMerge(finished.project, worker, {});
    code = done ? "" : done.error().code();
    return *jobs::jobById(finished.project.database(), job.id);
}

TEST(MergeWorker, WritesTheFolderAndKeepsWhatCameOfIt) {
    FinishedRun finished;
    std::string code;
    const auto job =
        workedOff(finished, {{"out", (finished.folder / "merged").string()}, {"dtype", "bf16"}}, code);
    ASSERT_EQ(code, "");
    EXPECT_EQ(job.state, jobs::JobState::Done);
    EXPECT_EQ(files::ModelFolder::open(finished.folder / "merged")->declaredDtype(), files::Dtype::BF16);
    const auto evaluations = *registry::listEvaluations(finished.project.database(), finished.run.id);
    ASSERT_EQ(evaluations.size(), 1U);
    EXPECT_EQ(evaluations[0].kind, "merge");
    EXPECT_EQ(evaluations[0].summary["dtype"], "bf16");
}

TEST(MergeWorker, RefusesARunThatTunedEverything) {
    FinishedRun finished(FinishedRun::Kind::Model);
    std::string code;
    workedOff(finished, {{"out", (finished.folder / "merged").string()}}, code);
    EXPECT_EQ(code, "run.is_full");
    EXPECT_FALSE(std::filesystem::exists(finished.folder / "merged"));
}

TEST(MergeWorker, RefusesABaseThatHasChanged) {
    FinishedRun finished;
    tests::writeTinyModel(finished.model, 5);
    std::string code;
    workedOff(finished, {{"out", (finished.folder / "merged").string()}}, code);
    EXPECT_EQ(code, "run.other_model");
}

} // namespace
} // namespace luthier::merging
