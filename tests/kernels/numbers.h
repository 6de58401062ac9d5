#pragma once

#include <kernels/common/cpu_level.h>
#include <kernels/common/parallel.h>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <thread>
#include <vector>

namespace luthier::kernels::tests {

inline std::vector<float> randomFloats(std::size_t count, unsigned seed, float scale = 1.0F) {
    std::mt19937 engine(seed);
    std::normal_distribution<float> normal(0.0F, scale);
    std::vector<float> values(count);
    for (float& value : values)
        value = normal(engine);
    return values;
}

/// Three threads with uneven pieces: results must not depend on who did what.
inline void onThreads(std::int64_t count, std::int64_t,
                      const std::function<void(std::int64_t, std::int64_t)>& body) {
    const std::int64_t first = count / 5;
    const std::int64_t second = count / 2;
    std::jthread a([&] { body(0, first); });
    std::jthread b([&] { body(first, second); });
    std::jthread c([&] { body(second, count); });
}

inline std::vector<CpuLevel> levels() {
    std::vector<CpuLevel> all = {CpuLevel::Plain};
    if (supportedCpuLevel() >= CpuLevel::Avx2)
        all.push_back(CpuLevel::Avx2);
    if (supportedCpuLevel() >= CpuLevel::Avx512)
        all.push_back(CpuLevel::Avx512);
    return all;
}

/// |a − b| ≤ absolute + relative · |b|; names the first element that is not.
inline void expectClose(const std::vector<float>& actual, const std::vector<double>& expected,
                        double absolute, double relative) {
    ASSERT_EQ(actual.size(), expected.size());
    for (std::size_t i = 0; i < actual.size(); ++i)
        ASSERT_LE(std::abs(static_cast<double>(actual[i]) - expected[i]),
                  absolute + relative * std::abs(expected[i]))
            << "at " << i << ": " << actual[i] << " instead of " << expected[i];
}

} // namespace luthier::kernels::tests
