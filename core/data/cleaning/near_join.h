#pragma once

#include "near_duplicates.h"
#include "shingles.h"

#include <array>
#include <optional>
#include <vector>

namespace luthier::cleaning {

/// A text with all that is needed to judge it: its shingles by its own kind and, near a border, by the finer
/// one.
struct JudgedText {
    std::uint32_t item = 0;
    std::uint32_t side = 0;
    std::uint32_t words = 0;
    struct Set {
        Shingle kind = Shingle::FiveWords;
        std::vector<std::uint64_t> shingles; ///< ascending
    };
    std::vector<Set> sets; ///< none without words

    std::size_t bytes() const;
};

JudgedText judgedText(std::uint32_t item, std::uint32_t side, std::string_view text, double threshold);

/// Finds for texts their keepers. `keepers` and `texts` ascend by item, the keepers before the texts; the
/// texts are held against the keepers and, with `amongThemselves`, against each other in their order, where
/// one that finds a keeper (of another side: Compare) is a keeper to others only across sides. Two texts are
/// looked at only when they share one of their rarest shingles, without which they cannot be near (prefix
/// filter of Bayardo, Ma, Srikant, 2007), so texts from one template cost no look at each pair. Internal to
/// near_duplicates.
std::vector<NearPair> joinNear(const std::vector<JudgedText>& keepers, const std::vector<JudgedText>& texts,
                               bool amongThemselves, const NearOptions& options);

} // namespace luthier::cleaning
