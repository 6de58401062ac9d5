#include "normal_text.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>

namespace luthier::cleaning {
namespace {

bool isAscii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool isBlank(char32_t character) {
    if (character < 0x80)
        return character == ' ' || (character >= '\t' && character <= '\r');
    return u_isUWhiteSpace(static_cast<UChar32>(character)) != 0;
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

Hash128 exactHash(std::string_view text) {
    return hash128(exactForm(text));
}

WordText wordsOf(std::string_view text) {
    static constexpr std::array<char, 128> kTable = wordCharacters();
    std::string foldedText;
    if (!isAscii(text))
        text = foldedText = normalised(text, folded());
    WordText out;
    out.text.reserve(text.size());
    std::size_t at = 0;
    // The end of the word that begins here, in `out`; what it is made of is appended as it goes.
    const auto takeWord = [&] {
        const std::size_t before = out.text.size();
        while (at < text.size()) {
            const auto byte = static_cast<unsigned char>(text[at]);
            if (byte < 0x80) {
                if (kTable[byte] == 0)
                    break;
                out.text += kTable[byte];
                ++at;
                continue;
            }
            const CodePoint point = decodeUtf8(text, at);
            if (!isOfWord(point.value))
                break;
            out.text.append(text, at, point.length);
            at += point.length;
        }
        return out.text.size() > before;
    };
    while (at < text.size()) {
        if (!out.words.empty())
            out.text += ' ';
        const auto begin = static_cast<std::uint32_t>(out.text.size());
        if (takeWord()) {
            out.words.push_back({begin, static_cast<std::uint32_t>(out.text.size())});
            continue;
        }
        if (!out.words.empty())
            out.text.pop_back();
        at += static_cast<unsigned char>(text[at]) < 0x80 ? 1 : decodeUtf8(text, at).length;
    }
    return out;
}

} // namespace luthier::cleaning
