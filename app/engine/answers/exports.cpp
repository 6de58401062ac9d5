#include "exports.h"

#include "commands/project_access.h"

#include <exporting/adapter_export.h>
#include <exporting/model_card.h>
#include <exporting/pairs_export.h>

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

namespace {

/// What there is to say of a file's name.
Json noticesOf(dataset::FileContent content, const std::string& file, const std::string& ending) {
    Json notices = Json::array();
    if (dataset::contradictsName(content, file))
        notices.push_back(errorToJson(failed("notice.name_contradicts")
                                          .with("file", std::filesystem::path(file).filename().string())
                                          .with("ending", ending)));
    return notices;
}

} // namespace

Result<Json> exportedDataset(storage::Connection& database, const dataset::DatasetFacts& facts,
                             const std::string& file, const exporting::DatasetExportOptions& options,
                             StopToken stop, ProgressSink& progress) {
    TRY(const auto report, exporting::exportDataset(database, facts, file, options, stop, progress));
    return Json{{"rows", report.rows},
                {"file", report.file},
                {"sha256", report.sha256},
                {"notices", noticesOf(exporting::contentOf(facts, options.format), file,
                                      exporting::endingOf(facts, options.format))}};
}

Result<Json> exportedPairs(storage::Connection& database, const dataset::DatasetFacts& facts,
                           const std::string& file, const std::string& name, const dataset::RowFilter& filter,
                           StopToken stop, ProgressSink& progress) {
    TRY(const auto scheme, labeling::findScheme(database, facts, name));
    if (file.empty()) {
        TRY(const auto counts, labeling::countPairs(database, facts, filter, scheme, stop));
        return labeling::toJson(counts);
    }
    TRY(const auto report, exporting::exportPairs(database, facts, file, scheme, filter, stop, progress));
    Json answer = labeling::toJson(report.counts);
    answer["rows"] = report.written.rows;
    answer["file"] = report.written.file;
    answer["sha256"] = report.written.sha256;
    answer["notices"] = noticesOf(dataset::FileContent::Records, file, ".jsonl");
    return answer;
}

} // namespace luthier::engine_program
