#include "packing.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace luthier::tokenizing {
namespace {

/// Room left in each group, with the largest room below every node, so that the first group that fits is
/// found in logarithmic time.
class Rooms {
public:
    explicit Rooms(std::size_t groups, std::int64_t budget)
        : m_leaves(std::bit_ceil(std::max<std::size_t>(groups, 1)))
        , m_tree(2 * m_leaves, budget) {}

    /// The first group with room for `length`, which must be at most the budget.
    std::size_t take(std::int64_t length) {
        std::size_t node = 1;
        while (node < m_leaves)
            node = m_tree[2 * node] >= length ? 2 * node : 2 * node + 1;
        const std::size_t group = node - m_leaves;
        m_tree[node] -= length;
        for (node /= 2; node > 0; node /= 2)
            m_tree[node] = std::max(m_tree[2 * node], m_tree[2 * node + 1]);
        return group;
    }

private:
    std::size_t m_leaves;
    std::vector<std::int64_t> m_tree;
};

std::vector<std::vector<std::int64_t>> packNeighbours(std::span<const std::int64_t> lengths,
                                                      std::int64_t budget) {
    std::vector<std::vector<std::int64_t>> groups;
    std::int64_t room = 0;
    for (std::size_t row = 0; row < lengths.size(); ++row) {
        if (groups.empty() || lengths[row] > room) {
            groups.emplace_back();
            room = budget;
        }
        groups.back().push_back(static_cast<std::int64_t>(row));
        room -= lengths[row];
    }
    return groups;
}

} // namespace

std::vector<std::vector<std::int64_t>> packRows(std::span<const std::int64_t> lengths, std::int64_t budget,
                                                PackingOrder packingOrder) {
    if (packingOrder == PackingOrder::AsGiven)
        return packNeighbours(lengths, budget);
    std::vector<std::int64_t> order(lengths.size());
    std::iota(order.begin(), order.end(), std::int64_t{0});
    const auto lengthOf = [&](std::int64_t row) {
        return lengths[static_cast<std::size_t>(row)];
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::int64_t a, std::int64_t b) { return lengthOf(a) > lengthOf(b); });
    Rooms rooms(lengths.size(), budget);
    std::vector<std::vector<std::int64_t>> groups(lengths.size());
    std::vector<std::vector<std::int64_t>> packed;
    for (const std::int64_t row : order) {
        if (lengthOf(row) > budget)
            packed.push_back({row});
        else
            groups[rooms.take(lengthOf(row))].push_back(row);
    }
    for (auto& group : groups)
        if (!group.empty())
            packed.push_back(std::move(group));
    for (auto& group : packed)
        std::sort(group.begin(), group.end());
    std::sort(packed.begin(), packed.end(),
              [](const auto& a, const auto& b) { return a.front() < b.front(); });
    return packed;
}

} // namespace luthier::tokenizing
