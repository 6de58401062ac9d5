#include "post_processors.h"

#include "byte_level.h"
#include "part_reading.h"

#include <base/utf8.h>

#include <algorithm>
#include <utility>

namespace luthier::tokenizing {
namespace {

constexpr std::size_t kTemplatePieces = 64;

using Token = std::pair<std::int32_t, std::string>;

bool isBlankOrItsMark(char32_t character) {
    return character == byteLevelCharacter(' ') || templates::isWhiteSpace(character);
}

/// Takes blanks off the offsets of byte-level tokens, as the reference does it.
class TrimOffsets final : public PostProcessor {
public:
    explicit TrimOffsets(bool addPrefixSpace)
        : m_addPrefixSpace(addPrefixSpace) {}
    void apply(Encoding& encoding, Specials) const override {
        for (std::size_t i = 0; i < encoding.ids.size(); ++i)
            trim(encoding.tokens[i], encoding.offsets[i], i == 0 || encoding.offsets[i].begin == 0);
    }

private:
    void trim(const std::string& token, CodePointRange& range, bool first) const {
        const std::u32string characters = templates::toCodePoints(token);
        const auto leadingEnd = std::find_if_not(characters.begin(), characters.end(), isBlankOrItsMark);
        const auto trailingEnd = std::find_if_not(characters.rbegin(), characters.rend(), isBlankOrItsMark);
        auto leading = static_cast<std::uint32_t>(leadingEnd - characters.begin());
        const auto trailing = static_cast<std::uint32_t>(trailingEnd - characters.rbegin());
        if (leading > 0) {
            if (first && m_addPrefixSpace && leading == 1)
                leading = 0; // the blank was added, so it has no place of its own
            range.begin = std::min(range.begin + leading, range.end);
        }
        if (trailing > 0 && range.end >= trailing)
            range.end = std::max(range.end - trailing, range.begin);
    }
    bool m_addPrefixSpace;
};

class Surrounding final : public PostProcessor {
public:
    Surrounding(std::vector<Token> before, std::vector<Token> after)
        : m_before(std::move(before))
        , m_after(std::move(after)) {}
    void apply(Encoding& encoding, Specials specials) const override {
        if (specials == Specials::Omit)
            return;
        for (std::size_t i = 0; i < m_before.size(); ++i) {
            const auto at = static_cast<std::ptrdiff_t>(i);
            encoding.ids.insert(encoding.ids.begin() + at, m_before[i].first);
            encoding.tokens.insert(encoding.tokens.begin() + at, m_before[i].second);
            encoding.offsets.insert(encoding.offsets.begin() + at, CodePointRange{});
        }
        for (const Token& token : m_after) {
            encoding.ids.push_back(token.first);
            encoding.tokens.push_back(token.second);
            encoding.offsets.push_back({});
        }
    }

private:
    std::vector<Token> m_before;
    std::vector<Token> m_after;
};

class PostProcessorSequence final : public PostProcessor {
public:
    explicit PostProcessorSequence(std::vector<PostProcessorPointer> members)
        : m_members(std::move(members)) {}
    void apply(Encoding& encoding, Specials specials) const override {
        for (const PostProcessorPointer& one : m_members)
            one->apply(encoding, specials);
    }

private:
    std::vector<PostProcessorPointer> m_members;
};

Error invalid(std::string_view part) {
    return refused("tokenizer.part_invalid").with("part", part);
}

Result<std::int32_t> tokenId(const Json& json) {
    if (!json.is_number_integer() || json.get<std::int64_t>() < 0 || json.get<std::int64_t>() > INT32_MAX)
        return invalid("post_processor");
    return static_cast<std::int32_t>(json.get<std::int64_t>());
}

/// ["[CLS]", 101]
Result<Token> tokenPair(const Json& json, std::string_view key) {
    const Json* pair = member(json, key);
    if (pair == nullptr || !pair->is_array() || pair->size() != 2 || !(*pair)[0].is_string())
        return invalid(key);
    TRY(const std::int32_t id, tokenId((*pair)[1]));
    return Token{id, (*pair)[0].get<std::string>()};
}

Status appendSpecial(const Json& specials, const std::string& name, std::vector<Token>& out) {
    const Json* special = member(specials, name);
    const Json* ids = special == nullptr ? nullptr : member(*special, "ids");
    const Json* tokens = special == nullptr ? nullptr : member(*special, "tokens");
    if (ids == nullptr || tokens == nullptr || !ids->is_array() || !tokens->is_array() ||
        ids->size() != tokens->size() || ids->size() > kTemplatePieces)
        return invalid("special_tokens");
    for (std::size_t i = 0; i < ids->size(); ++i) {
        if (!(*tokens)[i].is_string())
            return invalid("special_tokens");
        TRY(const std::int32_t id, tokenId((*ids)[i]));
        out.emplace_back(id, (*tokens)[i].get<std::string>());
    }
    return {};
}

Result<PostProcessorPointer> readTemplate(const Json& json) {
    const Json* single = member(json, "single");
    const Json* specials = member(json, "special_tokens");
    if (single == nullptr || !single->is_array() || single->size() > kTemplatePieces || specials == nullptr)
        return invalid("TemplateProcessing");
    std::vector<Token> before;
    std::vector<Token> after;
    bool seenText = false;
    for (const Json& piece : *single) {
        if (const Json* special = member(piece, "SpecialToken")) {
            TRY(const std::string name, stringAt(*special, "id"));
            TRY_VOID(appendSpecial(*specials, name, seenText ? after : before));
        } else if (member(piece, "Sequence") != nullptr && !seenText) {
            seenText = true;
        } else {
            return invalid("TemplateProcessing");
        }
    }
    if (!seenText)
        return invalid("TemplateProcessing");
    return surroundingPostProcessor(before, after);
}

} // namespace

PostProcessorPointer surroundingPostProcessor(const std::vector<Token>& before,
                                              const std::vector<Token>& after) {
    return std::make_unique<Surrounding>(before, after);
}

Result<PostProcessorPointer> readPostProcessor(const Json& json, int depth) {
    TRY(const std::string type, partType(json, "post_processor"));
    std::vector<PostProcessorPointer> steps;
    if (type == "TemplateProcessing")
        return readTemplate(json);
    if (type == "ByteLevel" || type == "RobertaProcessing") {
        TRY(const bool trim, boolAt(json, "trim_offsets", true));
        TRY(const bool addPrefixSpace, boolAt(json, "add_prefix_space", true));
        if (trim)
            steps.push_back(std::make_unique<TrimOffsets>(addPrefixSpace));
    }
    if (type == "BertProcessing" || type == "RobertaProcessing") {
        TRY(const Token cls, tokenPair(json, "cls"));
        TRY(const Token sep, tokenPair(json, "sep"));
        steps.push_back(surroundingPostProcessor({cls}, {sep}));
    } else if (type == "Sequence") {
        TRY(const Json* members, sequenceOf(json, "processors", depth));
        for (const Json& one : *members) {
            TRY(PostProcessorPointer next, readPostProcessor(one, depth + 1));
            steps.push_back(std::move(next));
        }
    } else if (type != "ByteLevel") {
        return partNotSupported("post_processor", type);
    }
    return PostProcessorPointer(std::make_unique<PostProcessorSequence>(std::move(steps)));
}

} // namespace luthier::tokenizing
