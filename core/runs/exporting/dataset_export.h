#pragma once

#include <base/progress.h>
#include <base/result.h>
#include <dataset/data_files.h>
#include <dataset/filter.h>
#include <storage/connection.h>

#include <filesystem>
#include <string>

namespace luthier::exporting {

/// Same: as the dataset was imported.
enum class DatasetFormat {
    Same,
    Messages,
    ShareGpt,
    Alpaca,
    Text,
    Csv,
    PromptCompletion,
    Preference,
    Classification
};

/// What becomes of cells that a spreadsheet takes for a formula (format csv).
enum class Formulas { Guarded, AsTheyAre };

struct DatasetExportOptions {
    DatasetFormat format = DatasetFormat::Same;
    dataset::RowFilter filter;
    Formulas formulas = Formulas::Guarded;
    /// Each record gets a member `labels`: {scheme: {annotator: value}}. Records alone can hold them
    /// (export.labels_need_records), without a field of that name (export.labels_taken).
    bool labels = false;
};

struct DatasetExportReport {
    std::int64_t rows = 0;
    std::string file;
    std::string sha256;
};

/// messages, sharegpt, alpaca, prompt_completion, preference, classification, text, csv; others are
/// export.unknown_format or usage.not_yet.
Result<DatasetFormat> datasetFormatFromName(std::string_view name);

/// What a file of the dataset holds in this format.
dataset::FileContent contentOf(const dataset::DatasetFacts& facts, DatasetFormat format);
/// The ending that it carries.
std::string endingOf(const dataset::DatasetFacts& facts, DatasetFormat format);

/// Writes the rows that the filter means, in their order, into a new file that takes the place of an old one
/// at the end. JSON goes out as one array if the file is called .json, else a record a line; text as plain
/// text, or as
/// {"text"} a line if it is called .jsonl. A row that the format cannot hold ends it with
/// export.row_does_not_fit.
Result<DatasetExportReport> exportDataset(storage::Connection& database, const dataset::DatasetFacts& facts,
                                          const std::filesystem::path& file,
                                          const DatasetExportOptions& options, StopToken stop,
                                          ProgressSink& progress);

} // namespace luthier::exporting
