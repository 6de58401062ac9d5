#include "clock.h"

#include <base/hash.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <random>

namespace luthier::project {

std::string currentTime() {
    const auto now = std::chrono::system_clock::now();
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    const auto millis =
        std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_year + 1900,
                  parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                  static_cast<int>(millis));
    return text.data();
}

std::string randomId() {
    std::random_device source;
    const auto word = [&] {
        return (std::uint64_t{source()} << 32) | source();
    };
    const std::uint64_t low = word();
    return Hash128{low, word()}.hex();
}

} // namespace luthier::project
