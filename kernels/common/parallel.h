#pragma once

#include <cstdint>
#include <functional>

namespace luthier::kernels {

/// Calls `body(begin, end)` for pieces that cover [0, count), each at least `grain` long, on the caller's
/// threads, and returns when all are done. Kernels split so that no sum depends on the pieces.
using Parallel = std::function<void(std::int64_t count, std::int64_t grain,
                                    const std::function<void(std::int64_t, std::int64_t)>& body)>;

/// On the calling thread.
inline void serially(std::int64_t count, std::int64_t,
                     const std::function<void(std::int64_t, std::int64_t)>& body) {
    if (count > 0)
        body(0, count);
}

enum class Status { Ok, BadArgument };

/// Rows a piece should hold at least, so that a piece is worth handing to a thread (about 16 Ki elements).
inline std::int64_t rowGrain(std::int64_t columns) {
    return columns >= 16384 ? 1 : 16384 / (columns > 0 ? columns : 1);
}

/// Elements a piece should hold at least, of an operation that takes them one by one.
constexpr std::int64_t kElementGrain = 16384;

} // namespace luthier::kernels
