#include "packing.h"

#include <algorithm>
#include <numeric>

namespace luthier::tokenizing {
namespace {

/// Free space of packs with the leftmost fit found in O(log n): a tree of maxima over a power of two of leaves.
class SpaceTree {
public:
    explicit SpaceTree(std::size_t packs) {
        while (m_leaves < packs)
            m_leaves *= 2;
        m_free.assign(2 * m_leaves, 0);
    }
    void set(std::size_t pack, std::size_t space) {
        std::size_t node = m_leaves + pack;
        m_free[node] = space;
        for (node /= 2; node > 0; node /= 2)
            m_free[node] = std::max(m_free[2 * node], m_free[2 * node + 1]);
    }
    std::size_t space(std::size_t pack) const { return m_free[m_leaves + pack]; }
    bool fits(std::size_t length) const { return m_free[1] >= length; }
    std::size_t first(std::size_t length) const {
        std::size_t node = 1;
        while (node < m_leaves)
            node = m_free[2 * node] >= length ? 2 * node : 2 * node + 1;
        return node - m_leaves;
    }

private:
    std::size_t m_leaves = 1;
    std::vector<std::size_t> m_free;
};

std::vector<std::vector<std::size_t>> packInOrder(std::span<const std::size_t> lengths, std::size_t budget) {
    std::vector<std::vector<std::size_t>> packs;
    std::size_t space = 0;
    for (std::size_t row = 0; row < lengths.size(); ++row) {
        if (packs.empty() || lengths[row] > space) {
            packs.emplace_back();
            space = budget;
        }
        packs.back().push_back(row);
        space -= std::min(space, lengths[row]);
    }
    return packs;
}

} // namespace

std::vector<std::vector<std::size_t>> packRows(std::span<const std::size_t> lengths, std::size_t budget, PackingOrder order) {
    if (order == PackingOrder::AsGiven)
        return packInOrder(lengths, budget);
    std::vector<std::size_t> rows(lengths.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) { return lengths[a] > lengths[b]; });
    std::vector<std::vector<std::size_t>> packs;
    SpaceTree spaces(std::max<std::size_t>(lengths.size(), 1));
    for (const std::size_t row : rows) {
        const std::size_t length = std::max<std::size_t>(lengths[row], 1); // an empty row must not match a full pack
        if (!spaces.fits(length)) {
            packs.emplace_back();
            spaces.set(packs.size() - 1, std::max(budget, length));
        }
        const std::size_t pack = spaces.first(length);
        packs[pack].push_back(row);
        spaces.set(pack, spaces.space(pack) - length);
    }
    return packs;
}

std::vector<std::int64_t> packPositions(std::span<const std::size_t> lengths, std::span<const std::size_t> pack) {
    std::vector<std::int64_t> positions;
    for (const std::size_t row : pack)
        for (std::size_t i = 0; i < lengths[row]; ++i)
            positions.push_back(static_cast<std::int64_t>(i));
    return positions;
}

std::vector<std::int64_t> packBoundaries(std::span<const std::size_t> lengths, std::span<const std::size_t> pack) {
    std::vector<std::int64_t> boundaries{0};
    for (const std::size_t row : pack)
        boundaries.push_back(boundaries.back() + static_cast<std::int64_t>(lengths[row]));
    return boundaries;
}

} // namespace luthier::tokenizing
