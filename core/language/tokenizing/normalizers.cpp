#include "normalizers.h"

#include "byte_level.h"
#include "character_map.h"
#include "characters.h"
#include "part_reading.h"

#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <utility>

namespace luthier::tokenizing {
namespace {

// A text may grow this much in all normalizers together; a file that doubles it again and again is refused.
constexpr std::size_t kGrowth = 8;
constexpr std::size_t kGrowthFloor = 1 << 16;
// What a file puts before each piece of a text: a blank's stand-in, in the files there are.
constexpr std::size_t kPrefixBytes = 256;

class FormNormalizer final : public Normalizer {
public:
    explicit FormNormalizer(templates::NormalForm form)
        : m_form(form) {}
    Status apply(AlignedText& text) const override {
        if (templates::isNormalised(text.text, m_form))
            return {};
        AlignedWriter writer(text);
        for (const templates::Change& change : inNormalForm(text.text, m_form))
            writer.apply(change);
        text = std::move(writer).finish();
        return {};
    }

private:
    templates::NormalForm m_form;
};

class LowercaseNormalizer final : public Normalizer {
public:
    Status apply(AlignedText& text) const override {
        AlignedWriter writer(text);
        std::u32string lower;
        for (std::size_t i = 0; i < text.text.size();) {
            const CodePoint point = decodeUtf8(text.text, i);
            lower.clear();
            appendLower(lower, point.value);
            writer.substitute(lower.front());
            for (std::size_t k = 1; k < lower.size(); ++k)
                writer.insert(lower[k]);
            i += point.length;
        }
        text = std::move(writer).finish();
        return {};
    }
};

class StripNormalizer final : public Normalizer {
public:
    StripNormalizer(bool left, bool right)
        : m_left(left)
        , m_right(right) {}
    Status apply(AlignedText& text) const override {
        std::size_t begin = 0;
        std::size_t end = text.text.size();
        while (m_left && begin < end) {
            const CodePoint point = decodeUtf8(text.text, begin);
            if (!templates::isWhiteSpace(point.value))
                break;
            begin += point.length;
        }
        while (m_right && end > begin) {
            std::size_t last = end - 1;
            while (last > begin && (static_cast<unsigned char>(text.text[last]) & 0xC0U) == 0x80U)
                --last;
            if (!templates::isWhiteSpace(decodeUtf8(text.text, last).value))
                break;
            end = last;
        }
        AlignedText out;
        out.originBegin = text.originBegin;
        appendAligned(out, text, begin, end);
        text = std::move(out);
        return {};
    }

private:
    bool m_left;
    bool m_right;
};

class StripAccentsNormalizer final : public Normalizer {
public:
    Status apply(AlignedText& text) const override {
        AlignedText out;
        out.originBegin = text.originBegin;
        for (std::size_t i = 0; i < text.text.size();) {
            const CodePoint point = decodeUtf8(text.text, i);
            if (!isMark(point.value))
                appendAligned(out, text, i, i + point.length);
            i += point.length;
        }
        text = std::move(out);
        return {};
    }
};

class ReplaceNormalizer final : public Normalizer {
public:
    ReplaceNormalizer(Pattern pattern, std::string content)
        : m_pattern(std::move(pattern))
        , m_content(std::move(content)) {}
    Status apply(AlignedText& text) const override {
        if (text.empty())
            return {};
        std::vector<Hit> hits;
        TRY_VOID(m_pattern.findAll(text.text, hits));
        if (hits.size() * m_content.size() > kGrowthFloor + kGrowth * text.text.size())
            return refused("tokenizer.text_grows").with("part", "Replace");
        replaceHits(text, hits, m_content);
        return {};
    }

private:
    Pattern m_pattern;
    std::string m_content;
};

class PrependNormalizer final : public Normalizer {
public:
    explicit PrependNormalizer(std::string prefix)
        : m_prefix(std::move(prefix)) {}
    Status apply(AlignedText& text) const override {
        prepend(text, m_prefix);
        return {};
    }

private:
    std::string m_prefix;
};

class ByteLevelNormalizer final : public Normalizer {
public:
    Status apply(AlignedText& text) const override {
        AlignedText out;
        out.originBegin = text.originBegin;
        for (std::size_t i = 0; i < text.text.size(); ++i) {
            const std::size_t before = out.text.size();
            appendUtf8(out.text, byteLevelCharacter(static_cast<std::uint8_t>(text.text[i])));
            out.origin.insert(out.origin.end(), out.text.size() - before, text.origin[i]);
        }
        text = std::move(out);
        return {};
    }
};

class NormalizerSequence final : public Normalizer {
public:
    explicit NormalizerSequence(std::vector<NormalizerPointer> members)
        : m_members(std::move(members)) {}
    Status apply(AlignedText& text) const override {
        const std::size_t limit = kGrowthFloor + kGrowth * text.text.size();
        for (const NormalizerPointer& one : m_members) {
            TRY_VOID(one->apply(text));
            if (text.text.size() > limit)
                return refused("tokenizer.text_grows").with("part", "Sequence");
        }
        return {};
    }

private:
    std::vector<NormalizerPointer> m_members;
};

} // namespace

NormalizerPointer prependNormalizer(std::string_view prefix) {
    return std::make_unique<PrependNormalizer>(std::string(prefix));
}

NormalizerPointer replaceNormalizer(Pattern pattern, std::string_view content) {
    return std::make_unique<ReplaceNormalizer>(std::move(pattern), std::string(content));
}

NormalizerPointer stripNormalizer(Ends ends) {
    return std::make_unique<StripNormalizer>(ends == Ends::Both, true);
}

NormalizerPointer formNormalizer(templates::NormalForm form) {
    return std::make_unique<FormNormalizer>(form);
}

NormalizerPointer lowercaseNormalizer() {
    return std::make_unique<LowercaseNormalizer>();
}

NormalizerPointer normalizerSequence(std::vector<NormalizerPointer> members) {
    return std::make_unique<NormalizerSequence>(std::move(members));
}

namespace {

using Read = Result<NormalizerPointer> (*)(const Json& json, int depth);

template <templates::NormalForm form>
Result<NormalizerPointer> readForm(const Json&, int) {
    return formNormalizer(form);
}

template <class Part>
Result<NormalizerPointer> readPlain(const Json&, int) {
    return NormalizerPointer(std::make_unique<Part>());
}

Result<NormalizerPointer> readStrip(const Json& json, int) {
    TRY(const bool left, boolAt(json, "strip_left", true));
    TRY(const bool right, boolAt(json, "strip_right", true));
    return NormalizerPointer(std::make_unique<StripNormalizer>(left, right));
}

Result<NormalizerPointer> readPrepend(const Json& json, int) {
    TRY(const std::string prefix, stringAt(json, "prepend"));
    if (prefix.size() > kPrefixBytes)
        return refused("tokenizer.part_invalid").with("part", "Prepend");
    return prependNormalizer(prefix);
}

Result<NormalizerPointer> readReplace(const Json& json, int) {
    TRY(Pattern pattern, patternOf(json));
    TRY(const std::string content, stringAt(json, "content"));
    return replaceNormalizer(std::move(pattern), content);
}

Result<NormalizerPointer> readBert(const Json& json, int) {
    TRY(const BertCleaning cleaning, readBertCleaning(json));
    return bertNormalizer(cleaning);
}

Result<NormalizerPointer> readCharacterMap(const Json& json, int) {
    TRY(const std::string text, stringAt(json, "precompiled_charsmap"));
    TRY(const std::string bytes, base64Bytes(text));
    return characterMapNormalizer(bytes);
}

Result<NormalizerPointer> readNmt(const Json&, int) {
    return nmtNormalizer();
}

Result<NormalizerPointer> readSequence(const Json& json, int depth) {
    TRY(const Json* members, sequenceOf(json, "normalizers", depth));
    std::vector<NormalizerPointer> read;
    for (const Json& one : *members) {
        TRY(NormalizerPointer next, readNormalizer(one, depth + 1));
        read.push_back(std::move(next));
    }
    return normalizerSequence(std::move(read));
}

constexpr std::array<std::pair<std::string_view, Read>, 14> kKinds{{
    {"NFC", readForm<templates::NormalForm::Nfc>},
    {"NFD", readForm<templates::NormalForm::Nfd>},
    {"NFKC", readForm<templates::NormalForm::Nfkc>},
    {"NFKD", readForm<templates::NormalForm::Nfkd>},
    {"Lowercase", readPlain<LowercaseNormalizer>},
    {"Strip", readStrip},
    {"StripAccents", readPlain<StripAccentsNormalizer>},
    {"Replace", readReplace},
    {"Prepend", readPrepend},
    {"ByteLevel", readPlain<ByteLevelNormalizer>},
    {"BertNormalizer", readBert},
    {"Precompiled", readCharacterMap},
    {"Nmt", readNmt},
    {"Sequence", readSequence},
}};

} // namespace

Result<NormalizerPointer> readNormalizer(const Json& json, int depth) {
    TRY(const std::string type, partType(json, "normalizer"));
    const auto kind =
        std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& one) { return one.first == type; });
    return kind == kKinds.end() ? partNotSupported("normalizer", type) : kind->second(json, depth);
}

} // namespace luthier::tokenizing
