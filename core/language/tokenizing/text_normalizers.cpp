// Normalizers that one family of models brought along: BERT's, and SentencePiece's two.

#include "character_map.h"
#include "characters.h"
#include "normalizers.h"
#include "part_reading.h"

#include <base/utf8.h>

#include <utility>

namespace luthier::tokenizing {
namespace {

// The reference looks a cluster up as a whole only when it is shorter than this.
constexpr std::size_t kWholeClusterBytes = 6;

/// The changes that put `replacement` in the place of `replaced` characters, as the reference tells them.
void appendReplacement(std::vector<templates::Change>& changes, std::size_t replaced,
                       std::string_view replacement) {
    const std::u32string characters = templates::toCodePoints(replacement);
    for (std::size_t i = 0; i < characters.size(); ++i)
        changes.push_back({characters[i], i < replaced ? 0 : 1});
    if (characters.size() < replaced && !changes.empty())
        changes.back().change -= static_cast<int>(replaced - characters.size());
}

class CharacterMapNormalizer final : public Normalizer {
public:
    explicit CharacterMapNormalizer(CharacterMap map)
        : m_map(std::move(map)) {}
    Status apply(AlignedText& text) const override {
        std::vector<templates::Change> changes;
        changes.reserve(text.text.size());
        bool changed = false;
        const std::string_view all = text.text;
        for (std::size_t at = 0; at < all.size();) {
            const std::string_view cluster = all.substr(at, graphemeLength(all, at));
            const auto whole =
                cluster.size() < kWholeClusterBytes ? m_map.replacementOf(cluster) : std::nullopt;
            if (whole) {
                appendReplacement(changes, countCodePoints(cluster), *whole);
                changed = true;
            } else {
                changed = mapCharacters(cluster, changes) || changed;
            }
            at += cluster.size();
        }
        if (!changed)
            return {};
        AlignedWriter writer(text);
        for (const templates::Change& change : changes)
            writer.apply(change);
        text = std::move(writer).finish();
        return {};
    }

private:
    bool mapCharacters(std::string_view cluster, std::vector<templates::Change>& changes) const {
        bool changed = false;
        for (std::size_t i = 0; i < cluster.size();) {
            const CodePoint point = decodeUtf8(cluster, i);
            if (const auto replacement = m_map.replacementOf(cluster.substr(i, point.length))) {
                appendReplacement(changes, 1, *replacement);
                changed = true;
            } else {
                changes.push_back({point.value, 0});
            }
            i += point.length;
        }
        return changed;
    }

    CharacterMap m_map;
};

/// What SentencePiece's rules for translation do beside NFKC: control characters go, odd blanks become plain.
class NmtNormalizer final : public Normalizer {
public:
    Status apply(AlignedText& text) const override {
        AlignedWriter writer(text);
        for (std::size_t i = 0; i < text.text.size();) {
            const CodePoint point = decodeUtf8(text.text, i);
            if (isLeftOut(point.value))
                writer.drop();
            else
                writer.substitute(isBlank(point.value) ? U' ' : point.value);
            i += point.length;
        }
        text = std::move(writer).finish();
        return {};
    }

private:
    static bool isLeftOut(char32_t c) {
        return (c >= 0x1 && c <= 0x8) || c == 0xB || (c >= 0xE && c <= 0x1F) || c == 0x7F || c == 0x8F ||
               c == 0x9F;
    }
    static bool isBlank(char32_t c) {
        return c == '\t' || c == '\n' || c == 0xC || c == '\r' || c == 0x1680 ||
               (c >= 0x200B && c <= 0x200F) || c == 0x2028 || c == 0x2029 || c == 0x2581 || c == 0xFEFF ||
               c == 0xFFFD;
    }
};

/// The ideographs that BERT's vocabularies know one by one. The gap at 2B820 is the reference's.
bool isIdeograph(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
           (c >= 0x2A700 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x2F800 && c <= 0x2FA1F);
}

class BertNormalizer final : public Normalizer {
public:
    explicit BertNormalizer(const BertCleaning& cleaning)
        : m_cleaning(cleaning)
        , m_decompose(formNormalizer(templates::NormalForm::Nfd))
        , m_lowercase(lowercaseNormalizer()) {}
    Status apply(AlignedText& text) const override {
        if (m_cleaning.cleanText)
            clean(text);
        if (m_cleaning.separateIdeographs)
            separateIdeographs(text);
        if (m_cleaning.stripAccents) {
            TRY_VOID(m_decompose->apply(text));
            dropAccents(text);
        }
        return m_cleaning.lowercase ? m_lowercase->apply(text) : Status();
    }

private:
    /// Rewrites each character by `rewrite(writer, character)`.
    template <class Rewrite>
    static void rewriteEach(AlignedText& text, const Rewrite& rewrite) {
        AlignedWriter writer(text);
        for (std::size_t i = 0; i < text.text.size();) {
            const CodePoint point = decodeUtf8(text.text, i);
            rewrite(writer, point.value);
            i += point.length;
        }
        text = std::move(writer).finish();
    }
    static void clean(AlignedText& text) {
        rewriteEach(text, [](AlignedWriter& writer, char32_t c) {
            if (isControl(c))
                writer.drop();
            else
                writer.substitute(templates::isWhiteSpace(c) ? U' ' : c);
        });
    }
    static void separateIdeographs(AlignedText& text) {
        rewriteEach(text, [](AlignedWriter& writer, char32_t c) {
            if (!isIdeograph(c)) {
                writer.substitute(c);
                return;
            }
            writer.substitute(U' ');
            writer.insert(c);
            writer.insert(U' ');
        });
    }
    static void dropAccents(AlignedText& text) {
        rewriteEach(text, [](AlignedWriter& writer, char32_t c) {
            if (isNonspacingMark(c))
                writer.drop();
            else
                writer.substitute(c);
        });
    }

    BertCleaning m_cleaning;
    NormalizerPointer m_decompose;
    NormalizerPointer m_lowercase;
};

} // namespace

Result<NormalizerPointer> characterMapNormalizer(std::string_view bytes) {
    TRY(CharacterMap map, CharacterMap::read(bytes));
    return NormalizerPointer(std::make_unique<CharacterMapNormalizer>(std::move(map)));
}

NormalizerPointer nmtNormalizer() {
    return std::make_unique<NmtNormalizer>();
}

NormalizerPointer bertNormalizer(const BertCleaning& cleaning) {
    return std::make_unique<BertNormalizer>(cleaning);
}

Result<BertCleaning> readBertCleaning(const Json& json) {
    BertCleaning cleaning;
    TRY(cleaning.cleanText, boolAt(json, "clean_text", true));
    TRY(cleaning.separateIdeographs, boolAt(json, "handle_chinese_chars", true));
    TRY(cleaning.lowercase, boolAt(json, "lowercase", true));
    TRY(cleaning.stripAccents, boolAt(json, "strip_accents", cleaning.lowercase));
    return cleaning;
}

} // namespace luthier::tokenizing
