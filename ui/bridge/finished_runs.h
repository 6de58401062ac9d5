#pragma once

#include <base/ids.h>
#include <base/result.h>
#include <jobs/queue.h>
#include <project/project.h>
#include <registry/registry.h>

#include <QString>

#include <optional>
#include <vector>

namespace luthier::bridge {

/// What the model of a run makes of a row. Scores are of two texts, and are not compared.
enum class Making { Text, Labels, Number, HiddenWords, Scores };

/// By the task of a recipe, as it was frozen.
Making makingOf(const Json& recipe);

/// A run that has made something: an adapter over its base, or after full tuning a whole model.
struct FinishedRun {
    enum class Kind { Adapter, Model };
    RunId id;
    QString number; // "0001"
    QString name;
    Kind kind = Kind::Adapter;
    Making making = Making::Text;
    QString project;            // its folder
    QString folder;             // the run's own
    QString result;             // the PEFT or model folder
    QString model;              // the base's folder; empty: it began from random weights
    QString lane;               // the device it was trained on
    Json recipe;                // as it was frozen
    QString dataset;            // the first that it was trained on
    bool validated = false;     // on rows that it was not trained on
    std::optional<double> loss; // best validation loss, else the last training loss
};

/// Those of `runs` that have a result, in their order. `folder` is the project's.
std::vector<FinishedRun> finishedRuns(const std::vector<registry::RunFacts>& runs, const QString& folder);

/// Puts a job into its lane's queue and starts its supervisor, which outlives the window. `engine` is the
/// program.
Result<jobs::JobFacts> startJob(project::Project& project, const jobs::NewJob& job, const QString& engine);

/// Whether a job is neither over nor waiting for somebody to resume it.
bool isUnderWay(jobs::JobState state);

/// Why a job failed; nothing when it did not say.
std::optional<Error> reasonOf(const jobs::JobFacts& job);

} // namespace luthier::bridge
