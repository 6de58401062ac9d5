#include "particles.h"

#include <base/utf8.h>

#include <optional>

namespace luthier::texts {
namespace {

enum class Ending { Open, Closed, ClosedByRieul };

/// How a digit or letter ends when read aloud: 영 일 이 삼 사 오 육 칠 팔 구; 엘, 엠, 엔, 알 among the
/// letters.
std::optional<Ending> endingOf(char32_t point) {
    if (point >= 0xAC00 && point <= 0xD7A3) {
        const auto final = (point - 0xAC00) % 28;
        return final == 0 ? Ending::Open : final == 8 ? Ending::ClosedByRieul : Ending::Closed;
    }
    constexpr std::string_view kClosedDigits = "036";
    constexpr std::string_view kRieulDigits = "178";
    const auto in = [&](std::string_view set) {
        return point < 0x80 && set.find(static_cast<char>(point)) != std::string_view::npos;
    };
    if (point >= '0' && point <= '9')
        return in(kRieulDigits) ? Ending::ClosedByRieul : in(kClosedDigits) ? Ending::Closed : Ending::Open;
    if ((point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z'))
        return in("lLrR") ? Ending::ClosedByRieul : in("mMnN") ? Ending::Closed : Ending::Open;
    return std::nullopt;
}

Ending endingOf(std::string_view word) {
    constexpr std::u32string_view kVowels = U"aeiou";
    std::optional<Ending> last;
    char32_t before = 0;
    for (std::size_t i = 0; i < word.size();) {
        const CodePoint point = decodeUtf8(word, i);
        // Quotes, brackets and blanks are not read: what stands before them decides. "user" is 유저, while
        // "R" is 알.
        if (const auto ending = endingOf(point.value))
            last = point.value == U'r' && kVowels.find(before) != std::u32string_view::npos ? Ending::Open
                                                                                            : *ending;
        before = point.value;
        i += point.length;
    }
    return last.value_or(Ending::Open);
}

} // namespace

std::string_view particleAfter(std::string_view word, std::string_view pair) {
    const auto slash = pair.find('/');
    if (slash == std::string_view::npos)
        return pair;
    const std::string_view afterClosed = pair.substr(0, slash);
    const std::string_view afterOpen = pair.substr(slash + 1);
    const Ending ending = endingOf(word);
    if (ending == Ending::ClosedByRieul)
        return afterClosed == "으로" ? afterOpen : afterClosed;
    return ending == Ending::Closed ? afterClosed : afterOpen;
}

} // namespace luthier::texts
