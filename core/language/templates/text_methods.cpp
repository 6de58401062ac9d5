#include "strings.h"
#include "unicode.h"

#include <base/utf8.h>

#include <algorithm>

namespace luthier::templates {
namespace {

using Bound = std::vector<const Value*>;

bool isBlankCharacter(char32_t c) {
    return isWhiteSpace(c) || (c >= 0x1C && c <= 0x1F);
}

Result<Value> textList(Evaluator& evaluator, std::vector<TemplateText> parts, bool tuple = false) {
    std::vector<Value> out;
    for (TemplateText& part : parts) {
        TRY(Value value, evaluator.makeText(std::move(part)));
        out.push_back(std::move(value));
    }
    return evaluator.makeList(std::move(out), tuple);
}

/// Cuts at runs of white space; `most` cuts, from the left or from the right.
std::vector<TemplateText> splitAtBlanks(const TemplateText& text, std::int64_t most, bool fromRight) {
    std::vector<ByteRange> words;
    std::size_t begin = std::string::npos;
    for (std::size_t i = 0; i < text.bytes.size();) {
        const CodePoint point = decodeUtf8(text.bytes, i);
        if (isBlankCharacter(point.value)) {
            if (begin != std::string::npos)
                words.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(i)});
            begin = std::string::npos;
        } else if (begin == std::string::npos) {
            begin = i;
        }
        i += point.length;
    }
    if (begin != std::string::npos)
        words.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(text.bytes.size())});
    const std::size_t limit = most < 0 ? words.size() : static_cast<std::size_t>(most);
    std::vector<TemplateText> out;
    if (words.size() > limit + 1 || (most >= 0 && words.size() == limit + 1)) {
        // The rest keeps its inner blanks, and those at the far end.
        if (fromRight) {
            out.push_back(stripped(subText(text, 0, words[words.size() - limit - 1].end), Side::Right));
            for (std::size_t i = words.size() - limit; i < words.size(); ++i)
                out.push_back(subText(text, words[i].begin, words[i].end));
        } else {
            for (std::size_t i = 0; i < limit; ++i)
                out.push_back(subText(text, words[i].begin, words[i].end));
            out.push_back(subText(text, words[limit].begin, text.bytes.size()));
        }
        return out;
    }
    for (const ByteRange& word : words)
        out.push_back(subText(text, word.begin, word.end));
    return out;
}

std::vector<TemplateText> splitAt(const TemplateText& text, std::string_view separator, std::int64_t most,
                                  bool fromRight) {
    std::vector<std::size_t> cuts;
    if (fromRight) {
        for (std::size_t at = text.bytes.rfind(separator); at != std::string::npos && most != 0; --most) {
            cuts.insert(cuts.begin(), at);
            if (at < separator.size())
                break;
            at = text.bytes.rfind(separator, at - separator.size());
        }
    } else {
        for (std::size_t at = text.bytes.find(separator); at != std::string::npos && most != 0;
             at = text.bytes.find(separator, at + separator.size()), --most)
            cuts.push_back(at);
    }
    std::vector<TemplateText> out;
    std::size_t done = 0;
    for (const std::size_t cut : cuts) {
        out.push_back(subText(text, done, cut));
        done = cut + separator.size();
    }
    out.push_back(subText(text, done, text.bytes.size()));
    return out;
}

Result<Value> splitMethod(Evaluator& evaluator, const TemplateText& text, std::string_view name,
                          const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind(name, arguments, {"sep", "maxsplit"}));
    const bool fromRight = name == "rsplit";
    if (bound[1] != nullptr && !bound[1]->isInteger())
        return evaluator.wrongType(name, *bound[1]);
    const std::int64_t most = bound[1] == nullptr ? -1 : std::max<std::int64_t>(bound[1]->integer(), -1);
    TRY_VOID(evaluator.charge(text.bytes.size() * 8));
    if (bound[0] == nullptr || bound[0]->isNone())
        return textList(evaluator, splitAtBlanks(text, most, fromRight));
    if (bound[0]->text() == nullptr || bound[0]->text()->bytes.empty())
        return evaluator.wrongType(name, *bound[0]);
    return textList(evaluator, splitAt(text, bound[0]->text()->bytes, most, fromRight));
}

Result<Value> splitLines(Evaluator& evaluator, const TemplateText& text, const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind("splitlines", arguments, {"keepends"}));
    const bool keep = bound[0] != nullptr && isTrue(*bound[0]);
    std::vector<TemplateText> lines;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.bytes.size();) {
        const CodePoint point = decodeUtf8(text.bytes, i);
        const char32_t c = point.value;
        std::size_t next = i + point.length;
        const bool breaks =
            (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
        if (breaks) {
            if (c == '\r' && next < text.bytes.size() && text.bytes[next] == '\n')
                ++next;
            lines.push_back(subText(text, begin, keep ? next : i));
            begin = next;
        }
        i = next;
    }
    if (begin < text.bytes.size())
        lines.push_back(subText(text, begin, text.bytes.size()));
    return textList(evaluator, std::move(lines));
}

/// startswith and endswith take a text or a tuple of texts.
Result<Value> affixTest(Evaluator& evaluator, const TemplateText& text, std::string_view name,
                        const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind(name, arguments, {"affix"}));
    if (bound[0] == nullptr)
        return evaluator.badCall(name);
    const auto* list = bound[0]->as<ListPointer>();
    const std::vector<Value> affixes =
        list != nullptr && (*list)->tuple ? (*list)->items : std::vector<Value>{*bound[0]};
    for (const Value& affix : affixes) {
        if (affix.text() == nullptr)
            return evaluator.wrongType(name, affix);
        const std::string_view all = text.bytes;
        if (name == "startswith" ? all.starts_with(affix.text()->bytes) : all.ends_with(affix.text()->bytes))
            return Value(true);
    }
    return Value(false);
}

Result<Value> searchMethod(Evaluator& evaluator, const TemplateText& text, std::string_view name,
                           const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind(name, arguments, {"sub", "start"}));
    if (bound[0] == nullptr || bound[0]->text() == nullptr)
        return evaluator.badCall(name);
    TRY_VOID(evaluator.charge(text.bytes.size()));
    const std::string& wanted = bound[0]->text()->bytes;
    const std::vector<std::uint32_t> starts = characterStarts(text.bytes);
    const std::int64_t from = bound[1] == nullptr ? 0 : bound[1]->integer();
    const auto size = static_cast<std::int64_t>(starts.size()) - 1;
    const std::int64_t begin = std::clamp<std::int64_t>(from < 0 ? from + size : from, 0, size);
    const std::size_t first = starts[static_cast<std::size_t>(begin)];
    if (name == "count") {
        std::int64_t count = wanted.empty() ? size - begin + 1 : 0;
        for (std::size_t at = text.bytes.find(wanted, first); !wanted.empty() && at != std::string::npos;
             at = text.bytes.find(wanted, at + wanted.size()))
            ++count;
        return Value(count);
    }
    std::size_t at = name == "rfind" ? text.bytes.rfind(wanted) : text.bytes.find(wanted, first);
    if (at != std::string::npos && at < first)
        at = std::string::npos;
    if (at == std::string::npos && name == "index")
        return evaluator.badCall(name);
    return Value(at == std::string::npos
                     ? std::int64_t{-1}
                     : static_cast<std::int64_t>(lengthOf(std::string_view(text.bytes).substr(0, at))));
}

/// isdigit and its like: true when there are characters and all pass.
Result<Value> classTest(std::string_view name, const std::string& bytes) {
    const std::u32string text = toCodePoints(bytes);
    if (name == "isupper" || name == "islower") {
        const bool upper = std::any_of(text.begin(), text.end(), &isUpperCase);
        const bool lower = std::any_of(text.begin(), text.end(), &isLowerCase);
        return Value(name == "isupper" ? upper && !lower : lower && !upper);
    }
    const auto passes = [&](char32_t c) {
        if (name == "isalpha")
            return isLetter(c);
        if (name == "isalnum")
            return isLetter(c) || isNumeric(c);
        if (name == "isspace")
            return isBlankCharacter(c);
        if (name == "isnumeric")
            return isNumeric(c);
        return isDecimalDigit(c) || (name == "isdigit" && (c == 0xB2 || c == 0xB3 || c == 0xB9));
    };
    return Value(!text.empty() && std::all_of(text.begin(), text.end(), passes));
}

Result<Value> joinMethod(Evaluator& evaluator, const TemplateText& text, const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind("join", arguments, {"iterable"}));
    if (bound[0] == nullptr)
        return evaluator.badCall("join");
    TRY(const std::vector<Value> items, evaluator.iterate(*bound[0]));
    TemplateText out;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].text() == nullptr)
            return evaluator.wrongType("join", items[i]);
        if (i > 0)
            appendText(out, text);
        appendText(out, *items[i].text());
        TRY_VOID(evaluator.charge(text.bytes.size() + items[i].text()->bytes.size()));
    }
    return evaluator.makeText(std::move(out));
}

/// str.format with {}, {0} and {name}.
Result<Value> formatMethod(Evaluator& evaluator, const TemplateText& text, const CallArguments& arguments) {
    TemplateText out;
    std::size_t next = 0;
    for (std::size_t i = 0; i < text.bytes.size();) {
        const char c = text.bytes[i];
        const bool doubled = i + 1 < text.bytes.size() && text.bytes[i + 1] == c;
        if ((c != '{' && c != '}') || doubled) {
            appendText(out, text, i, i + 1);
            i += c == '{' || c == '}' ? 2 : 1;
            continue;
        }
        const std::size_t close = text.bytes.find('}', i);
        if (c == '}' || close == std::string::npos)
            return evaluator.badCall("format");
        const std::string field = text.bytes.substr(i + 1, close - i - 1);
        const Value* value = nullptr;
        const bool digits =
            !field.empty() && field.size() < 4 &&
            std::all_of(field.begin(), field.end(), [](char d) { return d >= '0' && d <= '9'; });
        const std::size_t index = field.empty() ? next++
                                  : digits      ? std::stoul(field)
                                                : arguments.positional.size();
        if (index < arguments.positional.size())
            value = &arguments.positional[index];
        for (const auto& [name, given] : arguments.keyword)
            if (name == field)
                value = &given;
        if (value == nullptr)
            return evaluator.badCall("format");
        TRY(const TemplateText part, evaluator.print(*value));
        appendText(out, part);
        i = close + 1;
    }
    return evaluator.makeText(std::move(out));
}

Result<Value> paddingMethod(Evaluator& evaluator, const TemplateText& text, std::string_view name,
                            const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind(name, arguments, {"width", "fillchar"}));
    if (bound[0] == nullptr || !bound[0]->isInteger())
        return evaluator.badCall(name);
    const std::int64_t width = bound[0]->integer();
    const TemplateText* fill = bound[1] == nullptr ? nullptr : bound[1]->text();
    if (bound[1] != nullptr && (fill == nullptr || fill->bytes.size() != 1))
        return evaluator.badCall(name);
    const char blank = fill == nullptr ? ' ' : fill->bytes[0];
    if (name == "zfill") {
        const bool sign = text.bytes.starts_with('-') || text.bytes.starts_with('+');
        const TemplateText digits = subText(text, sign ? 1 : 0, text.bytes.size());
        TRY(const TemplateText filled, centred(evaluator, digits, width - (sign ? 1 : 0), Side::Left, '0'));
        TemplateText out = subText(text, 0, sign ? 1 : 0);
        appendText(out, filled);
        return evaluator.makeText(std::move(out));
    }
    const Side side = name == "center" ? Side::Both : name == "ljust" ? Side::Right : Side::Left;
    TRY(TemplateText out, centred(evaluator, text, width, side, blank));
    return evaluator.makeText(std::move(out));
}

Result<Value> affixMethod(Evaluator& evaluator, const TemplateText& text, std::string_view name,
                          const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind(name, arguments, {"text"}));
    if (bound[0] == nullptr || bound[0]->text() == nullptr)
        return evaluator.badCall(name);
    const std::string& part = bound[0]->text()->bytes;
    const std::size_t size = text.bytes.size();
    if (name == "removeprefix")
        return evaluator.makeText(subText(text, text.bytes.starts_with(part) ? part.size() : 0, size));
    if (name == "removesuffix")
        return evaluator.makeText(subText(text, 0, size - (text.bytes.ends_with(part) ? part.size() : 0)));
    if (part.empty())
        return evaluator.badCall(name);
    const std::size_t at = name == "partition" ? text.bytes.find(part) : text.bytes.rfind(part);
    std::vector<TemplateText> parts(3);
    if (at == std::string::npos)
        parts[name == "partition" ? 0 : 2] = text;
    else
        parts = {subText(text, 0, at), subText(text, at, at + part.size()),
                 subText(text, at + part.size(), size)};
    return textList(evaluator, std::move(parts), true);
}

Result<Value> replaceMethod(Evaluator& evaluator, const TemplateText& text, const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind("replace", arguments, {"old", "new", "count"}));
    if (bound[0] == nullptr || bound[0]->text() == nullptr || bound[1] == nullptr ||
        bound[1]->text() == nullptr)
        return evaluator.badCall("replace");
    const std::int64_t count = bound[2] == nullptr ? -1 : bound[2]->integer();
    TRY(TemplateText out, replaced(evaluator, text, bound[0]->text()->bytes, *bound[1]->text(), count));
    return evaluator.makeText(std::move(out));
}

Result<Value> stripMethod(Evaluator& evaluator, const TemplateText& text, std::string_view name,
                          const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind(name, arguments, {"chars"}));
    const bool given = bound[0] != nullptr && !bound[0]->isNone();
    if (given && bound[0]->text() == nullptr)
        return evaluator.wrongType(name, *bound[0]);
    const Side side = name == "strip" ? Side::Both : name == "lstrip" ? Side::Left : Side::Right;
    return evaluator.makeText(stripped(text, side, given ? &bound[0]->text()->bytes : nullptr));
}

} // namespace

Result<Value> textMethod(Evaluator& evaluator, const TemplateText& text, std::string_view name,
                         const CallArguments& arguments) {
    TRY_VOID(evaluator.charge(text.bytes.size()));
    if (name == "strip" || name == "lstrip" || name == "rstrip")
        return stripMethod(evaluator, text, name, arguments);
    if (name == "split" || name == "rsplit")
        return splitMethod(evaluator, text, name, arguments);
    if (name == "splitlines")
        return splitLines(evaluator, text, arguments);
    if (name == "startswith" || name == "endswith")
        return affixTest(evaluator, text, name, arguments);
    if (name == "replace")
        return replaceMethod(evaluator, text, arguments);
    if (name == "find" || name == "rfind" || name == "index" || name == "count")
        return searchMethod(evaluator, text, name, arguments);
    if (name == "join")
        return joinMethod(evaluator, text, arguments);
    if (name == "format")
        return formatMethod(evaluator, text, arguments);
    if (name == "zfill" || name == "ljust" || name == "rjust" || name == "center")
        return paddingMethod(evaluator, text, name, arguments);
    if (name == "removeprefix" || name == "removesuffix" || name == "partition" || name == "rpartition")
        return affixMethod(evaluator, text, name, arguments);
    TRY_VOID(evaluator.bind(name, arguments, {}));
    if (name.starts_with("is"))
        return classTest(name, text.bytes);
    if (name == "title")
        return evaluator.makeText(titled(text));
    if (name == "capitalize")
        return evaluator.makeText(capitalised(text));
    const LetterCase letterCase = name == "upper"   ? LetterCase::Upper
                                  : name == "lower" ? LetterCase::Lower
                                                    : LetterCase::Swap;
    return evaluator.makeText(withCase(text, letterCase));
}

} // namespace luthier::templates
