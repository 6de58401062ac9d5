#include "cross_entropy.h"

#include <kernels/common/vector.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {
namespace {

constexpr std::int64_t kBlock = 1024;
constexpr float kLowest = -std::numeric_limits<float>::infinity();

float largestOfRow(const float* logits, std::int64_t columns) {
    Floats largest = broadcast(kLowest);
    overColumns(columns, [&](std::int64_t column, std::int64_t count) {
        largest = larger(largest,
                         count == kLanes ? load(logits + column) : loadPart(logits + column, count, kLowest));
    });
    return largestOf(largest);
}

/// Σ exp(z − largest); with `Keep` the exponentials replace the logits.
template <bool Keep>
double sumOfExponentials(float* logits, std::int64_t columns, float largest) {
    double total = 0;
    for (std::int64_t start = 0; start < columns; start += kBlock) {
        Floats block{};
        overColumns(std::min(kBlock, columns - start), [&](std::int64_t column, std::int64_t count) {
            float* at = logits + start + column;
            const Floats value =
                exponential((count == kLanes ? load(at) : loadPart(at, count, kLowest)) - largest);
            if constexpr (Keep)
                put(at, value, count);
            block += value;
        });
        total += static_cast<double>(sumOf(block));
    }
    return total;
}

} // namespace

void crossEntropyRows(const CrossEntropy& operation, std::int64_t begin, std::int64_t end) {
    const std::int64_t columns = operation.columns;
    for (std::int64_t row = begin; row < end; ++row) {
        float* logits = operation.logits + row * columns;
        const std::int64_t target = operation.targets[row];
        const bool wantsGradient = operation.scale != 0.0F;
        if (target == kIgnoredTarget) {
            operation.losses[row] = 0.0F;
            if (wantsGradient)
                std::fill(logits, logits + columns, 0.0F);
            continue;
        }
        const float chosen = logits[target];
        const float largest = largestOfRow(logits, columns);
        const double total = wantsGradient ? sumOfExponentials<true>(logits, columns, largest)
                                           : sumOfExponentials<false>(logits, columns, largest);
        operation.losses[row] = static_cast<float>(std::log(total) + static_cast<double>(largest - chosen));
        if (!wantsGradient)
            continue;
        const auto factor = static_cast<float>(static_cast<double>(operation.scale) / total);
        overColumns(columns, [&](std::int64_t column, std::int64_t count) {
            put(logits + column, take(logits + column, count) * factor, count);
        });
        logits[target] -= operation.scale;
    }
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
