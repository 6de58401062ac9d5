#include "exports.h"

#include "commands/project_access.h"

#include <exporting/adapter_export.h>
#include <exporting/model_card.h>

namespace luthier::engine_program {

Result<Json> exportedAdapter(const std::string& folder, const std::string& number, const std::string& out,
                             StopToken stop) {
    TRY(auto project, openProject(folder, project::Access::ReadOnly));
    TRY(const auto run, registry::findRun(project.database(), number));
    TRY(const auto report, exporting::exportAdapter(project, run, out, stop));
    return Json{
        {"out", report.out.string()}, {"bytes", report.bytes}, {"fidelity", {{"sha256", "verified"}}}};
}

Result<Json> exportedCard(const std::string& folder, const std::string& number, const std::string& out,
                          texts::Language language, StopToken stop) {
    TRY(auto project, openProject(folder, project::Access::ReadOnly));
    TRY(const auto run, registry::findRun(project.database(), number));
    TRY(const auto report, exporting::exportCard(project, run, out, language, stop));
    return Json{{"out", out}, {"bytes", report.bytes}, {"fidelity", {{"sha256", report.sha256}}}};
}

Result<exporting::DatasetFormat> exportFormat(const std::string& name) {
    if (name.empty())
        return exporting::DatasetFormat::Same;
    return exporting::datasetFormatFromName(name);
}

Result<Json> exportedDataset(storage::Connection& database, const dataset::DatasetFacts& facts,
                             const std::string& file, const exporting::DatasetExportOptions& options,
                             StopToken stop, ProgressSink& progress) {
    TRY(const auto report, exporting::exportDataset(database, facts, file, options, stop, progress));
    Json notices = Json::array();
    if (dataset::contradictsName(exporting::contentOf(facts, options.format), file))
        notices.push_back(errorToJson(failed("notice.name_contradicts")
                                          .with("file", std::filesystem::path(file).filename().string())
                                          .with("ending", exporting::endingOf(facts, options.format))));
    return Json{{"rows", report.rows},
                {"file", report.file},
                {"sha256", report.sha256},
                {"notices", std::move(notices)}};
}

} // namespace luthier::engine_program
