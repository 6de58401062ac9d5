#pragma once

#include "aligned_text.h"

#include <base/json.h>
#include <base/result.h>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::tokenizing {

/// A token that is cut out of the text as a whole before the model sees it.
struct AddedToken {
    std::int32_t id = 0;
    std::string content;
    bool singleWord = false; // only between characters that are no word characters
    bool stripLeft = false;  // takes the white space before it
    bool stripRight = false; // takes the white space behind it
    bool normalized = true;  // looked for after normalisation
    bool special = false;    // a control token: skipped when decoding, never matched in content
};

/// Reads one entry of `added_tokens`, or of `added_tokens_decoder` with its id given.
Result<AddedToken> readAddedToken(const Json& json, std::optional<std::int64_t> id = {});

/// Finds added tokens, leftmost and longest. Immutable.
class AddedTokenMatcher {
public:
    struct Found {
        Hit range;
        std::int32_t token = -1; // index into the tokens, -1 for text between them
    };
    /// Tells whether a control token may stand on these bytes.
    using Allows = std::function<bool(const Hit&)>;

    /// `patterns[i]` is looked for as tokens[i]; empty patterns never match.
    AddedTokenMatcher() = default;
    AddedTokenMatcher(const std::vector<AddedToken>& tokens, const std::vector<std::string>& patterns);

    /// The text cut into tokens and what lies between them.
    std::vector<Found> cut(std::string_view text, const std::vector<AddedToken>& tokens,
                           const Allows& allowsControl) const;
    bool empty() const { return m_nodes.size() <= 1; }

private:
    struct Node {
        std::uint32_t child = 0;
        std::uint32_t sibling = 0;
        std::int32_t token = -1;
        char byte = 0;
    };
    void add(std::string_view pattern, std::int32_t token);
    std::uint32_t childOf(std::uint32_t node, char byte) const;
    std::vector<Node> m_nodes;
    std::array<std::uint32_t, 256> m_first{};
};

} // namespace luthier::tokenizing
