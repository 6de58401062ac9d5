#include "normal_text.h"

#include "characters.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>

namespace luthier::cleaning {
namespace {

bool isAscii(std::string_view text) {
    unsigned char all = 0;
    for (const char c : text)
        all = static_cast<unsigned char>(all | static_cast<unsigned char>(c));
    return all < 0x80;
}

/// ASCII without anything that the exact form changes: no two blanks, none at an end of a part, no other
/// white space. Looks at every byte and branches at none, so that the compiler makes vectors of it.
bool isPlain(std::string_view text) {
    if (text.empty() || text.front() == ' ' || text.back() == ' ')
        return text.empty();
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    unsigned char bad = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto afterTab = static_cast<unsigned char>(bytes[at] - '\t');
        bad |= static_cast<unsigned char>(bytes[at] & 0x80U) |
               static_cast<unsigned char>(afterTab <= '\r' - '\t');
    }
    // Of two neighbours that are blanks or separators one is a blank: only a separator may follow another.
    for (std::size_t at = 1; at < text.size(); ++at) {
        const unsigned char a = bytes[at - 1];
        const unsigned char b = bytes[at];
        const auto here = static_cast<unsigned char>((b == ' ') | (b == kBetweenParts));
        const auto before = static_cast<unsigned char>((a == ' ') | (a == kBetweenParts));
        const auto blank = static_cast<unsigned char>((a == ' ') | (b == ' '));
        bad |= static_cast<unsigned char>(here & before & blank);
    }
    return bad == 0;
}

/// The text in a normal form; malformed bytes become U+FFFD first. As it is where ICU cannot serve.
std::string normalised(std::string_view text, const icu::Normalizer2* form) {
    std::string valid;
    if (!isValidUtf8(text))
        text = valid = replaceInvalidUtf8(text);
    std::string out;
    UErrorCode status = U_ZERO_ERROR;
    const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
    if (!form || form->isNormalizedUTF8(piece, status))
        return std::string(text);
    icu::StringByteSink<std::string> sink(&out);
    form->normalizeUTF8(0, piece, sink, nullptr, status);
    return U_SUCCESS(status) ? out : std::string(text);
}

const icu::Normalizer2* composed() {
    UErrorCode status = U_ZERO_ERROR;
    const auto* form = icu::Normalizer2::getNFCInstance(status);
    return U_SUCCESS(status) ? form : nullptr;
}

const icu::Normalizer2* folded() {
    UErrorCode status = U_ZERO_ERROR;
    const auto* form = icu::Normalizer2::getNFKCCasefoldInstance(status);
    return U_SUCCESS(status) ? form : nullptr;
}

/// Letters and digits in lower case; 0 for what stands between words.
constexpr std::array<char, 128> wordCharacters() {
    std::array<char, 128> table{};
    for (char c = '0'; c <= '9'; ++c)
        table[static_cast<std::size_t>(c)] = c;
    for (char c = 'a'; c <= 'z'; ++c) {
        table[static_cast<std::size_t>(c)] = c;
        table[static_cast<std::size_t>(c - 'a' + 'A')] = c;
    }
    return table;
}

bool isOfWord(char32_t character) {
    return (U_GET_GC_MASK(static_cast<UChar32>(character)) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
}

} // namespace

std::string exactForm(std::string_view text) {
    std::string composedText;
    if (!isAscii(text))
        text = composedText = normalised(text, composed());
    std::string out;
    out.reserve(text.size());
    bool blank = false;
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        const CodePoint point = byte < 0x80 ? CodePoint{byte, 1, true} : decodeUtf8(text, at);
        if (isBlank(point.value)) {
            blank = !out.empty() && out.back() != kBetweenParts;
        } else {
            if (blank && point.value != kBetweenParts)
                out += ' ';
            blank = false;
            out.append(text, at, point.length);
        }
        at += point.length;
    }
    return out;
}

std::string_view exactView(std::string_view text, std::string& made) {
    return isPlain(text) ? text : made = exactForm(text);
}

Hash128 exactHash(std::string_view text) {
    std::string made;
    return hash128(exactView(text, made));
}

namespace {

/// The words of a text of ASCII, and of any other in its folded form; both give no more bytes than they read.
void takeAsciiWords(std::string_view text, WordText& out) {
    static constexpr std::array<char, 128> kTable = wordCharacters();
    char* const base = out.text.data();
    char* write = base;
    for (std::size_t at = 0; at < text.size();) {
        char letter = kTable[static_cast<unsigned char>(text[at])];
        if (letter == 0) {
            ++at;
            continue;
        }
        if (write != base)
            *write++ = ' ';
        const auto begin = static_cast<std::uint32_t>(write - base);
        while (letter != 0) {
            *write++ = letter;
            letter = ++at < text.size() ? kTable[static_cast<unsigned char>(text[at])] : '\0';
        }
        out.words.push_back({begin, static_cast<std::uint32_t>(write - base)});
    }
    out.text.resize(static_cast<std::size_t>(write - base));
}

void takeFoldedWords(std::string_view text, WordText& out) {
    std::size_t size = 0;
    bool inside = false;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decodeUtf8(text, at);
        if (isOfWord(point.value)) {
            if (!inside) {
                if (size > 0)
                    out.text[size++] = ' ';
                out.words.push_back({static_cast<std::uint32_t>(size), 0});
            }
            text.copy(out.text.data() + size, point.length, at);
            size += point.length;
            out.words.back().end = static_cast<std::uint32_t>(size);
        }
        inside = isOfWord(point.value);
        at += point.length;
    }
    out.text.resize(size);
}

} // namespace

void takeWords(std::string_view text, WordText& out) {
    out.words.clear();
    if (isAscii(text)) {
        out.text.resize(text.size());
        takeAsciiWords(text, out);
        return;
    }
    const std::string form = normalised(text, folded());
    out.text.resize(form.size());
    takeFoldedWords(form, out);
}

WordText foldedWords(std::string_view text) {
    WordText out;
    takeWords(text, out);
    return out;
}

} // namespace luthier::cleaning
