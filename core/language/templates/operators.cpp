#include "evaluator.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace luthier::templates {
namespace {

Error overflow(const Evaluator& evaluator) {
    return evaluator.error("template.overflow");
}

Error divisionByZero(const Evaluator& evaluator) {
    return evaluator.error("template.division_by_zero");
}

Result<Value> integerPower(Evaluator& evaluator, std::int64_t base, std::int64_t exponent) {
    if (exponent < 0)
        return base == 0 ? Result<Value>(divisionByZero(evaluator))
                         : Value(std::pow(static_cast<double>(base), static_cast<double>(exponent)));
    std::int64_t result = 1;
    while (exponent > 0) {
        if ((exponent & 1) != 0 && __builtin_mul_overflow(result, base, &result))
            return overflow(evaluator);
        exponent >>= 1;
        if (exponent > 0 && __builtin_mul_overflow(base, base, &base))
            return overflow(evaluator);
    }
    return Value(result);
}

Result<Value> integerArithmetic(Evaluator& evaluator, std::string_view sign, std::int64_t left,
                                std::int64_t right) {
    std::int64_t result = 0;
    bool overflows = false;
    if (sign == "+")
        overflows = __builtin_add_overflow(left, right, &result);
    else if (sign == "-")
        overflows = __builtin_sub_overflow(left, right, &result);
    else if (sign == "*")
        overflows = __builtin_mul_overflow(left, right, &result);
    else if (sign == "**")
        return integerPower(evaluator, left, right);
    else if (right == 0)
        return divisionByZero(evaluator);
    else if (sign == "/")
        return Value(static_cast<double>(left) / static_cast<double>(right));
    else if (right == -1 && left == INT64_MIN)
        overflows = sign == "//";
    else {
        const std::int64_t remainder = left % right;
        const bool down = remainder != 0 && (remainder < 0) != (right < 0);
        result = sign == "%" ? remainder + (down ? right : 0) : left / right - (down ? 1 : 0);
    }
    if (overflows)
        return overflow(evaluator);
    return Value(result);
}

Result<Value> numberArithmetic(Evaluator& evaluator, std::string_view sign, double left, double right) {
    if (sign == "+")
        return Value(left + right);
    if (sign == "-")
        return Value(left - right);
    if (sign == "*")
        return Value(left * right);
    if (sign == "**")
        return Value(std::pow(left, right));
    if (right == 0.0)
        return divisionByZero(evaluator);
    if (sign == "/")
        return Value(left / right);
    double remainder = std::fmod(left, right);
    if (remainder != 0.0 && (remainder < 0.0) != (right < 0.0))
        remainder += right;
    return Value(sign == "%" ? remainder : std::floor((left - remainder) / right + 0.5));
}

Result<Value> repeated(Evaluator& evaluator, const Value& value, std::int64_t times) {
    const TemplateText* text = value.text();
    const std::size_t one = text != nullptr ? text->bytes.size() : value.items()->size() * sizeof(Value);
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(times, 0));
    if (one > 0 && count > evaluator.valueBytes() / one)
        return evaluator.error("template.budget_spent").with("budget", "memory");
    TRY_VOID(evaluator.charge(one * count));
    TemplateText outText;
    std::vector<Value> outItems;
    for (std::size_t i = 0; i < count && one > 0; ++i) {
        if (text != nullptr)
            appendText(outText, *text);
        else
            outItems.insert(outItems.end(), value.items()->begin(), value.items()->end());
    }
    if (text != nullptr)
        return evaluator.makeText(std::move(outText));
    return evaluator.makeList(std::move(outItems), (*value.as<ListPointer>())->tuple);
}

Result<Value> joined(Evaluator& evaluator, const Value& left, const Value& right) {
    if (left.text() != nullptr) {
        TemplateText text = *left.text();
        appendText(text, *right.text());
        return evaluator.makeText(std::move(text));
    }
    std::vector<Value> items = *left.items();
    items.insert(items.end(), right.items()->begin(), right.items()->end());
    return evaluator.makeList(std::move(items), (*left.as<ListPointer>())->tuple);
}

bool bothLists(const Value& left, const Value& right) {
    const auto* a = left.as<ListPointer>();
    const auto* b = right.as<ListPointer>();
    return a != nullptr && b != nullptr && (*a)->tuple == (*b)->tuple;
}

Result<bool> contains(Evaluator& evaluator, const Value& container, const Value& value) {
    if (const TemplateText* text = container.text()) {
        if (value.text() == nullptr)
            return evaluator.wrongType("in", value);
        TRY_VOID(evaluator.charge(text->bytes.size()));
        return text->bytes.find(value.text()->bytes) != std::string::npos;
    }
    if (const DictionaryData* dictionary = container.dictionary()) {
        TRY_VOID(evaluator.charge(dictionary->entries.size() * sizeof(Value)));
        return lookUp(*dictionary, value) != nullptr;
    }
    TRY(const std::vector<Value> items, evaluator.iterate(container));
    return std::any_of(items.begin(), items.end(), [&](const Value& one) { return areEqual(one, value); });
}

std::string padded(std::string text, std::size_t width, bool left, bool zero) {
    const std::size_t length = characterStarts(text).size() - 1;
    if (length >= width)
        return text;
    if (left)
        return text + std::string(width - length, ' ');
    if (!zero)
        return std::string(width - length, ' ') + text;
    const std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
    return text.insert(sign, width - length, '0');
}

/// One conversion of `%`: flags, width, precision and letter.
struct Conversion {
    bool left = false;
    bool zero = false;
    bool plus = false;
    std::size_t width = 0;
    int precision = -1;
    char letter = 's';
};

std::size_t readConversion(std::string_view format, std::size_t at, Conversion& conversion) {
    for (; at < format.size() && std::string_view("-0+ #").find(format[at]) != std::string_view::npos; ++at) {
        conversion.left = conversion.left || format[at] == '-';
        conversion.zero = conversion.zero || format[at] == '0';
        conversion.plus = conversion.plus || format[at] == '+';
    }
    const auto number = [&](std::size_t most) {
        std::size_t value = 0;
        for (; at < format.size() && format[at] >= '0' && format[at] <= '9'; ++at)
            value = std::min(value * 10 + static_cast<std::size_t>(format[at] - '0'), most);
        return value;
    };
    conversion.width = number(10'000);
    if (at < format.size() && format[at] == '.') {
        ++at;
        conversion.precision = static_cast<int>(number(40));
    }
    conversion.letter = at < format.size() ? format[at] : '\0';
    return at + 1;
}

Result<std::string> converted(Evaluator& evaluator, const Conversion& conversion, const Value& value) {
    const char letter = conversion.letter;
    if (letter == 's' || letter == 'r') {
        TRY(const Value list, evaluator.makeList({value}, true));
        std::string text = letter == 's' ? printed(value).bytes : printed(list).bytes;
        if (letter == 'r') // "(value,)"
            text = text.substr(1, text.size() - 3);
        if (conversion.precision >= 0)
            text =
                std::string(std::string_view(text).substr(0, static_cast<std::size_t>(conversion.precision)));
        return text;
    }
    if (!value.isNumber())
        return evaluator.wrongType("%", value);
    std::array<char, 512> buffer{};
    std::to_chars_result end{};
    if (letter == 'd' || letter == 'i')
        end = std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                            value.isInteger()
                                ? value.integer()
                                : static_cast<std::int64_t>(std::clamp(value.number(), -9e18, 9e18)));
    else if (letter == 'x' && value.isInteger())
        end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value.integer(), 16);
    else if (letter == 'f' || letter == 'e' || letter == 'g')
        end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value.number(),
                            letter == 'f'   ? std::chars_format::fixed
                            : letter == 'e' ? std::chars_format::scientific
                                            : std::chars_format::general,
                            conversion.precision < 0 ? 6 : conversion.precision);
    else
        return evaluator.badCall("%");
    std::string text(buffer.data(), end.ec == std::errc() ? end.ptr : buffer.data());
    return conversion.plus && !text.starts_with('-') ? "+" + text : text;
}

} // namespace

Result<Value> formatPercent(Evaluator& evaluator, const TemplateText& format,
                            const std::vector<Value>& arguments) {
    TemplateText out;
    std::size_t used = 0;
    std::size_t at = 0;
    while (at < format.bytes.size()) {
        const std::size_t percent = std::min(format.bytes.find('%', at), format.bytes.size());
        appendText(out, format, at, percent);
        if (percent >= format.bytes.size())
            break;
        Conversion conversion;
        at = readConversion(format.bytes, percent + 1, conversion);
        if (conversion.letter == '%') {
            out.bytes += '%';
            continue;
        }
        if (used >= arguments.size())
            return evaluator.badCall("%");
        const Value& value = arguments[used++];
        if (conversion.letter == 's' && conversion.width == 0 && conversion.precision < 0) {
            TRY(const TemplateText text, evaluator.print(value));
            appendText(out, text);
            continue;
        }
        TRY(const std::string text, converted(evaluator, conversion, value));
        const std::string filled = padded(text, conversion.width, conversion.left, conversion.zero);
        const bool content = value.text() != nullptr && !value.text()->content.empty();
        appendText(out, content ? contentText(filled) : plainText(filled));
    }
    if (used < arguments.size())
        return evaluator.badCall("%");
    return evaluator.makeText(std::move(out));
}

Result<Value> arithmetic(Evaluator& evaluator, std::string_view sign, const Value& left, const Value& right) {
    TRY_VOID(evaluator.charge(0));
    if (left.isInteger() && right.isInteger())
        return integerArithmetic(evaluator, sign, left.integer(), right.integer());
    if (left.isNumber() && right.isNumber())
        return numberArithmetic(evaluator, sign, left.number(), right.number());
    if (sign == "+" && ((left.text() != nullptr && right.text() != nullptr) || bothLists(left, right)))
        return joined(evaluator, left, right);
    const bool leftRepeats = left.text() != nullptr || left.items() != nullptr;
    const bool rightRepeats = right.text() != nullptr || right.items() != nullptr;
    if (sign == "*" && leftRepeats && right.isInteger())
        return repeated(evaluator, left, right.integer());
    if (sign == "*" && rightRepeats && left.isInteger())
        return repeated(evaluator, right, left.integer());
    if (sign == "%" && left.text() != nullptr) {
        const auto* list = right.as<ListPointer>();
        const bool several = list != nullptr && (*list)->tuple;
        return formatPercent(evaluator, *left.text(), several ? (*list)->items : std::vector<Value>{right});
    }
    return evaluator.wrongType(sign, left.isUndefined() ? left : right);
}

Result<bool> isLess(Evaluator& evaluator, const Value& left, const Value& right) {
    TRY_VOID(evaluator.charge(0));
    if (left.isInteger() && right.isInteger())
        return left.integer() < right.integer();
    if (left.isNumber() && right.isNumber())
        return left.number() < right.number();
    if (left.text() != nullptr && right.text() != nullptr)
        return left.text()->bytes < right.text()->bytes;
    if (bothLists(left, right)) {
        const std::vector<Value>& a = *left.items();
        const std::vector<Value>& b = *right.items();
        for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
            if (!areEqual(a[i], b[i]))
                return isLess(evaluator, a[i], b[i]);
        return a.size() < b.size();
    }
    return evaluator.wrongType("<", left.isUndefined() ? left : right);
}

Result<bool> compare(Evaluator& evaluator, std::string_view sign, const Value& left, const Value& right) {
    if (sign == "==")
        return areEqual(left, right);
    if (sign == "!=")
        return !areEqual(left, right);
    if (sign == "in" || sign == "not in") {
        TRY(const bool inside, contains(evaluator, right, left));
        return inside == (sign == "in");
    }
    const bool swapped = sign == ">" || sign == "<=";
    TRY(const bool less, swapped ? isLess(evaluator, right, left) : isLess(evaluator, left, right));
    const bool negated = sign == "<=" || sign == ">=";
    return less != negated;
}

} // namespace luthier::templates
