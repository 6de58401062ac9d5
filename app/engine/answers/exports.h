#pragma once

#include <base/json.h>
#include <base/progress.h>
#include <base/result.h>
#include <exporting/dataset_export.h>
#include <texts/texts.h>

#include <string>

namespace luthier::engine_program {

/// {out, bytes, fidelity}: the PEFT folder of a run, each file read again after writing.
Result<Json> exportedAdapter(const std::string& project, const std::string& run, const std::string& out,
                             StopToken stop);

/// {out, bytes, fidelity}: the model card of a run in that language.
Result<Json> exportedCard(const std::string& project, const std::string& run, const std::string& out,
                          texts::Language language, StopToken stop);

/// The format by its name; an empty name: as the dataset came in.
Result<exporting::DatasetFormat> exportFormat(const std::string& name);

/// {rows, file, sha256}: the rows that the options mean, in a file.
Result<Json> exportedDataset(storage::Connection& database, const dataset::DatasetFacts& facts,
                             const std::string& file, const exporting::DatasetExportOptions& options,
                             StopToken stop, ProgressSink& progress);

/// {rows, file, sha256, notices, of_rows, pairs, left_out}: the pairs that the labels of a scheme make of the
/// rows of a filter. Without a file they are only counted.
Result<Json> exportedPairs(storage::Connection& database, const dataset::DatasetFacts& facts,
                           const std::string& file, const std::string& scheme,
                           const dataset::RowFilter& filter, StopToken stop, ProgressSink& progress);

} // namespace luthier::engine_program
