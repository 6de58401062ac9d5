#include "paired.h"

#include <algorithm>
#include <cmath>

namespace luthier::scoring {

void PairedCounts::add(Answer before, Answer after) {
    if (before == Answer::Right)
        ++(after == Answer::Right ? bothRight : broken);
    else
        ++(after == Answer::Right ? fixed : bothWrong);
}

double mcnemarExact(std::int64_t fixed, std::int64_t broken) {
    const std::int64_t fewer = std::min(fixed, broken);
    const auto n = static_cast<double>(fixed + broken);
    if (fixed == broken)
        return 1.0;
    // Σ C(n, i) / 2ⁿ for i ≤ fewer, from the largest term down: each is i / (n − i + 1) of the one above it.
    const auto k = static_cast<double>(fewer);
    double term =
        std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) - n * std::log(2.0));
    double sum = 0;
    for (std::int64_t i = fewer; i >= 0 && term > 0; --i) {
        sum += term;
        term *= static_cast<double>(i) / (n - static_cast<double>(i) + 1);
    }
    return std::min(1.0, 2 * sum);
}

} // namespace luthier::scoring
