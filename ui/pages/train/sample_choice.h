#pragma once

#include <registry/series.h>

#include <cstdint>
#include <vector>

namespace luthier::train {

/// Which answers of a validation are looked at: all, the one nearest to its reference, the farthest, or any.
enum class SampleChoice { All, Best, Worst, Random };

/// Positions of the samples that are meant, in their order. Nearness is chrF (0 to 100); of equal ones the
/// first counts, and ones without a reference are none. `turn` tells one Random from the next: each sample
/// has its turn before one comes again.
std::vector<std::size_t> chosenSamples(const std::vector<registry::Sample>& samples, SampleChoice choice,
                                       std::uint64_t turn);

} // namespace luthier::train
