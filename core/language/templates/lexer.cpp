#include "lexer.h"

#include "unicode.h"

#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace luthier::templates {
namespace {

constexpr std::size_t kSourceBytes = std::size_t{1} << 20;

bool isBlankByte(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool isNameByte(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// One kind of line break, and without one at the very end.
std::string normalisedSource(std::string_view source) {
    std::string out;
    out.reserve(source.size());
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source[i] == '\r') {
            out.push_back('\n');
            i += i + 1 < source.size() && source[i + 1] == '\n' ? 1 : 0;
        } else {
            out.push_back(source[i]);
        }
    }
    if (out.ends_with('\n'))
        out.pop_back();
    return out;
}

std::string_view withoutBlanksAtEnd(std::string_view text) {
    while (!text.empty()) {
        std::size_t at = text.size() - 1;
        while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
            --at;
        const char32_t last = decodeUtf8(text, at).value;
        if (!isWhiteSpace(last) && !(last >= 0x1C && last <= 0x1F))
            break;
        text = text.substr(0, at);
    }
    return text;
}

class Lexer {
public:
    explicit Lexer(std::string source)
        : m_source(std::move(source)) {}

    Result<std::vector<TemplateToken>> run() {
        while (m_at < m_source.size())
            TRY_VOID(root());
        push(TokenKind::End, "");
        return std::move(m_tokens);
    }

private:
    std::string_view rest() const { return std::string_view(m_source).substr(m_at); }
    bool starts(std::string_view text) const { return rest().starts_with(text); }
    char peek(std::size_t ahead = 0) const {
        return m_at + ahead < m_source.size() ? m_source[m_at + ahead] : '\0';
    }
    void push(TokenKind kind, std::string_view text) {
        m_tokens.push_back({kind, std::string(text), m_line});
    }

    void advance(std::size_t count) {
        m_line +=
            static_cast<int>(std::count(m_source.begin() + static_cast<std::ptrdiff_t>(m_at),
                                        m_source.begin() + static_cast<std::ptrdiff_t>(m_at + count), '\n'));
        if (count > 0)
            m_lineStarts = m_source[m_at + count - 1] == '\n';
        m_at += count;
    }

    void skipBlanks() {
        std::size_t count = 0;
        while (m_at + count < m_source.size() && isBlankByte(m_source[m_at + count]))
            ++count;
        advance(count);
    }

    /// The text before a tag, shortened by the tag's sign or by lstrip_blocks.
    void pushData(std::string_view text, char sign, bool variable) {
        if (sign == '-') {
            text = withoutBlanksAtEnd(text);
        } else if (sign != '+' && !variable) {
            const std::size_t line = text.rfind('\n') + 1;
            const std::string_view tail = text.substr(line);
            if ((line > 0 || m_lineStarts) && std::all_of(tail.begin(), tail.end(), isBlankByte))
                text = text.substr(0, line);
        }
        if (!text.empty())
            push(TokenKind::Data, text);
    }

    char signAt(std::size_t ahead) const {
        return peek(ahead) == '-' || peek(ahead) == '+' ? peek(ahead) : '\0';
    }

    Status root() {
        std::size_t tag = m_at;
        for (;; ++tag) {
            tag = m_source.find('{', tag);
            if (tag == std::string::npos) {
                push(TokenKind::Data, rest());
                advance(m_source.size() - m_at);
                return {};
            }
            const char kind = tag + 1 < m_source.size() ? m_source[tag + 1] : '\0';
            if (kind == '%' || kind == '{' || kind == '#')
                break;
        }
        const std::string_view text = std::string_view(m_source).substr(m_at, tag - m_at);
        const std::size_t ahead = tag - m_at;
        const char kind = m_source[tag + 1];
        const char sign = signAt(ahead + 2);
        pushData(text, sign, kind == '{');
        advance(ahead + 2 + (sign != '\0' ? 1 : 0));
        if (kind == '#')
            return comment();
        if (kind == '{') {
            push(TokenKind::VariableBegin, "{{");
            return inside(TokenKind::VariableEnd);
        }
        if (const auto length = rawBegin()) {
            advance(*length);
            return raw();
        }
        push(TokenKind::BlockBegin, "{%");
        return inside(TokenKind::BlockEnd);
    }

    /// Length of `raw %}` at the position, when it stands there.
    std::optional<std::size_t> rawBegin() const {
        std::size_t at = m_at;
        const auto blanks = [&] {
            while (at < m_source.size() && isBlankByte(m_source[at]))
                ++at;
        };
        blanks();
        if (!std::string_view(m_source).substr(at).starts_with("raw"))
            return std::nullopt;
        at += 3;
        blanks();
        const std::string_view left = std::string_view(m_source).substr(at);
        if (left.starts_with("%}"))
            return at + 2 - m_at;
        if (!left.starts_with("-%}"))
            return std::nullopt;
        at += 3;
        blanks();
        return at - m_at;
    }

    Status raw() {
        for (std::size_t tag = m_source.find("{%", m_at); tag != std::string::npos;
             tag = m_source.find("{%", tag + 2)) {
            const char sign = signAt(tag - m_at + 2);
            std::size_t at = tag + 2 + (sign != '\0' ? 1 : 0);
            while (at < m_source.size() && isBlankByte(m_source[at]))
                ++at;
            if (!std::string_view(m_source).substr(at).starts_with("endraw"))
                continue;
            at += 6;
            while (at < m_source.size() && isBlankByte(m_source[at]))
                ++at;
            const std::size_t before = m_at;
            const std::size_t end = blockEnd(at);
            if (end == 0)
                continue;
            pushData(std::string_view(m_source).substr(before, tag - before), sign, false);
            advance(end - before);
            return {};
        }
        return templateSyntax(m_line, "endraw");
    }

    /// Where a block's end at `at` leads to, white space that it swallows included; 0 when there is none.
    std::size_t blockEnd(std::size_t at) const {
        const std::string_view left = std::string_view(m_source).substr(at);
        if (left.starts_with("+%}"))
            return at + 3;
        if (left.starts_with("-%}")) {
            at += 3;
            while (at < m_source.size() && isBlankByte(m_source[at]))
                ++at;
            return at;
        }
        if (!left.starts_with("%}"))
            return 0;
        return at + 2 + (left.size() > 2 && left[2] == '\n' ? 1 : 0);
    }

    std::size_t variableEnd(std::size_t at) const {
        const std::string_view left = std::string_view(m_source).substr(at);
        if (left.starts_with("}}"))
            return at + 2;
        if (!left.starts_with("-}}"))
            return 0;
        at += 3;
        while (at < m_source.size() && isBlankByte(m_source[at]))
            ++at;
        return at;
    }

    Status comment() {
        const std::size_t end = m_source.find("#}", m_at);
        if (end == std::string::npos)
            return templateSyntax(m_line, "#}");
        const char sign = end > m_at ? m_source[end - 1] : '\0';
        advance(end + 2 - m_at);
        if (sign == '-')
            skipBlanks();
        else if (sign != '+' && peek() == '\n')
            advance(1);
        return {};
    }

    Status inside(TokenKind endKind) {
        m_brackets.clear();
        for (;;) {
            if (m_at >= m_source.size())
                return templateSyntax(m_line, endKind == TokenKind::BlockEnd ? "%}" : "}}");
            const std::size_t end = !m_brackets.empty()              ? 0
                                    : endKind == TokenKind::BlockEnd ? blockEnd(m_at)
                                                                     : variableEnd(m_at);
            if (end != 0) {
                push(endKind, "");
                advance(end - m_at);
                return {};
            }
            if (isBlankByte(peek())) {
                skipBlanks();
                continue;
            }
            TRY_VOID(token());
        }
    }

    Status token() {
        const char c = peek();
        if (isDigit(c))
            return number();
        if (isNameByte(c)) {
            std::size_t length = 0;
            while (isNameByte(peek(length)))
                ++length;
            push(TokenKind::Name, rest().substr(0, length));
            advance(length);
            return {};
        }
        if (c == '"' || c == '\'')
            return text(c);
        return operatorSign();
    }

    /// 0x1F, 0o17, 0b11 as a decimal number.
    Status basedNumber(unsigned base) {
        std::uint64_t value = 0;
        std::size_t length = 2;
        for (; isNameByte(peek(length)); ++length) {
            const auto c = static_cast<unsigned char>(peek(length));
            const unsigned digit = isDigit(peek(length))   ? c - '0'
                                   : std::isxdigit(c) != 0 ? (c | 32U) - 'a' + 10U
                                                           : 99U;
            if (c == '_')
                continue;
            if (digit >= base || value > (INT64_MAX >> 4))
                return templateSyntax(m_line, rest().substr(0, length + 1));
            value = value * base + digit;
        }
        push(TokenKind::Integer, std::to_string(value));
        advance(length);
        return {};
    }

    Status number() {
        std::size_t length = 0;
        bool fraction = false;
        std::string digits;
        const auto take = [&] {
            while (isDigit(peek(length)) || (peek(length) == '_' && isDigit(peek(length + 1)))) {
                if (peek(length) != '_')
                    digits.push_back(peek(length));
                ++length;
            }
        };
        const char letter = static_cast<char>(peek(1) | 32);
        if (peek() == '0' && (letter == 'x' || letter == 'o' || letter == 'b'))
            return basedNumber(letter == 'x' ? 16 : letter == 'o' ? 8 : 2);
        take();
        if (digits[0] == '0' && digits.find_first_not_of('0') != std::string::npos && peek(length) != '.')
            return templateSyntax(m_line, rest().substr(0, length));
        const bool isIndex = m_at > 0 && m_source[m_at - 1] == '.'; // list.0.1 holds two integers
        if (!isIndex && peek(length) == '.' && isDigit(peek(length + 1))) {
            fraction = true;
            digits.push_back('.');
            ++length;
            take();
        }
        const std::size_t sign = peek(length + 1) == '+' || peek(length + 1) == '-' ? 1 : 0;
        if ((peek(length) == 'e' || peek(length) == 'E') && isDigit(peek(length + 1 + sign))) {
            fraction = true;
            digits.push_back('e');
            if (peek(length + 1) == '-')
                digits.push_back('-');
            length += 1 + sign;
            take();
        }
        push(fraction ? TokenKind::Number : TokenKind::Integer, digits);
        advance(length);
        return {};
    }

    Status text(char quote) {
        std::string value;
        std::size_t at = m_at + 1;
        while (at < m_source.size() && m_source[at] != quote) {
            if (m_source[at] != '\\') {
                value.push_back(m_source[at++]);
                continue;
            }
            TRY(at, escape(at, value));
        }
        if (at >= m_source.size())
            return templateSyntax(m_line, std::string_view(&quote, 1));
        push(TokenKind::Text, value);
        advance(at + 1 - m_at);
        return {};
    }

    /// Python's escapes; an unknown one keeps its backslash. Gives the position behind it.
    Result<std::size_t> escape(std::size_t at, std::string& value) {
        constexpr std::string_view kNames = "\\'\"abfnrtv";
        constexpr std::string_view kMeanings = "\\'\"\a\b\f\n\r\t\v";
        const char letter = at + 1 < m_source.size() ? m_source[at + 1] : '\0';
        if (const std::size_t known = kNames.find(letter);
            known != std::string_view::npos && letter != '\0') {
            value.push_back(kMeanings[known]);
            return at + 2;
        }
        if (letter == '\n')
            return at + 2;
        const std::size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
        if (digits > 0 || (letter >= '0' && letter <= '7')) {
            const unsigned base = digits > 0 ? 16 : 8;
            const std::size_t begin = digits > 0 ? at + 2 : at + 1;
            const std::size_t most = digits > 0 ? digits : 3;
            std::uint32_t code = 0;
            std::size_t count = 0;
            for (; count < most && begin + count < m_source.size(); ++count) {
                const auto c = static_cast<unsigned char>(m_source[begin + count]);
                const unsigned digit = isDigit(static_cast<char>(c)) ? c - '0'
                                       : std::isxdigit(c) != 0       ? (c | 32U) - 'a' + 10U
                                                                     : 99U;
                if (digit >= base)
                    break;
                code = code * base + digit;
            }
            if ((digits > 0 && count < digits) || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
                return templateSyntax(m_line, rest().substr(0, 10));
            appendUtf8(value, code);
            return begin + count;
        }
        value.push_back('\\');
        return at + 1;
    }

    Status operatorSign() {
        constexpr std::array<std::string_view, 6> kPairs{"//", "**", "==", "!=", ">=", "<="};
        constexpr std::string_view kSingles = "+-/*%~[](){}<>=.:|,;";
        for (const std::string_view pair : kPairs)
            if (starts(pair)) {
                push(TokenKind::Operator, pair);
                advance(2);
                return {};
            }
        const char c = peek();
        if (kSingles.find(c) == std::string_view::npos)
            return templateSyntax(m_line, rest().substr(0, 1));
        if (c == '(' || c == '[' || c == '{') {
            m_brackets.push_back(c == '(' ? ')' : c == '[' ? ']' : '}');
        } else if (c == ')' || c == ']' || c == '}') {
            if (m_brackets.empty() || m_brackets.back() != c)
                return templateSyntax(m_line, rest().substr(0, 1));
            m_brackets.pop_back();
        }
        push(TokenKind::Operator, std::string_view(&c, 1));
        advance(1);
        return {};
    }

    std::string m_source;
    std::size_t m_at = 0;
    int m_line = 1;
    bool m_lineStarts = true;
    std::string m_brackets;
    std::vector<TemplateToken> m_tokens;
};

} // namespace

Error templateSyntax(int line, std::string_view what) {
    return refused("template.syntax").with("what", what).line(line);
}

Result<std::vector<TemplateToken>> lexTemplate(std::string_view source) {
    if (source.size() > kSourceBytes)
        return refused("template.too_long").with("limit", static_cast<std::int64_t>(kSourceBytes));
    return Lexer(normalisedSource(replaceInvalidUtf8(source))).run();
}

} // namespace luthier::templates
