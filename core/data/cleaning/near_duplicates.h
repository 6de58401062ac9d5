#pragma once

#include "text_source.h"

#include <base/progress.h>
#include <base/result.h>

#include <cstdint>
#include <vector>

namespace luthier::cleaning {

enum class Compare {
    All,        ///< every text with every other: stars, each with one keeper
    AcrossSides ///< a text with those of lower sides alone, all of which are kept
};

struct NearOptions {
    double threshold = 0.8; ///< 0.5 to 1
    Compare compare = Compare::All;
    unsigned threads = 0; ///< 0: as many as the machine has
    /// Of the keys of bands, and of the shingles of a cluster that is judged; more is done in parts.
    std::size_t memoryBytes = std::size_t{256} << 20;
};

/// A text that is nearly another: what was judged and the exact similarity of their shingles.
struct NearPair {
    std::uint32_t item = 0;
    std::uint32_t keeper = 0;
    double jaccard = 0;
    bool operator==(const NearPair&) const = default;
};

/// The near duplicates among texts, by item. MinHash proposes clusters, the exact Jaccard similarity of the
/// shingle sets (shingles.h) decides, also between members of a cluster that MinHash did not pair. In the
/// order of their numbers each text is held against the keepers before it; the first that it is near to is
/// its keeper, and without one it becomes a keeper. So every text that goes has one direct, verified keeper
/// that stays, and the same texts with the same numbers give the same pairs whatever the order of reading,
/// the number of threads and the memory. Texts without words are near to nothing. Fails with
/// cleaning.bad_threshold, dataset.changed_meanwhile where the source gives other texts the second time,
/// interrupted().
Result<std::vector<NearPair>> nearDuplicates(TextSource& source, const NearOptions& options, StopToken stop,
                                             ProgressSink& progress);

} // namespace luthier::cleaning
