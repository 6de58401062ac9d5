#include "step_layout.h"

#include <algorithm>
#include <numeric>

namespace luthier::footprint {
namespace {

constexpr std::int64_t kAlignment = 64;

std::int64_t aligned(std::int64_t bytes) {
    return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

bool aliveTogether(const Buffer& a, const Buffer& b) {
    return a.first <= b.last && b.first <= a.last;
}

/// The lowest place of `bytes` that leaves out the intervals in `taken`, which is sorted by start.
std::int64_t lowestPlace(const std::vector<std::pair<std::int64_t, std::int64_t>>& taken,
                         std::int64_t bytes) {
    std::int64_t place = 0;
    for (const auto& [begin, end] : taken) {
        if (place + bytes <= begin)
            break;
        place = std::max(place, end);
    }
    return place;
}

} // namespace

std::int64_t placeBuffers(std::vector<Buffer>& buffers) {
    std::vector<std::size_t> order(buffers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::tuple(-buffers[a].bytes, buffers[a].first) <
               std::tuple(-buffers[b].bytes, buffers[b].first);
    });
    std::vector<std::size_t> placed;
    std::int64_t total = 0;
    for (const std::size_t index : order) {
        Buffer& buffer = buffers[index];
        if (buffer.offset == Buffer::kOutside)
            continue;
        std::vector<std::pair<std::int64_t, std::int64_t>> taken;
        for (const std::size_t other : placed)
            if (aliveTogether(buffer, buffers[other]))
                taken.emplace_back(buffers[other].offset,
                                   buffers[other].offset + aligned(buffers[other].bytes));
        std::sort(taken.begin(), taken.end());
        buffer.offset = lowestPlace(taken, aligned(buffer.bytes));
        total = std::max(total, buffer.offset + aligned(buffer.bytes));
        placed.push_back(index);
    }
    return total;
}

} // namespace luthier::footprint
