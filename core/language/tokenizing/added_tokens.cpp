#include "added_tokens.h"

#include <base/utf8.h>

#include <algorithm>

namespace luthier::tokenizing {
namespace {

constexpr std::size_t kContentBytes = 512;

bool endsWithWord(std::string_view text) {
    if (text.empty())
        return false;
    std::size_t at = text.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
        --at;
    return templates::isWordCharacter(decodeUtf8(text, at).value);
}

bool startsWithWord(std::string_view text) {
    return !text.empty() && templates::isWordCharacter(decodeUtf8(text, 0).value);
}

std::size_t blanksAtEnd(std::string_view text) {
    std::size_t end = text.size();
    while (end > 0) {
        std::size_t at = end - 1;
        while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
            --at;
        if (!templates::isWhiteSpace(decodeUtf8(text, at).value))
            break;
        end = at;
    }
    return text.size() - end;
}

std::size_t blanksAtStart(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const CodePoint point = decodeUtf8(text, at);
        if (!templates::isWhiteSpace(point.value))
            break;
        at += point.length;
    }
    return at;
}

} // namespace

Result<AddedToken> readAddedToken(const Json& json, std::optional<std::int64_t> id) {
    AddedToken token;
    TRY(token.content, stringAt(json, "content"));
    TRY(const std::int64_t number, integerAt(json, "id", id));
    TRY(token.singleWord, boolAt(json, "single_word", false));
    TRY(token.stripLeft, boolAt(json, "lstrip", false));
    TRY(token.stripRight, boolAt(json, "rstrip", false));
    TRY(token.special, boolAt(json, "special", false));
    TRY(token.normalized, boolAt(json, "normalized", !token.special));
    if (token.content.size() > kContentBytes || number < 0 || number > INT32_MAX)
        return refused("tokenizer.added_token_invalid").with("token", utf8Prefix(token.content, 60));
    token.id = static_cast<std::int32_t>(number);
    return token;
}

AddedTokenMatcher::AddedTokenMatcher(const std::vector<AddedToken>& tokens,
                                     const std::vector<std::string>& patterns)
    : m_nodes(1) {
    for (std::size_t i = 0; i < tokens.size() && i < patterns.size(); ++i)
        if (!patterns[i].empty())
            add(patterns[i], static_cast<std::int32_t>(i));
}

std::uint32_t AddedTokenMatcher::childOf(std::uint32_t node, char byte) const {
    if (node == 0)
        return m_first[static_cast<unsigned char>(byte)];
    for (std::uint32_t child = m_nodes[node].child; child != 0; child = m_nodes[child].sibling)
        if (m_nodes[child].byte == byte)
            return child;
    return 0;
}

void AddedTokenMatcher::add(std::string_view pattern, std::int32_t token) {
    std::uint32_t node = 0;
    for (const char byte : pattern) {
        std::uint32_t child = childOf(node, byte);
        if (child == 0) {
            child = static_cast<std::uint32_t>(m_nodes.size());
            m_nodes.push_back({0, m_nodes[node].child, -1, byte});
            if (node == 0)
                m_first[static_cast<unsigned char>(byte)] = child;
            else
                m_nodes[node].child = child;
        }
        node = child;
    }
    if (m_nodes[node].token < 0) // of two tokens alike the first one counts
        m_nodes[node].token = token;
}

std::vector<AddedTokenMatcher::Found> AddedTokenMatcher::cut(std::string_view text,
                                                             const std::vector<AddedToken>& tokens,
                                                             const Allows& allowsControl) const {
    std::vector<Found> out;
    std::size_t done = 0;
    const auto pushText = [&](std::size_t end) {
        if (done < end)
            out.push_back({{static_cast<std::uint32_t>(done), static_cast<std::uint32_t>(end)}, -1});
    };
    for (std::size_t at = 0; !empty() && at < text.size();) {
        std::uint32_t node = m_first[static_cast<unsigned char>(text[at])];
        std::int32_t best = -1;
        std::size_t bestEnd = at;
        for (std::size_t i = at + 1; node != 0; ++i) {
            const std::int32_t token = m_nodes[node].token;
            const Hit range{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(i)};
            if (token >= 0 && (!tokens[static_cast<std::size_t>(token)].special || allowsControl(range))) {
                best = token;
                bestEnd = i;
            }
            node = i < text.size() ? childOf(node, text[i]) : 0;
        }
        if (best < 0) {
            ++at;
            continue;
        }
        const AddedToken& token = tokens[static_cast<std::size_t>(best)];
        std::size_t begin = at;
        std::size_t end = bestEnd;
        at = bestEnd;
        if (token.singleWord && (endsWithWord(text.substr(0, begin)) || startsWithWord(text.substr(end))))
            continue;
        if (token.stripLeft)
            begin = std::max(begin - blanksAtEnd(text.substr(0, begin)), done);
        if (token.stripRight)
            end += blanksAtStart(text.substr(end));
        pushText(begin);
        out.push_back({{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, best});
        done = end;
        at = std::max(at, end);
    }
    pushText(text.size());
    return out;
}

} // namespace luthier::tokenizing
