#include <cleaning/characters.h>
#include <cleaning/code_parts.h>
#include <cleaning/rule.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace luthier::cleaning::rules {

namespace {

/// Elements of running text and layout (HTML Living Standard); an unknown name in angle brackets is a
/// placeholder or a type.
constexpr std::array<std::string_view, 41> kElements = {
    "a",   "abbr", "b",     "blockquote", "br",  "center", "code",    "dd",    "div",  "dl",     "dt",
    "em",  "font", "h1",    "h2",         "h3",  "h4",     "h5",      "h6",    "hr",   "i",      "iframe",
    "img", "li",   "ol",    "p",          "pre", "script", "section", "small", "span", "strong", "style",
    "sub", "sup",  "table", "tbody",      "td",  "tr",     "u",       "ul"};

struct Entity {
    std::string_view name;
    std::string_view text;
};
/// Those that texts carry over from pages; a blank that does not break becomes a blank.
constexpr std::array<Entity, 28> kEntities = {
    {{"amp", "&"},   {"lt", "<"},     {"gt", ">"},     {"quot", "\""},  {"apos", "'"},  {"nbsp", " "},
     {"copy", "©"},  {"reg", "®"},    {"trade", "™"},  {"hellip", "…"}, {"mdash", "—"}, {"ndash", "–"},
     {"lsquo", "‘"}, {"rsquo", "’"},  {"ldquo", "“"},  {"rdquo", "”"},  {"laquo", "«"}, {"raquo", "»"},
     {"bull", "•"},  {"middot", "·"}, {"times", "×"},  {"deg", "°"},    {"euro", "€"},  {"pound", "£"},
     {"yen", "¥"},   {"eacute", "é"}, {"egrave", "è"}, {"ccedil", "ç"}}};

constexpr std::size_t kLongestTag = 2000;

/// Behind a tag of a known element that begins at `at`, and its name; 0 when there is none.
std::size_t endOfTag(std::string_view text, std::size_t at, std::string& name) {
    std::size_t end = at + 1;
    if (end < text.size() && text[end] == '/')
        ++end;
    name.clear();
    while (end < text.size() && (isAsciiLetter(text[end]) || isAsciiDigit(text[end])) && name.size() < 12)
        name += asciiLower(text[end++]);
    if (std::find(kElements.begin(), kElements.end(), name) == kElements.end())
        return 0;
    const auto close = text.substr(end, kLongestTag).find_first_of("<>");
    if (close == std::string_view::npos || text[end + close] != '>')
        return 0;
    // What stands between is attributes or a slash.
    const std::string_view inside = text.substr(end, close);
    const bool plain = inside.find_first_not_of(" /") == std::string_view::npos;
    return plain || (inside.front() == ' ' && inside.find('=') != std::string_view::npos) ? end + close + 1
                                                                                          : 0;
}

/// Behind an entity that begins at `at`, and its text; 0 when there is none.
std::size_t endOfEntity(std::string_view text, std::size_t at, std::string& decoded) {
    constexpr std::size_t kLongest = 10;
    const auto semicolon = text.substr(at + 1, kLongest).find(';');
    if (semicolon == std::string_view::npos || semicolon == 0)
        return 0;
    std::string_view name = text.substr(at + 1, semicolon);
    decoded.clear();
    if (name.front() == '#') {
        const bool hexadecimal = name.size() > 1 && asciiLower(name[1]) == 'x';
        name.remove_prefix(hexadecimal ? 2 : 1);
        std::uint32_t value = 0;
        const auto [end, error] =
            std::from_chars(name.data(), name.data() + name.size(), value, hexadecimal ? 16 : 10);
        const bool whole = !name.empty() && error == std::errc() && end == name.data() + name.size();
        const bool character = (value >= 0x20 && value < 0xD800) || (value >= 0xE000 && value <= 0x10FFFF);
        if (!whole || !character || (value >= 0x7F && value < 0xA0))
            return 0;
        appendUtf8(decoded, value == 0xA0 ? U' ' : static_cast<char32_t>(value));
    } else {
        const auto known = std::find_if(kEntities.begin(), kEntities.end(),
                                        [&](const Entity& entity) { return entity.name == name; });
        if (known == kEntities.end())
            return 0;
        decoded = known->text;
    }
    return at + 1 + semicolon + 1;
}

/// Whether the row is about markup: then tags in it are meant.
bool isAboutMarkup(const RowView& row) {
    static constexpr std::array<std::string_view, 14> kWords = {
        "html",    "css",        "xml",   " tag",      "markup", "web page", "webpage",
        "website", "javascript", "react", "<!doctype", "svg",    "태그",     "웹"};
    for (const Passage& passage : row.passages) {
        const std::string lower = asciiLower(passage.text);
        for (const auto word : kWords)
            if (lower.find(word) != std::string::npos)
                return true;
    }
    return false;
}

class Search {
public:
    Search(const RowView& row, Findings& findings)
        : m_row(row)
        , m_findings(findings) {}

    void lookAt(std::size_t index) {
        const Passage& passage = m_row.passages[index];
        const std::string_view text = passage.text;
        for (auto at = text.find_first_of("<&"); at != std::string_view::npos && !m_findings.full();) {
            const bool tag = text[at] == '<';
            const std::size_t end = tag ? endOfTag(text, at, m_word) : endOfEntity(text, at, m_word);
            if (end > 0 && !passage.isInsideCode(at) && !isMeant(passage))
                add(index, {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)}, tag);
            at = text.find_first_of("<&", end > 0 ? end : at + 1);
        }
    }

private:
    /// Looked at only once something is found.
    bool isMeant(const Passage& passage) {
        if (!m_aboutMarkup)
            m_aboutMarkup = isAboutMarkup(m_row);
        if (m_codeOf != &passage) {
            m_codeOf = &passage;
            m_code = isMostlyCode(passage.text);
        }
        return *m_aboutMarkup || m_code;
    }
    void add(std::size_t index, ByteRange span, bool tag) {
        if (!tag)
            m_findings.mend("finding.html_remains.entity", index, span, m_word, {{"text", m_word}});
        else if (m_word == "br")
            m_findings.mend("finding.html_remains.line_break", index, span, "\n");
        else
            m_findings.add("finding.html_remains.tag", index, span, {{"tag", m_word}});
    }

    const RowView& m_row;
    Findings& m_findings;
    std::string m_word; // the tag's name or the entity's text
    std::optional<bool> m_aboutMarkup;
    const Passage* m_codeOf = nullptr;
    bool m_code = false;
};

void find(const RowView& row, const RuleSettings&, Findings& findings) {
    Search search(row, findings);
    for (std::size_t i = 0; i < row.passages.size(); ++i)
        if ((row.passages[i].has('<') && row.passages[i].has('>')) ||
            (row.passages[i].has('&') && row.passages[i].has(';')))
            search.lookAt(i);
}

} // namespace

Rule htmlRemains() {
    return {.name = "html_remains",
            .presets = kInstruction | kWeb,
            .reasons = {"finding.html_remains.entity", "finding.html_remains.line_break",
                        "finding.html_remains.tag"},
            .mends = true,
            .find = find};
}

} // namespace luthier::cleaning::rules
