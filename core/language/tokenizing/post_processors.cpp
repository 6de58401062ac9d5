#include "post_processors.h"

#include "byte_level.h"
#include "part_reading.h"

#include <base/utf8.h>

#include <algorithm>
#include <utility>

namespace luthier::tokenizing {
namespace {

constexpr std::size_t kTemplatePieces = 64;

bool isBlankOrItsMark(char32_t character) {
    return character == byteLevelCharacter(' ') || templates::isWhiteSpace(character);
}

/// Takes blanks off the offsets of byte-level tokens, as the reference does it.
class TrimOffsets final : public PostProcessor {
public:
    explicit TrimOffsets(bool addPrefixSpace)
        : m_addPrefixSpace(addPrefixSpace) {}
    void apply(std::vector<Encoding>& parts, Specials) const override {
        for (Encoding& part : parts)
            for (std::size_t i = 0; i < part.ids.size(); ++i)
                trim(part.tokens[i], part.offsets[i], i == 0 || part.offsets[i].begin == 0);
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

class TemplatePostProcessor final : public PostProcessor {
public:
    TemplatePostProcessor(std::vector<TemplatePiece> single, std::vector<TemplatePiece> pair)
        : m_single(std::move(single))
        , m_pair(std::move(pair)) {}
    void apply(std::vector<Encoding>& parts, Specials specials) const override {
        std::vector<Encoding> out;
        for (const TemplatePiece& piece : parts.size() == 1 ? m_single : m_pair) {
            Encoding part;
            if (piece.text)
                part = std::move(parts[*piece.text]);
            else if (specials == Specials::Add)
                part = encodingOf(piece.tokens);
            part.types.assign(part.ids.size(), piece.type);
            out.push_back(std::move(part));
        }
        parts = std::move(out);
    }
    std::size_t added(std::size_t texts) const override {
        std::size_t count = 0;
        for (const TemplatePiece& piece : texts == 1 ? m_single : m_pair)
            count += piece.text ? 0 : piece.tokens.size();
        return count;
    }

private:
    static Encoding encodingOf(const std::vector<AddedAround>& tokens) {
        Encoding out;
        for (const auto& [id, text] : tokens) {
            out.ids.push_back(id);
            out.tokens.push_back(text);
            out.offsets.push_back({});
            out.texts.push_back(kAround);
            out.words.push_back(kAround);
        }
        return out;
    }
    std::vector<TemplatePiece> m_single;
    std::vector<TemplatePiece> m_pair;
};

class PostProcessorSequence final : public PostProcessor {
public:
    explicit PostProcessorSequence(std::vector<PostProcessorPointer> members)
        : m_members(std::move(members)) {}
    void apply(std::vector<Encoding>& parts, Specials specials) const override {
        for (const PostProcessorPointer& one : m_members)
            one->apply(parts, specials);
    }
    std::size_t added(std::size_t texts) const override {
        std::size_t count = 0;
        for (const PostProcessorPointer& one : m_members)
            count += one->added(texts);
        return count;
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
Result<AddedAround> tokenPair(const Json& json, std::string_view key) {
    const Json* pair = member(json, key);
    if (pair == nullptr || !pair->is_array() || pair->size() != 2 || !(*pair)[0].is_string())
        return invalid(key);
    TRY(const std::int32_t id, tokenId((*pair)[1]));
    return AddedAround{id, (*pair)[0].get<std::string>()};
}

Status appendSpecial(const Json& specials, const std::string& name, std::vector<AddedAround>& out) {
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

/// One of the two templates; each of its texts must stand there once.
Result<std::vector<TemplatePiece>> readPieces(const Json& pieces, const Json& specials, std::size_t texts) {
    if (!pieces.is_array() || pieces.size() > kTemplatePieces)
        return invalid("TemplateProcessing");
    std::vector<TemplatePiece> out;
    std::vector<std::size_t> seen(texts, 0);
    for (const Json& entry : pieces) {
        TemplatePiece piece;
        const Json* special = member(entry, "SpecialToken");
        const Json* sequence = member(entry, "Sequence");
        if (special == nullptr && sequence == nullptr)
            return invalid("TemplateProcessing");
        const Json& place = special != nullptr ? *special : *sequence;
        TRY(const std::string name, stringAt(place, "id"));
        TRY(const std::int64_t type, integerAt(place, "type_id", 0));
        if (type < 0 || type > 255) // no model has more kinds of text than a byte tells
            return invalid("TemplateProcessing");
        piece.type = static_cast<std::int32_t>(type);
        if (special != nullptr) {
            TRY_VOID(appendSpecial(specials, name, piece.tokens));
        } else {
            piece.text = name == "A" ? 0 : 1;
            if ((name != "A" && name != "B") || *piece.text >= texts || ++seen[*piece.text] > 1)
                return invalid("TemplateProcessing");
        }
        out.push_back(std::move(piece));
    }
    if (std::count(seen.begin(), seen.end(), std::size_t{1}) != static_cast<std::ptrdiff_t>(texts))
        return invalid("TemplateProcessing");
    return out;
}

Result<PostProcessorPointer> readTemplate(const Json& json) {
    const Json* single = member(json, "single");
    const Json* pair = member(json, "pair");
    const Json* specials = member(json, "special_tokens");
    if (single == nullptr || specials == nullptr)
        return invalid("TemplateProcessing");
    TRY(std::vector<TemplatePiece> one, readPieces(*single, *specials, 1));
    std::vector<TemplatePiece> two{{0, {}, 0}, {1, {}, 1}};
    if (pair != nullptr) {
        TRY(two, readPieces(*pair, *specials, 2));
    }
    return templatePostProcessor(std::move(one), std::move(two));
}

enum class Classic { Bert, Roberta };

/// [CLS] A [SEP] and [CLS] A [SEP] B [SEP], or RoBERTa's with two separators in the middle and one type.
PostProcessorPointer classicTemplate(const AddedAround& cls, const AddedAround& sep, Classic kind) {
    const std::vector<TemplatePiece> single{{{}, {cls}, 0}, {0, {}, 0}, {{}, {sep}, 0}};
    const std::int32_t second = kind == Classic::Roberta ? 0 : 1;
    std::vector<TemplatePiece> pair = single;
    if (kind == Classic::Roberta)
        pair.push_back({{}, {sep}, 0});
    pair.push_back({1, {}, second});
    pair.push_back({{}, {sep}, second});
    return templatePostProcessor(single, std::move(pair));
}

Result<PostProcessorPointer> readPart(const Json& json, int depth, int& templates) {
    TRY(const std::string type, partType(json, "post_processor"));
    const bool classic = type == "BertProcessing" || type == "RobertaProcessing";
    if ((classic || type == "TemplateProcessing") && ++templates > 1)
        return partNotSupported("post_processor", type); // it would have to cut what the first has joined
    if (type == "TemplateProcessing")
        return readTemplate(json);
    std::vector<PostProcessorPointer> steps;
    if (type == "ByteLevel" || type == "RobertaProcessing") {
        TRY(const bool trim, boolAt(json, "trim_offsets", true));
        TRY(const bool addPrefixSpace, boolAt(json, "add_prefix_space", true));
        if (trim)
            steps.push_back(std::make_unique<TrimOffsets>(addPrefixSpace));
    }
    if (classic) {
        TRY(const AddedAround cls, tokenPair(json, "cls"));
        TRY(const AddedAround sep, tokenPair(json, "sep"));
        steps.push_back(
            classicTemplate(cls, sep, type == "RobertaProcessing" ? Classic::Roberta : Classic::Bert));
    } else if (type == "Sequence") {
        TRY(const Json* members, sequenceOf(json, "processors", depth));
        for (const Json& one : *members) {
            TRY(PostProcessorPointer next, readPart(one, depth + 1, templates));
            steps.push_back(std::move(next));
        }
    } else if (type != "ByteLevel") {
        return partNotSupported("post_processor", type);
    }
    return PostProcessorPointer(std::make_unique<PostProcessorSequence>(std::move(steps)));
}

} // namespace

PostProcessorPointer templatePostProcessor(std::vector<TemplatePiece> single,
                                           std::vector<TemplatePiece> pair) {
    return std::make_unique<TemplatePostProcessor>(std::move(single), std::move(pair));
}

PostProcessorPointer robertaPostProcessor(const AddedAround& cls, const AddedAround& sep,
                                          bool addPrefixSpace) {
    std::vector<PostProcessorPointer> steps;
    steps.push_back(std::make_unique<TrimOffsets>(addPrefixSpace));
    steps.push_back(classicTemplate(cls, sep, Classic::Roberta));
    return std::make_unique<PostProcessorSequence>(std::move(steps));
}

PostProcessorPointer surroundingPostProcessor(const std::vector<AddedAround>& before,
                                              const std::vector<AddedAround>& after) {
    std::vector<TemplatePiece> single{{{}, before, 0}, {0, {}, 0}, {{}, after, 0}};
    std::vector<TemplatePiece> pair = single;
    for (TemplatePiece piece : single) {
        piece.type = 1;
        if (piece.text)
            piece.text = 1;
        pair.push_back(std::move(piece));
    }
    return templatePostProcessor(std::move(single), std::move(pair));
}

Result<PostProcessorPointer> readPostProcessor(const Json& json) {
    int templates = 0;
    return readPart(json, 0, templates);
}

} // namespace luthier::tokenizing
