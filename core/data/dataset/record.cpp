#include "record.h"

#include <base/utf8.h>

#include <charconv>
#include <cmath>

namespace luthier::dataset {

namespace {

bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void skipBlanks(std::string_view text, std::size_t& at) {
    while (at < text.size() && isBlank(text[at]))
        ++at;
}

/// From an opening quote behind the closing one.
void skipString(std::string_view text, std::size_t& at) {
    const std::size_t begin = ++at;
    for (std::size_t quote = text.find('"', at); quote < text.size(); quote = text.find('"', quote + 1)) {
        std::size_t inFront = quote; // of the backslashes before it
        while (inFront > begin && text[inFront - 1] == '\\')
            --inFront;
        if ((quote - inFront) % 2 == 0) {
            at = quote + 1;
            return;
        }
    }
    at = text.size();
}

void skipContainer(std::string_view text, std::size_t& at) {
    std::size_t depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            skipString(text, at);
            continue;
        }
        ++at;
        if (c == '{' || c == '[')
            ++depth;
        else if ((c == '}' || c == ']') && --depth == 0)
            return;
    }
}

std::optional<unsigned> hexDigits(std::string_view text) {
    if (text.size() < 4)
        return {};
    unsigned value = 0;
    for (const char c : text.substr(0, 4)) {
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0)
            return {};
        value = value * 16 + static_cast<unsigned>(digit);
    }
    return value;
}

/// Decodes \uXXXX, with its second half for a pair; `at` stands on the first digit.
void appendEscapedUnit(std::string_view text, std::size_t& at, std::string& out) {
    const auto first = hexDigits(text.substr(std::min(at, text.size())));
    if (!first)
        return;
    at += 4;
    char32_t value = *first;
    if (value >= 0xD800 && value < 0xDC00 && text.substr(at, 2) == "\\u") {
        const auto second = hexDigits(text.substr(at + 2));
        if (second && *second >= 0xDC00 && *second < 0xE000) {
            value = 0x10000 + ((value - 0xD800) << 10) + (*second - 0xDC00);
            at += 6;
        }
    }
    appendUtf8(out, value >= 0xD800 && value < 0xE000 ? kReplacementCharacter : value);
}

std::string decodeString(std::string_view inside) {
    std::string out;
    out.reserve(inside.size());
    for (std::size_t at = 0; at < inside.size();) {
        const auto stop = std::min(inside.find('\\', at), inside.size());
        out.append(inside.substr(at, stop - at));
        if (stop + 1 >= inside.size())
            break;
        const char c = inside[stop + 1];
        at = stop + 2;
        constexpr std::string_view from = "bfnrt";
        constexpr std::string_view to = "\b\f\n\r\t";
        if (c == 'u')
            appendEscapedUnit(inside, at, out);
        else if (const auto known = from.find(c); known != std::string_view::npos)
            out += to[known];
        else
            out += c;
    }
    return out;
}

bool sameKey(std::string_view slice, std::string_view name) {
    const std::string_view inside = slice.substr(1, slice.size() < 2 ? 0 : slice.size() - 2);
    return inside.find('\\') == std::string_view::npos ? inside == name : decodeString(inside) == name;
}

} // namespace

std::string_view sliceValue(std::string_view text, std::size_t& position) {
    skipBlanks(text, position);
    const std::size_t begin = position;
    if (begin >= text.size())
        return {};
    const char c = text[begin];
    if (c == '"')
        skipString(text, position);
    else if (c == '{' || c == '[')
        skipContainer(text, position);
    else
        while (position < text.size() && !isBlank(text[position]) && text[position] != ',' &&
               text[position] != '}' && text[position] != ']' && text[position] != ':')
            ++position;
    return text.substr(begin, position - begin);
}

std::string textOfValue(std::string_view slice) {
    if (slice.size() >= 2 && slice.front() == '"')
        return decodeString(slice.substr(1, slice.size() - 2));
    return slice == "null" ? std::string() : std::string(slice);
}

void forEachField(std::string_view raw,
                  const std::function<bool(std::string_view, std::string_view)>& visit) {
    std::size_t at = 0;
    skipBlanks(raw, at);
    const bool object = at < raw.size() && raw[at] == '{';
    if (!object && (at >= raw.size() || raw[at] != '['))
        return;
    do {
        ++at; // the bracket or the comma
        std::string_view name;
        if (object) {
            name = sliceValue(raw, at);
            skipBlanks(raw, at);
            if (name.size() < 2 || name.front() != '"' || at >= raw.size() || raw[at] != ':')
                return;
            ++at;
        }
        const auto value = sliceValue(raw, at);
        if (value.empty() || !visit(name, value))
            return;
        skipBlanks(raw, at);
    } while (at < raw.size() && raw[at] == ',');
}

std::optional<std::string_view> fieldSlice(std::string_view raw, RecordShape shape, std::string_view name,
                                           std::size_t index) {
    std::optional<std::string_view> found;
    std::size_t element = 0;
    forEachField(raw, [&](std::string_view key, std::string_view value) {
        const bool hit =
            shape == RecordShape::Cells ? element++ == index : key.size() > 1 && sameKey(key, name);
        if (hit)
            found = value;
        return !hit;
    });
    return found;
}

std::optional<std::string_view> effectiveSlice(std::string_view raw, std::string_view edits,
                                               RecordShape shape, std::string_view name, std::size_t index) {
    const auto edited = edits.empty() ? std::nullopt : fieldSlice(edits, RecordShape::Object, name, 0);
    return edited ? edited : fieldSlice(raw, shape, name, index);
}

std::optional<double> numberFrom(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool reads = error == std::errc() && end == text.data() + text.size() && std::isfinite(number);
    return reads ? std::optional(number) : std::nullopt;
}

bool anyString(std::string_view value, const std::function<bool(std::string_view)>& visit) {
    for (std::size_t at = value.find('"'); at < value.size(); at = value.find('"', at)) {
        const std::size_t begin = at;
        skipString(value, at);
        const std::string_view slice = value.substr(begin, at - begin);
        std::size_t behind = at;
        skipBlanks(value, behind);
        const bool isKey = behind < value.size() && value[behind] == ':';
        if (!isKey && visit(slice))
            return true;
    }
    return false;
}

std::int64_t textLength(std::string_view value) {
    std::int64_t length = 0;
    anyString(value, [&](std::string_view slice) {
        const auto inside = slice.substr(1, slice.size() < 2 ? 0 : slice.size() - 2);
        const bool plain = inside.find('\\') == std::string_view::npos;
        length += static_cast<std::int64_t>(countCodePoints(plain ? inside : decodeString(inside)));
        return false;
    });
    return length;
}

Result<Json> rawFields(std::string_view raw, const DatasetFacts& facts) {
    TRY(auto record, parseJson(raw, {}, "project.db"));
    if (facts.shape == RecordShape::Object) {
        if (!record.is_object())
            return refused("dataset.bad_record").with("name", facts.name);
        return record;
    }
    if (!record.is_array())
        return refused("dataset.bad_record").with("name", facts.name);
    Json fields = Json::object();
    for (std::size_t index = 0; index < record.size() && index < facts.fields.size(); ++index)
        fields[facts.fields[index].name] = std::move(record[index]);
    return fields;
}

Result<Json> effectiveFields(std::string_view raw, std::string_view edits, const DatasetFacts& facts) {
    TRY(auto fields, rawFields(raw, facts));
    if (edits.empty())
        return fields;
    TRY(auto over, parseJson(edits, {}, "project.db"));
    for (auto& [name, value] : over.items())
        fields[name] = std::move(value);
    return fields;
}

std::optional<std::size_t> fieldIndex(const DatasetFacts& facts, std::string_view name) {
    for (std::size_t index = 0; index < facts.fields.size(); ++index)
        if (facts.fields[index].name == name)
            return index;
    return {};
}

std::string valueText(const Json& value) {
    if (value.is_null())
        return {};
    return value.is_string() ? value.get<std::string>() : dumpJson(value);
}

} // namespace luthier::dataset
