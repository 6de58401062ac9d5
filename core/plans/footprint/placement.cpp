#include "step_layout.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace luthier::footprint {
namespace {

/// Lowest free place, one buffer behind the other in the order given.
struct Placement {
    std::vector<std::int64_t> offsets; ///< by buffer
    std::int64_t total = 0;
};

/// A buffer that has its place; in a row of their own, so that a walk over thousands of them is quick.
struct Placed {
    std::int64_t begin;
    std::int64_t end;
    std::int32_t first;
    std::int32_t last;
};

Placement placeInOrder(const std::vector<Buffer>& buffers, const std::vector<std::size_t>& order) {
    Placement placement{std::vector<std::int64_t>(buffers.size()), 0};
    std::vector<Placed> placed; // by place, rising
    placed.reserve(order.size());
    for (const std::size_t index : order) {
        const Buffer& buffer = buffers[index];
        const std::int64_t bytes = placedBytes(buffer.bytes);
        std::int64_t offset = 0;
        for (const Placed& other : placed) {
            if (buffer.first > other.last || other.first > buffer.last)
                continue;
            if (offset + bytes <= other.begin)
                break;
            offset = std::max(offset, other.end);
        }
        placement.offsets[index] = offset;
        placement.total = std::max(placement.total, offset + bytes);
        const Placed own{offset, offset + bytes, buffer.first, buffer.last};
        placed.insert(std::upper_bound(placed.begin(), placed.end(), own,
                                       [](const Placed& a, const Placed& b) { return a.begin < b.begin; }),
                      own);
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
