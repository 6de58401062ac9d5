#include "sampling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_set>
#include <vector>

namespace luthier::generation {
namespace {

void punishRepetition(std::vector<float>& logits, std::span<const std::int32_t> seen, double penalty) {
    if (penalty == 1.0)
        return;
    const std::unordered_set<std::int32_t> tokens(seen.begin(), seen.end());
    for (const std::int32_t token : tokens) {
        float& logit = logits[static_cast<std::size_t>(token)];
        logit = static_cast<float>(logit > 0 ? static_cast<double>(logit) / penalty
                                             : static_cast<double>(logit) * penalty);
    }
}

std::int32_t likeliest(const std::vector<float>& logits) {
    return static_cast<std::int32_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

/// Tokens by falling logit, as many as top-k and top-p leave.
std::vector<std::int32_t> candidates(const std::vector<float>& logits, const SamplingOptions& options,
                                     std::vector<double>& weights) {
    std::vector<std::int32_t> order(logits.size());
    std::iota(order.begin(), order.end(), 0);
    const auto byLogit = [&](std::int32_t a, std::int32_t b) {
        const float x = logits[static_cast<std::size_t>(a)];
        const float y = logits[static_cast<std::size_t>(b)];
        return x != y ? x > y : a < b;
    };
    const auto count = options.topK > 0
                           ? std::min<std::size_t>(static_cast<std::size_t>(options.topK), order.size())
                           : order.size();
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                      byLogit);
    order.resize(count);
    const double largest = static_cast<double>(logits[static_cast<std::size_t>(order.front())]);
    double total = 0;
    for (const std::int32_t token : order) {
        weights.push_back(std::exp((static_cast<double>(logits[static_cast<std::size_t>(token)]) - largest) /
                                   options.temperature));
        total += weights.back();
    }
    // The smallest set whose share reaches top-p; the likeliest token is always in it.
    double share = 0;
    std::size_t kept = 0;
    while (kept < order.size() && (kept == 0 || share < options.topP * total))
        share += weights[kept++];
    order.resize(kept);
    weights.resize(kept);
    return order;
}

} // namespace

std::int32_t chooseToken(std::span<const float> logits, std::span<const std::int32_t> seen,
                         const SamplingOptions& options, std::mt19937_64& draws) {
    std::vector<float> values(logits.begin(), logits.end());
    std::replace_if(
        values.begin(), values.end(), [](float v) { return std::isnan(v); },
        -std::numeric_limits<float>::infinity());
    punishRepetition(values, seen, options.repetitionPenalty);
    if (options.temperature <= 0.0)
        return likeliest(values);
    std::vector<double> weights;
    const std::vector<std::int32_t> tokens = candidates(values, options, weights);
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    double draw = static_cast<double>(draws() >> 11U) * 0x1.0p-53 * total;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        draw -= weights[i];
        if (draw < 0)
            return tokens[i];
    }
    return tokens.back();
}

} // namespace luthier::generation
