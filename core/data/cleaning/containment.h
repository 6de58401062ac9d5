#pragma once

#include "text_source.h"

#include <base/progress.h>
#include <base/result.h>

#include <vector>

namespace luthier::cleaning {

constexpr std::size_t kContainmentWords = 12;

/// A text most of whose runs of twelve words stand in texts of lower sides, not all of them in the same one.
struct Contained {
    std::uint32_t item = 0;
    std::uint32_t container = 0; ///< the text that has most of those that were found first in one
    double share = 0;            ///< of its runs, repeated ones counted once
    bool operator==(const Contained&) const = default;
};

/// The texts of higher sides with at least `threshold` of their runs of twelve words (those of datatrove's
/// decontamination) in lower sides: what Jaccard's similarity does not see because the other text is much
/// longer. Texts of fewer words are not looked at. Reads all texts up to three times for each part of the
/// runs that fits into `memoryBytes`. Fails with interrupted().
Result<std::vector<Contained>> containedTexts(TextSource& source, double threshold, std::size_t memoryBytes,
                                              StopToken stop, ProgressSink& progress);

} // namespace luthier::cleaning
