#include "matching.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

namespace luthier::scoring {

std::string_view trimmed(std::string_view text) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    auto end = static_cast<std::int32_t>(text.size());
    while (end > 0) {
        std::int32_t before = end;
        UChar32 point = 0;
        U8_PREV(bytes, 0, before, point);
        if (point < 0 || !u_isUWhiteSpace(point))
            break;
        end = before;
    }
    std::int32_t begin = 0;
    while (begin < end) {
        std::int32_t behind = begin;
        UChar32 point = 0;
        U8_NEXT(bytes, behind, end, point);
        if (point < 0 || !u_isUWhiteSpace(point))
            break;
        begin = behind;
    }
    return text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
}

bool exactMatch(std::string_view prediction, std::string_view reference) {
    return trimmed(prediction) == trimmed(reference);
}

} // namespace luthier::scoring
