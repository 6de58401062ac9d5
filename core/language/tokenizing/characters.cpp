#include "characters.h"

#include <base/utf8.h>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <utility>

namespace luthier::tokenizing {
namespace {

using Range = std::pair<char32_t, char32_t>;

UChar32 icu(char32_t character) {
    return static_cast<UChar32>(character);
}

/// Whether Unicode had the character in this version.
bool isKnownTo(int version, char32_t character) {
    UVersionInfo age{};
    u_charAge(icu(character), age);
    return age[0] > 0 && (age[0] < version || (age[0] == version && age[1] == 0));
}

bool isOf(std::uint32_t categories, int version, char32_t character) {
    return (U_GET_GC_MASK(icu(character)) & categories) != 0 && isKnownTo(version, character);
}

template <std::size_t N>
bool isIn(const std::array<Range, N>& ranges, char32_t character) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
        return range.first <= character && character <= range.second;
    });
}

/// Numbers that came after ICU 72.
constexpr std::array<Range, 9> kLaterNumbers{{{0x10D40, 0x10D49},
                                              {0x116D0, 0x116E3},
                                              {0x11BF0, 0x11BF9},
                                              {0x11DE0, 0x11DE9},
                                              {0x16130, 0x16139},
                                              {0x16D70, 0x16D79},
                                              {0x16FF4, 0x16FF6},
                                              {0x1CCF0, 0x1CCF9},
                                              {0x1E5F1, 0x1E5FA}}};

/// Capitals that came after ICU 72, with their small letters; ranges keep their distance.
struct LaterCapitals {
    Range capitals;
    char32_t firstSmall;
};
constexpr std::array<LaterCapitals, 10> kLaterCapitals{{{{0x1C89, 0x1C89}, 0x1C8A},
                                                        {{0xA7CB, 0xA7CB}, 0x264},
                                                        {{0xA7CC, 0xA7CC}, 0xA7CD},
                                                        {{0xA7CE, 0xA7CE}, 0xA7CF},
                                                        {{0xA7D2, 0xA7D2}, 0xA7D3},
                                                        {{0xA7D4, 0xA7D4}, 0xA7D5},
                                                        {{0xA7DA, 0xA7DA}, 0xA7DB},
                                                        {{0xA7DC, 0xA7DC}, 0x19B},
                                                        {{0x10D50, 0x10D65}, 0x10D70},
                                                        {{0x16EA0, 0x16EB8}, 0x16EBB}}};

} // namespace

bool isPunctuation(char32_t character) {
    if (character < 0x80)
        return character > ' ' && character < 0x7F && u_isalnum(icu(character)) == 0;
    // Two of today were something else then.
    return character == 0x166D || character == 0x111C9 || isOf(U_GC_P_MASK, 8, character);
}

bool isMark(char32_t character) {
    if (character == 0x1CF2 || character == 0x1CF3)
        return true;
    return character >= 0x300 && character != 0x111C9 && isOf(U_GC_M_MASK, 9, character);
}

bool isNonspacingMark(char32_t character) {
    switch (character) {
    case 0x1734:
        return true;
    case 0x1885:
    case 0x1886:
    case 0xA9BD:
    case 0x111C9:
        return false;
    default:
        return character >= 0x300 && isOf(U_GC_MN_MASK, 8, character);
    }
}

bool isNumeric(char32_t character) {
    return (U_GET_GC_MASK(icu(character)) & U_GC_N_MASK) != 0 || isIn(kLaterNumbers, character);
}

bool isControl(char32_t character) {
    if (character == '\t' || character == '\n' || character == '\r')
        return false;
    return character == 0 || character == 0xFFFD ||
           isOf(U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK, 8, character);
}

std::int32_t scriptOf(char32_t character) {
    if (character == ' ' || !isKnownTo(9, character))
        return kNoScript;
    if (character == 0x30FC)
        return USCRIPT_HAN;
    if (character == 0x589 || character == 0x61C)
        return USCRIPT_COMMON;
    if (character == 0x953 || character == 0x954)
        return USCRIPT_DEVANAGARI;
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(icu(character), &status);
    if (U_FAILURE(status) || script == USCRIPT_UNKNOWN)
        return kNoScript;
    return script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA ? USCRIPT_HAN : script;
}

void appendLower(std::u32string& text, char32_t character) {
    if (character >= 0x1C89)
        for (const LaterCapitals& later : kLaterCapitals)
            if (later.capitals.first <= character && character <= later.capitals.second) {
                text.push_back(later.firstSmall + (character - later.capitals.first));
                return;
            }
    templates::appendLower(text, character);
}

std::vector<templates::Change> inNormalForm(std::string_view utf8, templates::NormalForm form) {
    std::vector<templates::Change> out;
    std::size_t done = 0;
    const auto normaliseTo = [&](std::size_t end) {
        const auto part = templates::normalise(utf8.substr(done, end - done), form);
        out.insert(out.end(), part.begin(), part.end());
    };
    for (std::size_t i = 0; i < utf8.size();) {
        const CodePoint point = decodeUtf8(utf8, i);
        const std::size_t end = i + point.length;
        if (point.value >= 0x300 && !isKnownTo(9, point.value)) {
            normaliseTo(i);
            out.push_back({point.value, 0});
            done = end;
        }
        i = end;
    }
    normaliseTo(utf8.size());
    return out;
}

namespace {

int breakClass(char32_t character) {
    return u_getIntPropertyValue(icu(character), UCHAR_GRAPHEME_CLUSTER_BREAK);
}

/// What has been read of a cluster, as far as the next character needs it.
struct ClusterState {
    int last = 0;
    bool afterPicture = false; // an emoji, then only what extends it
    bool joined = false;       // afterPicture, and a joiner stands last
    unsigned flags = 0;        // regional indicators in a row

    void read(char32_t character, int kind) {
        const bool picture = u_hasBinaryProperty(icu(character), UCHAR_EXTENDED_PICTOGRAPHIC) != 0;
        joined = kind == U_GCB_ZWJ && afterPicture;
        afterPicture = picture || (afterPicture && (kind == U_GCB_EXTEND || kind == U_GCB_ZWJ));
        flags = kind == U_GCB_REGIONAL_INDICATOR ? flags + 1 : 0;
        last = kind;
    }

    /// Rules GB3 to GB13 of UAX 29.
    bool continuesWith(char32_t character, int kind) const {
        const auto isEnd = [](int k) {
            return k == U_GCB_CR || k == U_GCB_LF || k == U_GCB_CONTROL;
        };
        if (last == U_GCB_CR && kind == U_GCB_LF)
            return true;
        if (isEnd(last) || isEnd(kind))
            return false;
        if (last == U_GCB_L && (kind == U_GCB_L || kind == U_GCB_V || kind == U_GCB_LV || kind == U_GCB_LVT))
            return true;
        if ((last == U_GCB_LV || last == U_GCB_V) && (kind == U_GCB_V || kind == U_GCB_T))
            return true;
        if ((last == U_GCB_LVT || last == U_GCB_T) && kind == U_GCB_T)
            return true;
        if (kind == U_GCB_EXTEND || kind == U_GCB_ZWJ || kind == U_GCB_SPACING_MARK || last == U_GCB_PREPEND)
            return true;
        if (joined && u_hasBinaryProperty(icu(character), UCHAR_EXTENDED_PICTOGRAPHIC) != 0)
            return true;
        return kind == U_GCB_REGIONAL_INDICATOR && flags % 2 == 1;
    }
};

} // namespace

std::size_t graphemeLength(std::string_view utf8, std::size_t at) {
    CodePoint point = decodeUtf8(utf8, at);
    ClusterState state;
    state.read(point.value, breakClass(point.value));
    std::size_t end = at + point.length;
    while (end < utf8.size()) {
        point = decodeUtf8(utf8, end);
        const int kind = breakClass(point.value);
        if (!state.continuesWith(point.value, kind))
            break;
        state.read(point.value, kind);
        end += point.length;
    }
    return end - at;
}

} // namespace luthier::tokenizing
