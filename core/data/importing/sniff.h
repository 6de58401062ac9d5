#pragma once

#include "json_form.h"
#include "record_reader.h"
#include "tool_exports.h"

#include <base/json.h>
#include <dataset/problems.h>

#include <filesystem>

namespace luthier::importing {

/// How a file is read, and its first rows.
struct FilePlan {
    Format format = Format::Text;
    Encoding encoding = Encoding::Utf8;
    CellsFormat cells;
    JsonForm json;
    TextUnit textUnit = TextUnit::Line;
    const ToolExport* tool = nullptr; // whose export it is
    LeftOut left;                     // of the sample, by the tool
    dataset::Roles judged;            // what the tool's judgements make of columns
    dataset::RecordShape shape = dataset::RecordShape::Cells;
    std::vector<dataset::Field> fields;           // seen in the sample; of cells all there are
    std::vector<Json> rows;                       // of the sample, as objects
    std::vector<dataset::ImportProblem> places;   // where each of them stands; without a code
    std::int64_t rejected = 0;                    // in the sample
    std::vector<dataset::ImportProblem> problems; // the first of them
};

/// Finds out what a file is from its name and its first rows (at most 200 of them, or 4 MiB). What the
/// options say is not guessed. Refuses empty files and those of foreign kinds.
Result<FilePlan> sniffFile(const std::filesystem::path& path, const ImportOptions& options);

/// Opens a file as planned. Of a tool's export `findings` gathers what stays behind.
Result<std::unique_ptr<RecordReader>> openReader(const std::filesystem::path& path, const FilePlan& plan,
                                                 ToolFindings* findings = nullptr);

} // namespace luthier::importing
