#pragma once

#include "near_duplicates.h"

#include <vector>

namespace luthier::cleaning {

/// Texts that MinHash proposes together, directly or over others, ascending; the clusters by their first
/// member. With sides only those that stand on several. 64 bytes a text and at most `memoryBytes` of keys:
/// what is more is done in up to four readings. Internal to near_duplicates.
Result<std::vector<std::vector<std::uint32_t>>>
proposeClusters(TextSource& source, const NearOptions& options, StopToken stop, ProgressSink& progress);

} // namespace luthier::cleaning
