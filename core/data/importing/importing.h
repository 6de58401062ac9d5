#pragma once

#include "options.h"
#include "tool_exports.h"

#include <base/json.h>
#include <base/progress.h>
#include <dataset/writer.h>
#include <project/project.h>

#include <filesystem>
#include <span>

namespace luthier::importing {

struct ImportReport {
    dataset::DatasetFacts dataset;
    std::int64_t rows = 0;
    std::int64_t rejected = 0;
    std::string encoding;
    std::string place;          // where the rows stand in a JSON file; empty: at its top
    std::optional<bool> header; // of a table: its first line names the columns
    std::string tool;           // whose export it was; empty: nobody's
    LeftOut left;               // what of it was not taken
    double seconds = 0;
};

/// Reads the files, in their order, into one dataset of the project: a new one, or the one of `options.into`
/// (then shape and columns must agree). One pass, memory independent of the files' sizes. Rows that cannot be
/// read become problems of the dataset. All or nothing: after an error or a stop the project is as it was.
/// Fails with import.nothing_readable when no row is left, import.empty_file, import.pickle, …
Result<ImportReport> importFiles(project::Project& project, std::span<const std::filesystem::path> files,
                                 const ImportOptions& options, StopToken stop, ProgressSink& progress);

/// The report as `data import` prints it.
Json toJson(const ImportReport& report);

struct ImportPreview {
    std::string layout;
    dataset::Roles roles;
    std::string format;
    std::string encoding;
    std::string separator;      // empty unless the format has one
    std::string place;          // where the rows stand in a JSON file; empty: at its top
    std::optional<bool> header; // of a table: its first line names the columns
    std::string tool;           // whose export it is; empty: nobody's
    LeftOut left;               // what of it stays behind
    bool leftOfAll = false;     // counted over the whole file, up to 8 MiB; else over the sample
    std::vector<std::string> columns;
    std::vector<Json> rows;                       // the first 20
    std::int64_t rejected = 0;                    // in the sample
    std::vector<dataset::ImportProblem> problems; // the first 100 of them
};

/// What importFiles would do with a file, from its first 200 rows; changes nothing.
Result<ImportPreview> previewImport(const std::filesystem::path& file, const ImportOptions& options);

/// The preview as `data import --dry-run` prints it.
Json toJson(const ImportPreview& preview);

} // namespace luthier::importing
