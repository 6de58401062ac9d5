#pragma once

#include <jobs/queue.h>

#include <QString>

namespace luthier::bridge {

/// A job's state and what it is just doing, in the window's language: "paused", "loading the model".
QString jobStateWord(jobs::JobState state);
QString stageWord(const std::string& stage);
/// What kind of work a job is: "training".
QString jobKindWord(const std::string& kind);

/// What has the device that another job waits for: "run 0003 (training)"; null: a job that this project does
/// not know.
QString jobAtWork(const jobs::JobFacts* job);

/// The sentence of a job that failed or is lost, what to do next, and all that is known of it for a report.
struct JobTrouble {
    QString sentence;
    QString hint;
    QString detail;
};
JobTrouble troubleOf(const jobs::JobFacts& job);

} // namespace luthier::bridge
