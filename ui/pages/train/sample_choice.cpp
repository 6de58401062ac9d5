#include "sample_choice.h"

#include <scoring/chrf.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <random>

namespace luthier::train {
namespace {

/// Samples in an order of their own, the same each time.
std::vector<std::size_t> shuffled(std::size_t count) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), 0);
    std::mt19937_64 random(count);
    std::ranges::shuffle(order, random);
    return order;
}

std::vector<std::size_t> extreme(const std::vector<registry::Sample>& samples, bool nearest) {
    std::optional<std::size_t> found;
    double best = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (samples[i].reference.empty())
            continue;
        const double score = scoring::chrF(samples[i].output, samples[i].reference);
        if (!found || (nearest ? score > best : score < best)) {
            found = i;
            best = score;
        }
    }
    return found ? std::vector{*found} : std::vector<std::size_t>();
}

} // namespace

std::vector<std::size_t> chosenSamples(const std::vector<registry::Sample>& samples, SampleChoice choice,
                                       std::uint64_t turn) {
    if (choice == SampleChoice::Random && !samples.empty())
        return {shuffled(samples.size())[turn % samples.size()]};
    if (choice == SampleChoice::Best || choice == SampleChoice::Worst)
        return extreme(samples, choice == SampleChoice::Best);
    std::vector<std::size_t> all(samples.size());
    std::iota(all.begin(), all.end(), 0);
    return all;
}

} // namespace luthier::train
