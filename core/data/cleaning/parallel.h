#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace luthier::cleaning {

/// Calls `work(i)` for each i below `count`, on so many threads. Who writes only to the place of i gets the
/// same whatever their number.
template <class Work>
void forEachInParallel(std::size_t count, unsigned threads, const Work& work) {
    constexpr std::size_t kTaken = 16;
    if (threads <= 1 || count <= kTaken) {
        for (std::size_t i = 0; i < count; ++i)
            work(i);
        return;
    }
    std::atomic<std::size_t> next = 0;
    const auto run = [&] {
        for (std::size_t first = next.fetch_add(kTaken); first < count; first = next.fetch_add(kTaken))
            for (std::size_t i = first; i < std::min(first + kTaken, count); ++i)
                work(i);
    };
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads; ++i)
        others.emplace_back(run);
    run();
}

} // namespace luthier::cleaning
