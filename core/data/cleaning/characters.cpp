#include "characters.h"

#include <unicode/uchar.h>

namespace luthier::cleaning {

std::string asciiLower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        c = asciiLower(c);
    return lower;
}

bool isLetter(char32_t c) {
    return c < 0x80 ? isAsciiLetter(static_cast<char>(c)) : u_isalpha(static_cast<UChar32>(c)) != 0;
}

CodePoint lastCharacter(std::string_view text) {
    std::size_t at = text.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
        --at;
    return decodeUtf8(text, at);
}

ByteRange withoutOuterBlanks(std::string_view text) {
    std::size_t begin = 0;
    while (begin < text.size()) {
        const auto c = decodeUtf8(text, begin);
        if (!isBlank(c.value) && !isWidthless(c.value))
            break;
        begin += c.length;
    }
    std::size_t end = text.size();
    while (end > begin) {
        const auto c = lastCharacter(text.substr(0, end));
        if (!isBlank(c.value) && !isWidthless(c.value))
            break;
        end -= c.length;
    }
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

bool isEmptyText(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto c = decodeUtf8(text, at);
        if (!isBlank(c.value) && !isWidthless(c.value))
            return false;
        at += c.length;
    }
    return true;
}

Scripts scriptsOf(std::string_view text) {
    Scripts scripts;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = decodeUtf8(text, at);
        at += c.length;
        if (isLatin(c.value))
            ++scripts.latin;
        else if (isHangul(c.value))
            ++scripts.hangul;
        else if (isHanOrKana(c.value))
            ++scripts.hanOrKana;
        else if (c.value >= 0x80 && isLetter(c.value))
            ++scripts.others;
    }
    return scripts;
}

} // namespace luthier::cleaning
