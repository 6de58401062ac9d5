#include "unicode.h"

#include <base/utf8.h>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>

namespace luthier::templates {
namespace {

UChar32 icu(char32_t character) {
    return static_cast<UChar32>(character);
}

bool inCategories(char32_t character, std::uint32_t mask) {
    return (U_GET_GC_MASK(icu(character)) & mask) != 0;
}

/// ICU's instances live as long as the process; NFC's composes and decomposes canonically, NFKC's with
/// compatibility.
const UNormalizer2* icuNormalizer(NormalForm form) {
    UErrorCode status = U_ZERO_ERROR;
    const bool compatible = form == NormalForm::Nfkc || form == NormalForm::Nfkd;
    return compatible ? unorm2_getNFKCInstance(&status) : unorm2_getNFCInstance(&status);
}

const icu::Normalizer2* icuForm(NormalForm form) {
    UErrorCode status = U_ZERO_ERROR;
    switch (form) {
    case NormalForm::Nfc:
        return icu::Normalizer2::getNFCInstance(status);
    case NormalForm::Nfd:
        return icu::Normalizer2::getNFDInstance(status);
    case NormalForm::Nfkc:
        return icu::Normalizer2::getNFKCInstance(status);
    case NormalForm::Nfkd:
        return icu::Normalizer2::getNFKDInstance(status);
    }
    return nullptr;
}

/// Full decomposition in canonical order; what a decomposition adds carries change 1.
std::vector<Change> decompose(std::u32string_view text, const UNormalizer2* normalizer) {
    std::vector<Change> out;
    out.reserve(text.size());
    std::size_t pending = 0;
    const auto sortPending = [&] {
        std::stable_sort(out.begin() + static_cast<std::ptrdiff_t>(pending), out.end(),
                         [](const Change& a, const Change& b) {
                             return u_getCombiningClass(icu(a.character)) <
                                    u_getCombiningClass(icu(b.character));
                         });
        pending = out.size();
    };
    const auto push = [&](char32_t character, int change) {
        if (u_getCombiningClass(icu(character)) == 0) {
            sortPending();
            pending = out.size() + 1;
        }
        out.push_back({character, change});
    };
    std::array<UChar, 64> buffer{};
    for (const char32_t character : text) {
        UErrorCode status = U_ZERO_ERROR;
        const int length = unorm2_getDecomposition(normalizer, icu(character), buffer.data(),
                                                   static_cast<int>(buffer.size()), &status);
        if (length < 0 || U_FAILURE(status)) {
            push(character, 0);
            continue;
        }
        int change = 0;
        for (int i = 0; i < length;) {
            UChar32 part = 0;
            U16_NEXT(buffer.data(), i, length, part);
            push(static_cast<char32_t>(part), change);
            change = 1;
        }
    }
    if (pending < out.size())
        sortPending();
    return out;
}

/// Canonical composition (UAX 15, D117) of decomposed characters. Composing sums the changes and loses one.
std::vector<Change> compose(const std::vector<Change>& parts, const UNormalizer2* canonical) {
    std::vector<Change> out;
    out.reserve(parts.size());
    std::size_t starter = parts.size();
    int lastClass = -1;
    for (const Change& part : parts) {
        const int combiningClass = u_getCombiningClass(icu(part.character));
        const bool hasStarter = starter < parts.size();
        const bool blocked = lastClass >= combiningClass;
        if (hasStarter && !blocked) {
            const UChar32 composed =
                unorm2_composePair(canonical, icu(out[starter].character), icu(part.character));
            if (composed >= 0) {
                out[starter] = {static_cast<char32_t>(composed), out[starter].change + part.change - 1};
                continue;
            }
        }
        if (combiningClass == 0) {
            starter = out.size();
            lastClass = -1;
        } else if (hasStarter) {
            lastClass = combiningClass;
        }
        out.push_back(part);
    }
    return out;
}

} // namespace

bool isWhiteSpace(char32_t character) {
    if (character < 0x80)
        return character == ' ' || (character >= 9 && character <= 13);
    return u_isUWhiteSpace(icu(character)) != 0;
}

bool isWordCharacter(char32_t character) {
    if (character < 0x80)
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
               (character >= '0' && character <= '9') || character == '_';
    return u_isUAlphabetic(icu(character)) != 0 ||
           inCategories(character, U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK) || character == 0x200C ||
           character == 0x200D;
}

bool isNumeric(char32_t character) {
    return inCategories(character, U_GC_N_MASK);
}

bool isPrintable(char32_t character) {
    if (character == ' ')
        return true;
    return !inCategories(character, U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CS_MASK | U_GC_CO_MASK | U_GC_CN_MASK |
                                        U_GC_Z_MASK);
}

bool isLetter(char32_t character) {
    return inCategories(character, U_GC_L_MASK);
}

bool isUpperCase(char32_t character) {
    return u_isUUppercase(icu(character)) != 0;
}

bool isLowerCase(char32_t character) {
    return u_isULowercase(icu(character)) != 0;
}

bool isDecimalDigit(char32_t character) {
    return inCategories(character, U_GC_ND_MASK);
}

namespace {

using CaseMapping = int32_t (*)(UChar*, int32_t, const UChar*, int32_t, const char*, UErrorCode*);

void appendMapped(std::u32string& text, char32_t character, CaseMapping mapping) {
    std::array<UChar, 2> source{};
    std::array<UChar, 16> target{};
    int length = 0;
    U16_APPEND_UNSAFE(source.data(), length, icu(character));
    UErrorCode status = U_ZERO_ERROR;
    const int mapped =
        mapping(target.data(), static_cast<int>(target.size()), source.data(), length, "", &status);
    if (U_FAILURE(status)) {
        text.push_back(character);
        return;
    }
    for (int i = 0; i < mapped;) {
        UChar32 part = 0;
        U16_NEXT(target.data(), i, mapped, part);
        text.push_back(static_cast<char32_t>(part));
    }
}

} // namespace

void appendLower(std::u32string& text, char32_t character) {
    if (character < 0x80)
        text.push_back(character >= 'A' && character <= 'Z' ? character + 32 : character);
    else if (character == 0x3A3) // alone it would be taken for a final sigma
        text.push_back(0x3C3);
    else
        appendMapped(text, character, &u_strToLower);
}

void appendUpper(std::u32string& text, char32_t character) {
    if (character < 0x80)
        text.push_back(character >= 'a' && character <= 'z' ? character - 32 : character);
    else
        appendMapped(text, character, &u_strToUpper);
}

void appendTitle(std::u32string& text, char32_t character) {
    const auto simple = static_cast<char32_t>(u_totitle(icu(character)));
    if (simple != character || character < 0x80)
        text.push_back(simple);
    else
        appendUpper(text, character);
}

std::u32string toCodePoints(std::string_view utf8) {
    std::u32string out;
    out.reserve(utf8.size());
    for (std::size_t i = 0; i < utf8.size();) {
        const CodePoint point = decodeUtf8(utf8, i);
        out.push_back(point.value);
        i += point.length;
    }
    return out;
}

std::string toUtf8(std::u32string_view codePoints) {
    std::string out;
    out.reserve(codePoints.size());
    for (const char32_t character : codePoints)
        appendUtf8(out, character);
    return out;
}

bool isNormalised(std::string_view utf8, NormalForm form) {
    // Below U+0300 everything is NFC; ASCII stands in all forms.
    const unsigned char limit = form == NormalForm::Nfc ? 0xCC : 0x80;
    if (std::all_of(utf8.begin(), utf8.end(),
                    [&](char byte) { return static_cast<unsigned char>(byte) < limit; }))
        return true;
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = icuForm(form);
    const bool known =
        normalizer != nullptr &&
        normalizer->isNormalizedUTF8({utf8.data(), static_cast<int32_t>(utf8.size())}, status) != 0;
    return known && U_SUCCESS(status);
}

std::vector<Change> normalise(std::string_view utf8, NormalForm form) {
    std::vector<Change> parts = decompose(toCodePoints(utf8), icuNormalizer(form));
    if (form == NormalForm::Nfd || form == NormalForm::Nfkd)
        return parts;
    return compose(parts, icuNormalizer(NormalForm::Nfc));
}

} // namespace luthier::templates
