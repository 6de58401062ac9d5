#include "evaluation_writer.h"

#include <project/manifest.h>
#include <registry/series.h>
#include <storage/transaction.h>

namespace luthier::evaluating {
namespace {

std::string fourDigits(int number) {
    const std::string digits = std::to_string(number);
    return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

} // namespace

EvaluationWriter::EvaluationWriter(RunId run, std::string kind, std::string name, files::StagedFolder folder,
                                   AtomicFile rows)
    : m_run(run)
    , m_kind(std::move(kind))
    , m_name(std::move(name))
    , m_folder(std::move(folder))
    , m_rows(std::move(rows)) {}

Result<EvaluationWriter> EvaluationWriter::create(const project::Project& project,
                                                  const registry::RunFacts& run, std::string kind) {
    const std::filesystem::path parent = registry::folderOf(project, run) / "evaluation";
    TRY_VOID(makeFolder(parent));
    int number = 1;
    while (std::filesystem::exists(parent / fourDigits(number)))
        ++number;
    const std::string name = fourDigits(number);
    TRY(auto folder, files::StagedFolder::create(parent / name));
    TRY(auto rows, AtomicFile::create(folder.path() / "rows.jsonl"));
    return EvaluationWriter(run.id, std::move(kind), "evaluation/" + name, std::move(folder),
                            std::move(rows));
}

Status EvaluationWriter::add(const Json& row) {
    return m_rows.write(dumpJson(row) + "\n");
}

Result<std::string> EvaluationWriter::publish(project::Project& project, const Json& settings,
                                              const Json& summary, const StopToken& stop) {
    TRY_VOID(m_rows.commit());
    TRY_VOID(writeAtomically(m_folder.path() / "evaluation.json",
                             dumpJson({{"kind", m_kind}, {"settings", settings}, {"summary", summary}}, 2) +
                                 "\n"));
    TRY_VOID(project::writeManifest(m_folder.path()));
    TRY_VOID(m_folder.publish());
    registry::Evaluation evaluation;
    evaluation.kind = m_kind;
    evaluation.settings = settings;
    evaluation.summary = summary;
    evaluation.folder = m_name;
    TRY_VOID(storage::retryWhileBusy(
        stop, [&] { return registry::addEvaluation(project.database(), m_run, evaluation); }));
    return m_name;
}

} // namespace luthier::evaluating
