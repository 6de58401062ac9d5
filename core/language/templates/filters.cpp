#include "strings.h"
#include "unicode.h"

#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace luthier::templates {
namespace {

using Bound = std::vector<const Value*>;

Value orElse(const Value* given, Value absent) {
    return given == nullptr ? std::move(absent) : *given;
}

Result<Value> defaultFilter(Evaluator& evaluator, const Value& input, const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind("default", arguments, {"default_value", "boolean"}));
    const bool alsoFalse = bound[1] != nullptr && isTrue(*bound[1]);
    const bool replace = input.isUndefined() || (alsoFalse && !isTrue(input));
    return replace ? orElse(bound[0], textValue("")) : input;
}

Result<Value> lengthFilter(Evaluator& evaluator, const Value& input) {
    if (input.isUndefined())
        return Value(std::int64_t{0});
    if (const TemplateText* text = input.text()) {
        TRY_VOID(evaluator.charge(text->bytes.size()));
        return Value(static_cast<std::int64_t>(lengthOf(text->bytes)));
    }
    if (input.items() != nullptr)
        return Value(static_cast<std::int64_t>(input.items()->size()));
    if (input.dictionary() != nullptr)
        return Value(static_cast<std::int64_t>(input.dictionary()->entries.size()));
    if (const auto* loop = input.as<std::shared_ptr<LoopState>>())
        return Value(static_cast<std::int64_t>((*loop)->items.size()));
    return evaluator.wrongType("length", input);
}

Result<Value> jsonFilter(Evaluator& evaluator, const Value& input, const CallArguments& arguments) {
    TRY(const Bound bound,
        evaluator.bind("tojson", arguments, {"ensure_ascii", "indent", "separators", "sort_keys"}));
    JsonStyle style;
    style.ascii = bound[0] != nullptr && isTrue(*bound[0]);
    style.sorted = bound[3] != nullptr && isTrue(*bound[3]);
    if (bound[1] != nullptr && bound[1]->isInteger())
        style.indent = static_cast<int>(std::clamp<std::int64_t>(bound[1]->integer(), 0, 64));
    if (bound[2] != nullptr && !bound[2]->isNone()) {
        const std::vector<Value>* two = bound[2]->items();
        if (two == nullptr || two->size() != 2 || (*two)[0].text() == nullptr || (*two)[1].text() == nullptr)
            return evaluator.badCall("tojson");
        style.itemSeparator = (*two)[0].text()->bytes;
        style.keySeparator = (*two)[1].text()->bytes;
        if (style.indent >= 0 && style.itemSeparator == ", ")
            style.itemSeparator = ",  "; // given on purpose, so it keeps its blank
    }
    TemplateText out;
    if (!writeJson(input, style, out))
        return evaluator.wrongType("tojson", input);
    return evaluator.makeText(std::move(out));
}

/// int(): texts with an optional sign, or what is left of a floating-point number.
Result<Value> integerFilter(Evaluator& evaluator, const Value& input, const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind("int", arguments, {"default", "base"}));
    if (input.isUndefined())
        return evaluator.undefinedError(input);
    const Value absent = orElse(bound[0], Value(std::int64_t{0}));
    const int base = bound[1] != nullptr && bound[1]->isInteger()
                         ? static_cast<int>(std::clamp<std::int64_t>(bound[1]->integer(), 2, 36))
                         : 10;
    if (input.isInteger())
        return Value(input.integer());
    double number = input.number();
    if (const TemplateText* text = input.text()) {
        std::string plain = stripped(*text, Side::Both).bytes;
        if (plain.starts_with('+'))
            plain.erase(0, 1);
        if (base == 16 && (plain.starts_with("0x") || plain.starts_with("0X")))
            plain.erase(0, 2);
        std::int64_t integer = 0;
        const char* end = plain.data() + plain.size();
        const auto whole = std::from_chars(plain.data(), end, integer, base);
        if (whole.ec == std::errc() && whole.ptr == end && !plain.empty())
            return Value(integer);
        const auto fraction = std::from_chars(plain.data(), end, number);
        if (fraction.ec != std::errc() || fraction.ptr != end || plain.empty())
            return absent;
    } else if (input.as<double>() == nullptr) {
        return absent;
    }
    if (!std::isfinite(number) || std::fabs(number) > 9e18)
        return absent;
    return Value(static_cast<std::int64_t>(number));
}

Result<Value> numberFilter(Evaluator& evaluator, const Value& input, const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind("float", arguments, {"default"}));
    if (input.isUndefined())
        return evaluator.undefinedError(input);
    if (input.isNumber())
        return Value(input.number());
    const Value absent = orElse(bound[0], Value(0.0));
    if (input.text() == nullptr)
        return absent;
    std::string plain = stripped(*input.text(), Side::Both).bytes;
    if (plain.starts_with('+'))
        plain.erase(0, 1);
    double number = 0.0;
    const auto read = std::from_chars(plain.data(), plain.data() + plain.size(), number);
    return read.ec == std::errc() && read.ptr == plain.data() + plain.size() && !plain.empty() ? Value(number)
                                                                                               : absent;
}

Result<Value> roundFilter(Evaluator& evaluator, const Value& input, const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind("round", arguments, {"precision", "method"}));
    if (!input.isNumber())
        return evaluator.wrongType("round", input);
    const std::int64_t precision =
        bound[0] == nullptr ? 0 : std::clamp<std::int64_t>(bound[0]->integer(), -300, 300);
    const std::string method = bound[1] == nullptr ? "common" : printed(*bound[1]).bytes;
    const double scale = std::pow(10.0, static_cast<double>(precision));
    const double value = input.number();
    if (method == "ceil" || method == "floor")
        return Value((method == "ceil" ? std::ceil(value * scale) : std::floor(value * scale)) / scale);
    if (method != "common")
        return evaluator.badCall("round");
    if (precision < 0)
        return Value(std::nearbyint(value * scale) / scale);
    // The decimal text is rounded to even correctly, which scaling is not.
    std::array<char, 700> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                   std::chars_format::fixed, static_cast<int>(precision));
    double rounded = value;
    std::from_chars(buffer.data(), end.ptr, rounded);
    return input.isInteger() ? Value(input.integer()) : Value(rounded);
}

Result<Value> absoluteFilter(Evaluator& evaluator, const Value& input) {
    if (!input.isNumber())
        return evaluator.wrongType("abs", input);
    if (input.as<double>() != nullptr)
        return Value(std::fabs(input.number()));
    return input.integer() < 0 ? arithmetic(evaluator, "-", Value(std::int64_t{0}), input)
                               : Result<Value>(Value(input.integer()));
}

Result<Value> replaceFilter(Evaluator& evaluator, const TemplateText& text, const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind("replace", arguments, {"old", "new", "count"}));
    if (bound[0] == nullptr || bound[1] == nullptr)
        return evaluator.badCall("replace");
    const bool counted = bound[2] != nullptr && bound[2]->isInteger();
    TRY(TemplateText out, replaced(evaluator, text, printed(*bound[0]).bytes, printed(*bound[1]),
                                   counted ? bound[2]->integer() : -1));
    return evaluator.makeText(std::move(out));
}

/// Lines after the first one move to the right; blank lines do not.
Result<Value> indentFilter(Evaluator& evaluator, const TemplateText& text, const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind("indent", arguments, {"width", "first", "blank"}));
    TemplateText indent = plainText("    ");
    if (bound[0] != nullptr && bound[0]->text() != nullptr)
        indent = *bound[0]->text();
    else if (bound[0] != nullptr)
        indent = plainText(std::string(
            static_cast<std::size_t>(std::clamp<std::int64_t>(bound[0]->integer(), 0, 1000)), ' '));
    const bool first = bound[1] != nullptr && isTrue(*bound[1]);
    const bool blank = bound[2] != nullptr && isTrue(*bound[2]);
    TemplateText out;
    std::size_t begin = 0;
    for (bool firstLine = true; begin <= text.bytes.size(); firstLine = false) {
        const std::size_t end = std::min(text.bytes.find('\n', begin), text.bytes.size());
        if (firstLine ? first : blank || end > begin)
            appendText(out, indent);
        appendText(out, text, begin, std::min(end + 1, text.bytes.size()));
        TRY_VOID(evaluator.charge(end - begin + indent.bytes.size()));
        if (end >= text.bytes.size())
            break;
        begin = end + 1;
    }
    return evaluator.makeText(std::move(out));
}

Result<Value> escapeFilter(Evaluator& evaluator, const TemplateText& text) {
    TemplateText out = text;
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kEntities{
        {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"'", "&#39;"}, {"\"", "&#34;"}}};
    for (const auto& [character, entity] : kEntities) {
        TRY(out, replaced(evaluator, out, character, plainText(entity), -1));
    }
    return evaluator.makeText(std::move(out));
}

Result<Value> truncateFilter(Evaluator& evaluator, const TemplateText& text, const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind("truncate", arguments, {"length", "killwords", "end", "leeway"}));
    const std::int64_t length = bound[0] == nullptr ? 255 : bound[0]->integer();
    const bool kill = bound[1] != nullptr && isTrue(*bound[1]);
    const std::string end = bound[2] == nullptr ? "..." : printed(*bound[2]).bytes;
    const std::int64_t leeway = bound[3] == nullptr || bound[3]->isNone() ? 5 : bound[3]->integer();
    const auto endLength = static_cast<std::int64_t>(lengthOf(end));
    const std::vector<std::uint32_t> starts = characterStarts(text.bytes);
    const auto size = static_cast<std::int64_t>(starts.size()) - 1;
    if (length < endLength || leeway < 0)
        return evaluator.badCall("truncate");
    if (size <= length + leeway)
        return evaluator.makeText(text);
    std::size_t cut = starts[static_cast<std::size_t>(length - endLength)];
    if (!kill) {
        const std::size_t blank = text.bytes.substr(0, cut).rfind(' ');
        cut = blank == std::string::npos ? cut : blank;
    }
    TemplateText out = subText(text, 0, cut);
    out.bytes += end;
    return evaluator.makeText(std::move(out));
}

Result<Value> wordCountFilter(Evaluator& evaluator, const TemplateText& text) {
    std::int64_t count = 0;
    bool inside = false;
    TRY_VOID(evaluator.charge(text.bytes.size()));
    for (const char32_t c : toCodePoints(text.bytes)) {
        const bool word = isWordCharacter(c);
        count += word && !inside ? 1 : 0;
        inside = word;
    }
    return Value(count);
}

Result<Value> urlFilter(Evaluator& evaluator, const TemplateText& text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text.bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x80 && isWordCharacter(byte)) || c == '.' || c == '-' || c == '~' || c == '/')
            out.push_back(c);
        else
            out += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
    }
    return evaluator.makeText(text.content.empty() ? plainText(out) : contentText(out));
}

/// "title" of Jinja: a capital after each blank or opening bracket, small letters elsewhere.
TemplateText titleFilter(const TemplateText& text) {
    std::u32string out;
    bool start = true;
    for (const char32_t c : toCodePoints(text.bytes)) {
        if (start)
            appendUpper(out, c);
        else
            appendLower(out, c);
        start = isWhiteSpace(c) || c == '-' || c == '(' || c == '{' || c == '[' || c == '<';
    }
    return text.content.empty() ? plainText(toUtf8(out)) : contentText(toUtf8(out));
}

Result<Value> trimFilter(Evaluator& evaluator, const TemplateText& text, const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind("trim", arguments, {"chars"}));
    const bool given = bound[0] != nullptr && bound[0]->text() != nullptr;
    TRY_VOID(evaluator.charge(text.bytes.size()));
    return evaluator.makeText(stripped(text, Side::Both, given ? &bound[0]->text()->bytes : nullptr));
}

Result<Value> centerFilter(Evaluator& evaluator, const TemplateText& text, const CallArguments& arguments) {
    TRY(const Bound bound, evaluator.bind("center", arguments, {"width"}));
    TRY(TemplateText out,
        centred(evaluator, text, bound[0] == nullptr ? 80 : bound[0]->integer(), Side::Both));
    return evaluator.makeText(std::move(out));
}

Result<Value> formatFilter(Evaluator& evaluator, const TemplateText& text, const CallArguments& arguments) {
    if (!arguments.keyword.empty())
        return evaluator.badCall("format");
    return formatPercent(evaluator, text, arguments.positional);
}

bool isTextFilter(std::string_view name) {
    constexpr std::array<std::string_view, 17> kNames{
        "upper",  "lower",       "capitalize", "title",     "trim",   "string",
        "safe",   "e",           "escape",     "replace",   "indent", "truncate",
        "center", "forceescape", "wordcount",  "urlencode", "format"};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

/// Filters that take what the value prints.
Result<Value> applyTextFilter(Evaluator& evaluator, std::string_view name, const Value& input,
                              const CallArguments& arguments) {
    TRY(const TemplateText text, evaluator.print(input));
    if (name == "trim")
        return trimFilter(evaluator, text, arguments);
    if (name == "replace")
        return replaceFilter(evaluator, text, arguments);
    if (name == "indent")
        return indentFilter(evaluator, text, arguments);
    if (name == "truncate")
        return truncateFilter(evaluator, text, arguments);
    if (name == "center")
        return centerFilter(evaluator, text, arguments);
    if (name == "format")
        return formatFilter(evaluator, text, arguments);
    TRY_VOID(evaluator.bind(name, arguments, {}));
    if (name == "string" || name == "safe")
        return evaluator.makeText(text);
    if (name == "upper" || name == "lower")
        return evaluator.makeText(withCase(text, name == "upper" ? LetterCase::Upper : LetterCase::Lower));
    if (name == "capitalize")
        return evaluator.makeText(capitalised(text));
    if (name == "title")
        return evaluator.makeText(titleFilter(text));
    if (name == "wordcount")
        return wordCountFilter(evaluator, text);
    if (name == "urlencode")
        return urlFilter(evaluator, text);
    return escapeFilter(evaluator, text);
}

} // namespace

Result<Value> applyFilter(Evaluator& evaluator, std::string_view name, const Value& input,
                          const CallArguments& arguments) {
    if (isTextFilter(name))
        return applyTextFilter(evaluator, name, input, arguments);
    if (name == "default" || name == "d")
        return defaultFilter(evaluator, input, arguments);
    if (name == "tojson")
        return jsonFilter(evaluator, input, arguments);
    if (name == "int")
        return integerFilter(evaluator, input, arguments);
    if (name == "float")
        return numberFilter(evaluator, input, arguments);
    if (name == "round")
        return roundFilter(evaluator, input, arguments);
    if (name == "attr") {
        TRY(const Bound bound, evaluator.bind("attr", arguments, {"name"}));
        if (bound[0] == nullptr || bound[0]->text() == nullptr)
            return evaluator.badCall("attr");
        // Only real attributes: keys of dictionaries do not count here.
        return input.dictionary() != nullptr && !hasMethod(input, bound[0]->text()->bytes)
                   ? undefinedValue(bound[0]->text()->bytes)
                   : evaluator.attribute(input, bound[0]->text()->bytes);
    }
    if (name == "length" || name == "count" || name == "abs") {
        TRY_VOID(evaluator.bind(name, arguments, {}));
        return name == "abs" ? absoluteFilter(evaluator, input) : lengthFilter(evaluator, input);
    }
    return applySequenceFilter(evaluator, name, input, arguments);
}

} // namespace luthier::templates
