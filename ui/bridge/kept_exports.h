#pragma once

#include <base/result.h>
#include <project/project.h>

#include <QString>

#include <vector>

namespace luthier::bridge {

/// Something that was written out of a project. Merged models are evaluations of their runs and not here.
struct KeptExport {
    QString kind; // adapter, data, card
    QString from; // number of a run or name of a dataset
    QString out;  // absolute
    qint64 bytes = 0;
    qint64 rows = 0; // data
    QString sha256;  // data, card
    QString when;    // as stored times are written
};

/// The newest ones are kept with the project, so that it can tell what came of it.
Status keepExport(project::Project& project, const KeptExport& made);

/// The newest last.
Result<std::vector<KeptExport>> keptExports(storage::Connection& database);

} // namespace luthier::bridge
