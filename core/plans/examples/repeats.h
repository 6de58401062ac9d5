#pragma once

#include <cmath>
#include <cstdint>
#include <random>

namespace luthier::examples {

/// How often each row of a source is taken under the source's weight w: ⌊w⌋ times, and a seeded share of the
/// rows once more. Asked for every row in order, whatever becomes of it.
class Repeats {
public:
    Repeats(double weight, std::uint64_t recipeSeed, std::int64_t dataset)
        : m_whole(static_cast<int>(std::floor(weight)))
        , m_share(weight - std::floor(weight))
        , m_draws(recipeSeed ^ static_cast<std::uint64_t>(dataset)) {}
    int next() {
        if (m_share == 0)
            return m_whole;
        return m_whole + (static_cast<double>(m_draws() >> 11U) * 0x1.0p-53 < m_share ? 1 : 0);
    }

private:
    int m_whole;
    double m_share;
    std::mt19937_64 m_draws;
};

} // namespace luthier::examples
