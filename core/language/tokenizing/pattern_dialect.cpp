#include "pattern.h"
#include "unicode_additions.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

namespace luthier::tokenizing {
namespace {

constexpr std::size_t kClassDepth = 16;
// White_Space without U+180E, which PCRE2 still counts as a blank.
constexpr std::string_view kBlank =
    "\\t-\\r \\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}";
// Oniguruma's \w: alphabetic, mark, decimal digit, connector; and what its Latin-1 table calls a word.
constexpr std::string_view kWordMore =
    "\\p{Pc}\\x{B2}\\x{B3}\\x{B9}\\x{BC}-\\x{BE}\\x{24B6}-\\x{24E9}\\x{1F130}-\\x{1F149}"
    "\\x{1F150}-\\x{1F169}\\x{1F170}-\\x{1F189}";

constexpr std::array<std::pair<std::string_view, std::string_view>, 46> kPropertyNames{{
    {"letter", "L"},
    {"casedletter", "L&"},
    {"uppercaseletter", "Lu"},
    {"lowercaseletter", "Ll"},
    {"titlecaseletter", "Lt"},
    {"modifierletter", "Lm"},
    {"otherletter", "Lo"},
    {"mark", "M"},
    {"combiningmark", "M"},
    {"nonspacingmark", "Mn"},
    {"spacingmark", "Mc"},
    {"enclosingmark", "Me"},
    {"number", "N"},
    {"decimalnumber", "Nd"},
    {"letternumber", "Nl"},
    {"othernumber", "No"},
    {"digit", "Nd"},
    {"punctuation", "P"},
    {"connectorpunctuation", "Pc"},
    {"dashpunctuation", "Pd"},
    {"openpunctuation", "Ps"},
    {"closepunctuation", "Pe"},
    {"initialpunctuation", "Pi"},
    {"finalpunctuation", "Pf"},
    {"otherpunctuation", "Po"},
    {"symbol", "S"},
    {"mathsymbol", "Sm"},
    {"currencysymbol", "Sc"},
    {"modifiersymbol", "Sk"},
    {"othersymbol", "So"},
    {"separator", "Z"},
    {"spaceseparator", "Zs"},
    {"lineseparator", "Zl"},
    {"paragraphseparator", "Zp"},
    {"other", "C"},
    {"control", "Cc"},
    {"format", "Cf"},
    {"surrogate", "Cs"},
    {"privateuse", "Co"},
    {"unassigned", "Cn"},
    {"alpha", "Alphabetic"},
    {"upper", "Uppercase"},
    {"lower", "Lowercase"},
    {"cntrl", "Cc"},
    {"punct", "P"},
    {"any", "Any"},
}};

Error unsupported(std::string_view what) {
    return refused("tokenizer.pattern_unsupported").with("what", what);
}

std::string shortName(std::string_view name) {
    std::string plain;
    for (const char letter : name)
        if (letter != ' ' && letter != '_' && letter != '-')
            plain.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(letter))));
    for (const auto& [longName, brief] : kPropertyNames)
        if (plain == longName)
            return std::string(brief);
    return std::string(name);
}

/// The inside of a character class for a property, without brackets.
std::string propertyItems(std::string_view name) {
    const std::string brief = shortName(name);
    std::string lower(brief);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (lower == "space" || lower == "whitespace" || lower == "white_space")
        return std::string(kBlank);
    std::string word = std::string("\\p{L}\\p{M}\\p{Nd}\\p{Nl}") + std::string(kWordMore);
    for (const std::string_view part : {"L", "M", "Nd"})
        word += laterCharacters(part);
    if (lower == "word")
        return word;
    if (lower == "alnum")
        return "\\p{Alphabetic}\\p{Nd}" + std::string(laterCharacters("L")) +
               std::string(laterCharacters("Nd"));
    if (brief == "Alphabetic")
        return "\\p{Alphabetic}" + std::string(laterCharacters("L"));
    return "\\p{" + brief + "}" + std::string(laterCharacters(brief));
}

/// Rewrites one pattern; the position only moves forward.
class Translator {
public:
    explicit Translator(std::string_view source)
        : m_source(source) {}

    Result<std::string> run() {
        while (m_at < m_source.size())
            TRY_VOID(item());
        return std::move(m_out);
    }

private:
    struct Class {
        bool negated = false;
        std::vector<std::string> operands; // each an expression for one character; all must hold
    };

    char peek(std::size_t ahead = 0) const {
        return m_at + ahead < m_source.size() ? m_source[m_at + ahead] : '\0';
    }
    bool starts(std::string_view text) const { return m_source.substr(m_at).starts_with(text); }

    Status item() {
        const char c = peek();
        if (c == '\\' || c == '[') {
            m_atom = m_out.size();
            if (c == '\\')
                return escape();
            TRY(const std::string one, characterClass(0));
            m_out += one;
            return {};
        }
        if (c == '(')
            return openGroup();
        if (c == ')') {
            m_atom = m_groups.empty() ? m_out.size() : m_groups.back();
            if (!m_groups.empty())
                m_groups.pop_back();
            copy(1);
            return {};
        }
        if (c == '{' && interval())
            return {};
        if (c == '*' || c == '+' || c == '?') {
            copy(1);
            return {};
        }
        m_atom = m_out.size();
        copy(1);
        while ((static_cast<unsigned char>(peek()) & 0xC0U) == 0x80U)
            copy(1);
        return {};
    }

    void copy(std::size_t count) {
        m_out += m_source.substr(m_at, count);
        m_at += count;
    }

    Status openGroup() {
        m_groups.push_back(m_out.size());
        if (starts("(*"))
            return unsupported("(*");
        if (!starts("(?")) {
            copy(1);
            return {};
        }
        const char kind = peek(2);
        if (kind == '#' || kind == ':' || kind == '=' || kind == '!' || kind == '>' || kind == '<') {
            copy(3);
            return {};
        }
        // Options: Ruby's m lets the dot match line breaks, which PCRE2 calls s.
        std::size_t end = m_at + 2;
        std::string options;
        while (end < m_source.size() &&
               (m_source[end] == 'i' || m_source[end] == 'm' || m_source[end] == 'x' || m_source[end] == '-'))
            options.push_back(m_source[end] == 'm' ? 's' : m_source[end]), ++end;
        if (end >= m_source.size() || options.empty() || (m_source[end] != ':' && m_source[end] != ')'))
            return unsupported(m_source.substr(m_at, 4));
        if (m_source[end] == ')')
            m_groups.pop_back();
        m_out += "(?" + options + m_source[end];
        m_at = end + 1;
        return {};
    }

    /// `{n,m}`, `{n}`, `{n,}` and `{,m}`; a plus behind it repeats the whole, it is not possessive.
    bool interval() {
        const std::size_t close = m_source.find('}', m_at);
        if (close == std::string_view::npos)
            return false;
        std::string bounds(m_source.substr(m_at + 1, close - m_at - 1));
        const auto digitsOrComma = [](unsigned char c) {
            return std::isdigit(c) != 0 || c == ',';
        };
        if (bounds.empty() || bounds == "," || std::count(bounds.begin(), bounds.end(), ',') > 1 ||
            !std::all_of(bounds.begin(), bounds.end(), digitsOrComma))
            return false;
        if (bounds.front() == ',')
            bounds.insert(bounds.begin(), '0');
        m_at = close + 1;
        if (peek() == '+' && m_atom <= m_out.size()) {
            ++m_at;
            m_out = m_out.substr(0, m_atom) + "(?:" + m_out.substr(m_atom) + "{" + bounds + "})+";
        } else {
            m_out += "{" + bounds + "}";
        }
        return true;
    }

    /// The items of a class for the escape at the position, or nothing when it is no class escape.
    std::optional<std::pair<std::string, bool>> classEscape() {
        const char letter = peek(1);
        switch (letter) {
        case 's':
        case 'S':
            m_at += 2;
            return std::pair{std::string(kBlank), letter == 'S'};
        case 'w':
        case 'W':
            m_at += 2;
            return std::pair{propertyItems("word"), letter == 'W'};
        case 'h':
        case 'H':
            m_at += 2;
            return std::pair{std::string("0-9a-fA-F"), letter == 'H'};
        case 'd':
        case 'D':
            m_at += 2;
            return std::pair{propertyItems("Nd"), letter == 'D'};
        case 'p':
        case 'P': {
            const std::size_t close = m_source.find('}', m_at);
            if (peek(2) != '{' || close == std::string_view::npos)
                return std::nullopt;
            std::string_view name = m_source.substr(m_at + 3, close - m_at - 3);
            bool negated = letter == 'P';
            if (name.starts_with('^')) {
                negated = !negated;
                name.remove_prefix(1);
            }
            m_at = close + 1;
            return std::pair{propertyItems(name), negated};
        }
        default:
            return std::nullopt;
        }
    }

    /// An escape that stands for one character; the same inside and outside of a class.
    void plainEscape(std::string& out) {
        const char letter = peek(1);
        if (letter == 'u' && m_at + 6 <= m_source.size()) {
            out += "\\x{" + std::string(m_source.substr(m_at + 2, 4)) + "}";
            m_at += 6;
            return;
        }
        // Letters that mean nothing to Oniguruma stand for themselves.
        if (std::string_view("QEFILTUVijlmqy").find(letter) != std::string_view::npos && letter != '\0')
            out.push_back(letter);
        else
            out += m_source.substr(m_at, 2);
        m_at += std::min<std::size_t>(2, m_source.size() - m_at);
    }

    Status escape() {
        if (const auto known = classEscape()) {
            m_out += (known->second ? "[^" : "[") + known->first + "]";
            return {};
        }
        plainEscape(m_out);
        return {};
    }

    Result<std::string> characterClass(std::size_t depth) {
        if (depth > kClassDepth)
            return unsupported("[[[");
        ++m_at;
        Class parsed;
        if (peek() == '^') {
            parsed.negated = true;
            ++m_at;
        }
        std::string items;
        std::vector<std::string> alternatives;
        const auto closeOperand = [&] {
            if (!items.empty())
                alternatives.insert(alternatives.begin(), "[" + items + "]");
            std::string joined;
            for (const std::string& one : alternatives)
                joined += (joined.empty() ? "" : "|") + one;
            parsed.operands.push_back(alternatives.size() > 1 ? "(?:" + joined + ")" : joined);
            items.clear();
            alternatives.clear();
        };
        bool first = true;
        for (;; first = false) {
            if (m_at >= m_source.size())
                return refused("tokenizer.pattern_invalid").with("pattern", m_source.substr(0, 80));
            if (peek() == ']' && !first)
                break;
            if (starts("&&")) {
                closeOperand();
                m_at += 2;
                continue;
            }
            TRY_VOID(classItem(depth, items, alternatives));
        }
        ++m_at;
        const bool simple = parsed.operands.empty() && alternatives.empty();
        if (simple)
            return (parsed.negated ? "[^" : "[") + items + "]";
        closeOperand();
        std::string both;
        for (std::size_t i = 0; i + 1 < parsed.operands.size(); ++i)
            both += "(?=" + parsed.operands[i] + ")";
        both += parsed.operands.back();
        return parsed.negated ? "(?:(?!" + both + ")(?s:.))" : "(?:" + both + ")";
    }

    Status classItem(std::size_t depth, std::string& items, std::vector<std::string>& alternatives) {
        if (starts("[:")) {
            const std::size_t close = m_source.find(":]", m_at);
            if (close == std::string_view::npos)
                return unsupported("[:");
            const std::string_view name = m_source.substr(m_at + 2, close - m_at - 2);
            if (name == "space" || name == "word" || name == "alpha" || name == "alnum")
                items += propertyItems(name);
            else
                items += m_source.substr(m_at, close + 2 - m_at);
            m_at = close + 2;
            return {};
        }
        if (peek() == '[') {
            TRY(std::string nested, characterClass(depth + 1));
            alternatives.push_back(std::move(nested));
            return {};
        }
        if (peek() == '\\') {
            const auto known = classEscape();
            if (!known)
                plainEscape(items);
            else if (known->second)
                alternatives.push_back("[^" + known->first + "]");
            else
                items += known->first;
            return {};
        }
        if (peek() == ']')
            items.push_back('\\');
        items.push_back(peek());
        ++m_at;
        return {};
    }

    std::string_view m_source;
    std::size_t m_at = 0;
    std::string m_out;
    std::size_t m_atom = 0;
    std::vector<std::size_t> m_groups;
};

} // namespace

Result<std::string> translatePattern(std::string_view source) {
    return Translator(source).run();
}

} // namespace luthier::tokenizing
