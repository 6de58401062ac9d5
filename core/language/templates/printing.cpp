#include "unicode.h"
#include "value.h"

#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace luthier::templates {
namespace {

void appendHex(std::string& out, std::string_view prefix, std::uint32_t value, int digits) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out += prefix;
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        out.push_back(kHex[(value >> static_cast<unsigned>(shift)) & 15U]);
}

/// Escapes as repr() writes them, with single quotes unless only those occur inside.
TemplateText quoted(const TemplateText& text) {
    const bool doubleQuotes =
        text.bytes.find('\'') != std::string::npos && text.bytes.find('"') == std::string::npos;
    const char quote = doubleQuotes ? '"' : '\'';
    TemplateText out;
    std::string escaped(1, quote);
    for (std::size_t i = 0; i < text.bytes.size();) {
        const CodePoint point = decodeUtf8(text.bytes, i);
        const char32_t c = point.value;
        if (c == static_cast<char32_t>(quote) || c == '\\')
            escaped += {'\\', static_cast<char>(c)};
        else if (c == '\n')
            escaped += "\\n";
        else if (c == '\r')
            escaped += "\\r";
        else if (c == '\t')
            escaped += "\\t";
        else if (isPrintable(c))
            escaped += std::string_view(text.bytes).substr(i, point.length);
        else if (c < 0x100)
            appendHex(escaped, "\\x", c, 2);
        else if (c < 0x10000)
            appendHex(escaped, "\\u", c, 4);
        else
            appendHex(escaped, "\\U", c, 8);
        i += point.length;
    }
    escaped.push_back(quote);
    return text.content.empty() ? plainText(escaped) : contentText(escaped);
}

TemplateText represented(const Value& value) {
    if (value.isUndefined())
        return plainText("Undefined");
    return value.text() != nullptr ? quoted(*value.text()) : printed(value);
}

TemplateText printedList(const ListData& list) {
    TemplateText out = plainText(list.tuple ? "(" : "[");
    for (std::size_t i = 0; i < list.items.size(); ++i) {
        if (i > 0)
            out.bytes += ", ";
        appendText(out, represented(list.items[i]));
    }
    if (list.tuple && list.items.size() == 1)
        out.bytes += ",";
    out.bytes += list.tuple ? ")" : "]";
    return out;
}

TemplateText printedDictionary(const DictionaryData& dictionary) {
    TemplateText out = plainText("{");
    for (std::size_t i = 0; i < dictionary.entries.size(); ++i) {
        if (i > 0)
            out.bytes += ", ";
        appendText(out, represented(dictionary.entries[i].first));
        out.bytes += ": ";
        appendText(out, represented(dictionary.entries[i].second));
    }
    out.bytes += "}";
    return out;
}

void writeJsonText(const TemplateText& text, bool ascii, TemplateText& out) {
    const auto before = static_cast<std::uint32_t>(out.bytes.size());
    std::string& bytes = out.bytes;
    bytes += '"';
    for (std::size_t i = 0; i < text.bytes.size();) {
        const CodePoint point = decodeUtf8(text.bytes, i);
        const char32_t c = point.value;
        if (c == '"' || c == '\\')
            bytes += {'\\', static_cast<char>(c)};
        else if (c == '\n')
            bytes += "\\n";
        else if (c == '\r')
            bytes += "\\r";
        else if (c == '\t')
            bytes += "\\t";
        else if (c == '\b')
            bytes += "\\b";
        else if (c == '\f')
            bytes += "\\f";
        else if (c < 0x20 || (ascii && c >= 0x7F && c < 0x10000 && c != 0x7F))
            appendHex(bytes, "\\u", c, 4);
        else if (ascii && c >= 0x10000) {
            appendHex(bytes, "\\u", 0xD800U + ((c - 0x10000U) >> 10U), 4);
            appendHex(bytes, "\\u", 0xDC00U + ((c - 0x10000U) & 0x3FFU), 4);
        } else {
            bytes += std::string_view(text.bytes).substr(i, point.length);
        }
        i += point.length;
    }
    bytes += '"';
    if (!text.content.empty())
        addRange(out.content, {before, static_cast<std::uint32_t>(bytes.size())});
}

std::string jsonNumber(double number) {
    if (std::isnan(number))
        return "NaN";
    if (std::isinf(number))
        return number > 0 ? "Infinity" : "-Infinity";
    return printedNumber(number);
}

/// Writes nested values; `level` is how deep the current one lies.
class JsonWriter {
public:
    JsonWriter(const JsonStyle& style, TemplateText& out)
        : m_style(style)
        , m_out(out) {}

    bool write(const Value& value, int level) {
        if (value.isNone())
            m_out.bytes += "null";
        else if (const bool* flag = value.as<bool>())
            m_out.bytes += *flag ? "true" : "false";
        else if (value.as<std::int64_t>() != nullptr)
            m_out.bytes += std::to_string(value.integer());
        else if (const double* number = value.as<double>())
            m_out.bytes += jsonNumber(*number);
        else if (const TemplateText* text = value.text())
            writeJsonText(*text, m_style.ascii, m_out);
        else if (const std::vector<Value>* items = value.items())
            return list(*items, level);
        else if (const DictionaryData* dictionary = value.dictionary())
            return object(*dictionary, level);
        else
            return false;
        return true;
    }

private:
    void lineBreak(int level) {
        if (m_style.indent < 0)
            return;
        m_out.bytes += '\n';
        m_out.bytes.append(static_cast<std::size_t>(m_style.indent) * static_cast<std::size_t>(level), ' ');
    }

    void separator() {
        // With an indent the default separator loses its blank before the line break.
        m_out.bytes += m_style.indent >= 0 && m_style.itemSeparator == ", " ? "," : m_style.itemSeparator;
    }

    bool list(const std::vector<Value>& items, int level) {
        if (items.empty()) {
            m_out.bytes += "[]";
            return true;
        }
        m_out.bytes += '[';
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i > 0)
                separator();
            lineBreak(level + 1);
            if (!write(items[i], level + 1))
                return false;
        }
        lineBreak(level);
        m_out.bytes += ']';
        return true;
    }

    /// Keys that are no strings are written as the strings that JSON makes of them.
    bool key(const Value& key) {
        if (key.text() != nullptr)
            return write(key, 0);
        if (!key.isNumber() && !key.isNone())
            return false;
        m_out.bytes += '"';
        write(key, 0);
        m_out.bytes += '"';
        return true;
    }

    bool object(const DictionaryData& dictionary, int level) {
        if (dictionary.entries.empty()) {
            m_out.bytes += "{}";
            return true;
        }
        std::vector<const std::pair<Value, Value>*> entries;
        for (const auto& entry : dictionary.entries)
            entries.push_back(&entry);
        if (m_style.sorted)
            std::stable_sort(entries.begin(), entries.end(), [](const auto* a, const auto* b) {
                return printed(a->first).bytes < printed(b->first).bytes;
            });
        m_out.bytes += '{';
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (i > 0)
                separator();
            lineBreak(level + 1);
            if (!key(entries[i]->first))
                return false;
            m_out.bytes += m_style.keySeparator;
            if (!write(entries[i]->second, level + 1))
                return false;
        }
        lineBreak(level);
        m_out.bytes += '}';
        return true;
    }

    const JsonStyle& m_style;
    TemplateText& m_out;
};

} // namespace

std::string printedNumber(double number) {
    if (std::isnan(number))
        return "nan";
    if (std::isinf(number))
        return number > 0 ? "inf" : "-inf";
    std::array<char, 64> buffer{};
    const double size = std::fabs(number);
    const bool plain = size == 0.0 || (size >= 1e-4 && size < 1e16);
    const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, format).ptr;
    std::string text(buffer.data(), end);
    if (plain && text.find('.') == std::string::npos)
        text += ".0";
    return text;
}

TemplateText printed(const Value& value) {
    if (value.isUndefined())
        return {};
    if (value.isNone())
        return plainText("None");
    if (const bool* flag = value.as<bool>())
        return plainText(*flag ? "True" : "False");
    if (value.as<std::int64_t>() != nullptr)
        return plainText(std::to_string(value.integer()));
    if (const double* number = value.as<double>())
        return plainText(printedNumber(*number));
    if (const TemplateText* text = value.text())
        return *text;
    if (const auto* list = value.as<ListPointer>())
        return printedList(**list);
    if (const DictionaryData* dictionary = value.dictionary())
        return printedDictionary(*dictionary);
    return plainText("<" + std::string(typeName(value)) + ">");
}

bool writeJson(const Value& value, const JsonStyle& style, TemplateText& out) {
    return JsonWriter(style, out).write(value, 0);
}

} // namespace luthier::templates
