#include "piece_trie.h"

#include <algorithm>

namespace luthier::tokenizing {
namespace {

/// Pieces [begin, end) share the bytes that lead to a node, `depth` of them.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t depth = 0;
};

} // namespace

PieceTrie::PieceTrie(std::vector<std::pair<std::string_view, std::int32_t>> pieces) {
    std::sort(pieces.begin(), pieces.end());
    std::vector<Span> spans{{0, pieces.size(), 0}};
    m_nodes.emplace_back();
    m_bytes.push_back(0);
    for (std::uint32_t node = 0; node < m_nodes.size(); ++node) {
        auto [begin, end, depth] = spans[node];
        if (begin < end && pieces[begin].first.size() == depth) {
            if (depth > 0)
                m_nodes[node].id = pieces[begin].second;
            ++begin;
        }
        m_nodes[node].firstChild = static_cast<std::uint32_t>(m_nodes.size());
        while (begin < end) {
            const char byte = pieces[begin].first[depth];
            std::size_t next = begin + 1;
            while (next < end && pieces[next].first[depth] == byte)
                ++next;
            ++m_nodes[node].childCount;
            m_nodes.emplace_back();
            m_bytes.push_back(static_cast<std::uint8_t>(byte));
            spans.push_back({begin, next, depth + 1});
            begin = next;
        }
    }
}

std::uint32_t PieceTrie::childOf(std::uint32_t node, std::uint8_t byte) const {
    if (m_nodes.empty())
        return 0;
    const auto begin = m_bytes.begin() + m_nodes[node].firstChild;
    const auto end = begin + m_nodes[node].childCount;
    const auto child = std::lower_bound(begin, end, byte);
    return child == end || *child != byte ? 0 : static_cast<std::uint32_t>(child - m_bytes.begin());
}

} // namespace luthier::tokenizing
