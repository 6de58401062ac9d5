#pragma once

#include <QString>
#include <QStringList>

namespace luthier::bridge {

/// Where a person left a project (QSettings, by the project's id): nothing of it belongs to the project
/// itself.
struct ProjectState {
    QString page;                 // as on the command line; empty: never left
    QString dataset;              // by its name
    QStringList acceptedFindings; // what was started in spite of
    bool pinned = false;          // stands first in the list of projects
};

ProjectState readProjectState(const QString& project);
void writeProjectState(const QString& project, const ProjectState& state);

} // namespace luthier::bridge
