#pragma once

#include "ui_support.h"

#include <jobs/control.h>
#include <jobs/queue.h>
#include <project/project.h>
#include <registry/registry.h>

#include <string>

namespace luthier::tests {

/// A sample project into which a test writes runs as a worker would.
class TrainProject {
public:
    TrainProject();
    QString path() const { return m_sample.path(); }
    project::Project& project() { return m_project; }
    storage::Connection& database() { return m_project.database(); }

    /// A run with a recipe of its own; `changes` are merged into it.
    registry::RunFacts addRun(const std::string& name, const Json& changes = Json::object());
    /// Steps first … last of a falling loss, an evaluation and samples each 50 steps.
    void addSteps(const registry::RunFacts& run, std::int64_t first, std::int64_t last);
    /// What was measured and answered before the first step.
    void addStart(const registry::RunFacts& run);
    /// Four rows that base and result answered when the run ended.
    void addQuickLook(const registry::RunFacts& run);
    /// A job of the run in that state. Nobody's: it does not start by itself.
    JobId addJob(const registry::RunFacts& run, jobs::JobState state);
    /// Takes a waiting job as a worker does; it runs as long as this project lives.
    jobs::Worker& work(JobId job);
    void summarize(const registry::RunFacts& run, const Json& summary);

private:
    SampleProject m_sample;
    TemporaryFolder m_strange;
    project::Project m_project;
    project::UserState m_stranger;
    std::optional<jobs::Worker> m_worker;
};

/// Four runs: one that ended, one that was stopped, one that works at step 312 of 434, one that waits.
void fillWithRuns(TrainProject& project);

} // namespace luthier::tests
