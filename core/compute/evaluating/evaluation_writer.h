#pragma once

#include <base/files.h>
#include <base/json.h>
#include <base/progress.h>
#include <base/result.h>
#include <files/staged_folder.h>
#include <project/project.h>
#include <registry/registry.h>

#include <string>

namespace luthier::evaluating {

/// Writes an evaluation of a run: `evaluation/0001` with rows.jsonl, evaluation.json (kind, settings,
/// summary) and MANIFEST.json, so that `project check` sees it. It appears whole, by publish(), together with
/// its row in the database, or leaves nothing.
class EvaluationWriter {
public:
    static Result<EvaluationWriter> create(const project::Project& project, const registry::RunFacts& run,
                                           std::string kind);

    Status add(const Json& row);
    /// Gives the folder's name below the run's folder. `project` must be open for writing; another writer is
    /// waited for until `stop` is asked.
    Result<std::string> publish(project::Project& project, const Json& settings, const Json& summary,
                                const StopToken& stop);

private:
    EvaluationWriter(RunId run, std::string kind, std::string name, files::StagedFolder folder,
                     AtomicFile rows);
    RunId m_run;
    std::string m_kind;
    std::string m_name;
    files::StagedFolder m_folder;
    AtomicFile m_rows;
};

} // namespace luthier::evaluating
