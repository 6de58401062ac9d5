#include "strings.h"
#include "unicode.h"

#include <base/utf8.h>

#include <algorithm>

namespace luthier::templates {
namespace {

bool isPythonBlank(char32_t character) {
    return isWhiteSpace(character) || (character >= 0x1C && character <= 0x1F);
}

/// `changed` in place of `original` with the same knowledge, when all or nothing of it is content.
TemplateText likeOriginal(const TemplateText& original, std::string changed) {
    TemplateText out = original.content.empty() ? plainText(changed) : contentText(changed);
    return out;
}

} // namespace

std::size_t lengthOf(std::string_view text) {
    return characterStarts(text).size() - 1;
}

TemplateText stripped(const TemplateText& text, Side side, const std::string* characters) {
    const std::u32string set = characters == nullptr ? std::u32string() : toCodePoints(*characters);
    const auto goes = [&](char32_t c) {
        return characters == nullptr ? isPythonBlank(c) : set.find(c) != std::u32string::npos;
    };
    std::size_t begin = 0;
    std::size_t end = text.bytes.size();
    while (side != Side::Right && begin < end) {
        const CodePoint point = decodeUtf8(text.bytes, begin);
        if (!goes(point.value))
            break;
        begin += point.length;
    }
    while (side != Side::Left && end > begin) {
        std::size_t last = end - 1;
        while (last > begin && (static_cast<unsigned char>(text.bytes[last]) & 0xC0U) == 0x80U)
            --last;
        if (!goes(decodeUtf8(text.bytes, last).value))
            break;
        end = last;
    }
    return subText(text, begin, end);
}

TemplateText withCase(const TemplateText& text, LetterCase letterCase) {
    TemplateText out;
    std::u32string mapped;
    for (std::size_t i = 0; i < text.bytes.size();) {
        const CodePoint point = decodeUtf8(text.bytes, i);
        mapped.clear();
        const bool upper =
            letterCase == LetterCase::Upper || (letterCase == LetterCase::Swap && isLowerCase(point.value));
        if (upper)
            appendUpper(mapped, point.value);
        else if (letterCase == LetterCase::Lower || isUpperCase(point.value))
            appendLower(mapped, point.value);
        else
            mapped.push_back(point.value);
        const TemplateText before = subText(text, i, i + point.length);
        TemplateText after = plainText(toUtf8(mapped));
        const auto size = static_cast<std::uint32_t>(after.bytes.size());
        if (!before.content.empty())
            addRange(after.content, {0, size});
        appendText(out, after);
        i += point.length;
    }
    return out;
}

TemplateText titled(const TemplateText& text) {
    std::u32string out;
    bool inWord = false;
    for (const char32_t c : toCodePoints(text.bytes)) {
        const bool cased = isUpperCase(c) || isLowerCase(c);
        if (cased && inWord)
            appendLower(out, c);
        else
            appendTitle(out, c);
        inWord = cased;
    }
    return likeOriginal(text, toUtf8(out));
}

TemplateText capitalised(const TemplateText& text) {
    std::u32string out;
    bool first = true;
    for (const char32_t c : toCodePoints(text.bytes)) {
        if (first)
            appendTitle(out, c);
        else
            appendLower(out, c);
        first = false;
    }
    return likeOriginal(text, toUtf8(out));
}

Result<TemplateText> replaced(Evaluator& evaluator, const TemplateText& text, std::string_view old,
                              const TemplateText& with, std::int64_t count) {
    TRY_VOID(evaluator.charge(text.bytes.size()));
    TemplateText out;
    std::size_t done = 0;
    std::size_t at = 0;
    for (; count != 0 && at <= text.bytes.size(); --count) {
        // An empty text stands before each character and at the end.
        const std::size_t hit = old.empty() ? at : text.bytes.find(old, at);
        if (hit == std::string::npos)
            break;
        appendText(out, text, done, hit);
        appendText(out, with);
        if (out.bytes.size() > evaluator.valueBytes())
            return evaluator.error("template.budget_spent").with("budget", "memory");
        done = hit + old.size();
        at = old.empty() ? hit + (hit < text.bytes.size() ? decodeUtf8(text.bytes, hit).length : 1U) : done;
    }
    if (done < text.bytes.size())
        appendText(out, text, done, text.bytes.size());
    TRY_VOID(evaluator.charge(out.bytes.size()));
    return out;
}

Result<TemplateText> centred(Evaluator& evaluator, const TemplateText& text, std::int64_t width, Side blanks,
                             char fill) {
    const auto length = static_cast<std::int64_t>(lengthOf(text.bytes));
    if (width > static_cast<std::int64_t>(evaluator.valueBytes()))
        return evaluator.error("template.budget_spent").with("budget", "memory");
    const std::int64_t missing = std::max<std::int64_t>(width - length, 0);
    // Python puts the odd blank of an odd width on the left.
    const std::int64_t left = blanks == Side::Left    ? missing
                              : blanks == Side::Right ? 0
                                                      : missing / 2 + (missing & width & 1);
    TemplateText out = plainText(std::string(static_cast<std::size_t>(left), fill));
    appendText(out, text);
    out.bytes += std::string(static_cast<std::size_t>(missing - left), fill);
    return out;
}

} // namespace luthier::templates
