#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace luthier::tokenizing {

/// Finds the pieces that a text begins with, in time of the longest of them. Immutable.
class PieceTrie {
public:
    PieceTrie() = default;
    /// Texts and ids; the texts must differ and are not kept. An empty one is left out.
    explicit PieceTrie(std::vector<std::pair<std::string_view, std::int32_t>> pieces);

    /// Calls `visit(length, id)` for each piece that `text` begins with, the shortest first.
    template <class Visit>
    void prefixesOf(std::string_view text, const Visit& visit) const {
        std::uint32_t node = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            node = childOf(node, static_cast<std::uint8_t>(text[i]));
            if (node == 0)
                return;
            if (m_nodes[node].id >= 0)
                visit(i + 1, m_nodes[node].id);
        }
    }

private:
    /// The children of a node lie side by side, ordered by their bytes.
    struct Node {
        std::uint32_t firstChild = 0;
        std::uint32_t childCount = 0;
        std::int32_t id = -1;
    };
    std::uint32_t childOf(std::uint32_t node, std::uint8_t byte) const;
    std::vector<Node> m_nodes;
    std::vector<std::uint8_t> m_bytes; // by node: the byte that leads to it
};

} // namespace luthier::tokenizing
