#pragma once

#include <jobs/control.h>
#include <jobs/lanes.h>
#include <jobs/part.h>
#include <jobs/queue.h>

#include <support/temporary_folder.h>

#include <gtest/gtest.h>

namespace luthier::jobs {

class JobsTest : public testing::Test {
protected:
    JobsTest()
        : m_project(
              std::move(*project::Project::create(m_folder / "p.luthier", "p", std::span(&projectPart(), 1))))
        , m_user(std::move(*project::UserState::open(m_folder / "state", std::span(&userSchema(), 1)))) {}

    storage::Connection& db() { return m_project.database(); }
    JobId enqueue(const std::string& lane = "cpu", const std::string& kind = "train") {
        return enqueueJob(m_project, m_user, {kind, "0001", lane, Json::object(), false})->id;
    }
    JobState state(JobId id) { return jobById(db(), id)->state; }

    tests::TemporaryFolder m_folder;
    project::Project m_project;
    project::UserState m_user;
};

} // namespace luthier::jobs
