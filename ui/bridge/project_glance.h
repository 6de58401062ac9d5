#pragma once

#include <base/result.h>
#include <jobs/queue.h>

#include <QList>
#include <QString>

#include <optional>

namespace luthier::bridge {

/// What the newest run of a project has come to.
struct RunGlance {
    QString number;                      // "0001"
    std::optional<jobs::JobState> state; // of its job; nothing: it has none
    qint64 step = 0, steps = 0;
    std::optional<double> secondsLeft;
    std::optional<double> before, after; // loss: of its validations where there are two, else of its steps
    QList<double> spark;
};

/// A project as a list of projects tells of it.
struct ProjectGlance {
    qint64 rows = 0; // of all its datasets
    QString model;   // that of the recipe saved last
    std::optional<RunGlance> run;
};

/// Looks into a project that is not open here, reading only. On a background thread.
Result<ProjectGlance> glanceAt(const QString& folder);

} // namespace luthier::bridge
