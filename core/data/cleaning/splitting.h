#pragma once

#include "row_text.h"

#include <base/progress.h>
#include <dataset/splits.h>
#include <project/project.h>

namespace luthier::cleaning {

/// Splits the rows so that those which repeat each other in what the key compares, exactly or nearly
/// (findDuplicates), stay together: a near duplicate goes where its keeper goes. Two rows that are near to
/// each other, but have different keepers, may be parted; a leakage check tells. Fails as findDuplicates and
/// dataset::splitRows do.
Result<dataset::EditOutcome> splitTogether(project::Project& project, const dataset::DatasetFacts& facts,
                                           dataset::SplitRequest request, TextKey key, double near,
                                           StopToken stop, ProgressSink& progress);

} // namespace luthier::cleaning
