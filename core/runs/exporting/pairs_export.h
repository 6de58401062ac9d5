#pragma once

#include "dataset_export.h"

#include <labeling/pairs.h>

namespace luthier::exporting {

struct PairsExportReport {
    DatasetExportReport written;
    labeling::PairCounts counts;
};

/// Writes the pairs of answers that the labels of a scheme make of the rows of a filter (labeling/pairs.h),
/// a record {prompt, chosen, rejected, tools?, split?} a line, or one array if the file is called .json.
/// Fails with label.gives_no_pairs, and with label.no_pairs before anything is written.
Result<PairsExportReport> exportPairs(storage::Connection& database, const dataset::DatasetFacts& facts,
                                      const std::filesystem::path& file, const labeling::Scheme& scheme,
                                      const dataset::RowFilter& filter, StopToken stop,
                                      ProgressSink& progress);

} // namespace luthier::exporting
