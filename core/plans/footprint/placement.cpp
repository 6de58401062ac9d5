#include "step_layout.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace luthier::footprint {
namespace {

constexpr std::int64_t kAlignment = 64;

std::int64_t aligned(std::int64_t bytes) {
    return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

bool aliveTogether(const Buffer& a, const Buffer& b) {
    return a.first <= b.last && b.first <= a.last;
}

/// Lowest free place, one buffer behind the other in the order given.
struct Placement {
    std::vector<std::int64_t> offsets; ///< by buffer
    std::int64_t total = 0;
};

Placement placeInOrder(const std::vector<Buffer>& buffers, const std::vector<std::size_t>& order) {
    Placement placement{std::vector<std::int64_t>(buffers.size()), 0};
    std::vector<std::size_t> placed; // by offset, rising
    for (const std::size_t index : order) {
        const std::int64_t bytes = aligned(buffers[index].bytes);
        std::int64_t offset = 0;
        for (const std::size_t other : placed) {
            if (!aliveTogether(buffers[index], buffers[other]))
                continue;
            if (offset + bytes <= placement.offsets[other])
                break;
            offset = std::max(offset, placement.offsets[other] + aligned(buffers[other].bytes));
        }
        placement.offsets[index] = offset;
        placement.total = std::max(placement.total, offset + bytes);
        placed.insert(std::upper_bound(placed.begin(), placed.end(), offset,
                                       [&](std::int64_t place, std::size_t other) {
                                           return place < placement.offsets[other];
                                       }),
                      index);
    }
    return placement;
}

/// What comes first: the largest, what lives longest, or both multiplied.
using Weight = std::pair<std::int64_t, std::int64_t> (*)(const Buffer&);
constexpr Weight kOrders[] = {
    [](const Buffer& b) { return std::pair<std::int64_t, std::int64_t>(-b.bytes, b.first); },
    [](const Buffer& b) { return std::pair<std::int64_t, std::int64_t>(b.first - b.last, -b.bytes); },
    [](const Buffer& b) {
        return std::pair<std::int64_t, std::int64_t>(-b.bytes * (b.last - b.first + 1), 0);
    },
};

} // namespace

std::int64_t placeBuffers(std::vector<Buffer>& buffers) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < buffers.size(); ++i)
        if (buffers[i].offset != Buffer::kOutside)
            order.push_back(i);
    std::optional<Placement> best;
    for (const Weight weight : kOrders) {
        std::vector<std::size_t> sorted = order;
        std::stable_sort(sorted.begin(), sorted.end(), [&](std::size_t a, std::size_t b) {
            return weight(buffers[a]) < weight(buffers[b]);
        });
        Placement placement = placeInOrder(buffers, sorted);
        if (!best || placement.total < best->total)
            best = std::move(placement);
    }
    for (const std::size_t index : order)
        buffers[index].offset = best->offsets[index];
    return best->total;
}

} // namespace luthier::footprint
