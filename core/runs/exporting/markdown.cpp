#include "markdown.h"

namespace luthier::exporting {

std::string Markdown::escaped(std::string_view text) {
    std::string result;
    for (const char character : text) {
        if (static_cast<unsigned char>(character) < 0x20) {
            result += ' ';
            continue;
        }
        if (character == '<')
            result += "&lt;";
        else if (character == '&')
            result += "&amp;";
        else {
            if (std::string_view("\\`*_[]|#").find(character) != std::string_view::npos)
                result += '\\';
            result += character;
        }
    }
    return result;
}

std::string Markdown::say(std::string_view code, const Parameters& parameters) const {
    Parameters safe;
    for (const auto& [key, value] : parameters)
        safe.emplace(key, escaped(value));
    return m_texts->sentence(code, safe);
}

void Markdown::title(std::string_view name) {
    m_text += "# " + escaped(name) + "\n\n";
}

void Markdown::heading(std::string_view code) {
    // A list before it has not ended with a blank line.
    if (!m_text.ends_with("\n\n"))
        m_text += "\n";
    m_text += "## " + say(code) + "\n\n";
}

void Markdown::sentence(std::string_view code, const Parameters& parameters) {
    m_text += say(code, parameters) + "\n\n";
}

void Markdown::item(std::string_view code, const Parameters& parameters) {
    m_text += "- " + say(code, parameters) + "\n";
}

void Markdown::code(std::string_view language, std::string_view lines) {
    m_text += "```" + std::string(language) + "\n" + std::string(lines) + "```\n\n";
}

std::string Markdown::take() {
    while (m_text.ends_with("\n\n"))
        m_text.pop_back();
    return std::move(m_text);
}

Table::Table(Markdown& card, const std::vector<std::string_view>& header)
    : m_card(card) {
    std::string names = "|";
    std::string line = "|";
    for (const std::string_view code : header) {
        names += " " + card.say(code) + " |";
        line += "---|";
    }
    card.raw(names + "\n" + line + "\n");
}

void Table::row(const std::vector<std::string>& cells) {
    std::string line = "|";
    for (const std::string& cell : cells)
        line += " " + Markdown::escaped(cell) + " |";
    m_card.raw(line + "\n");
}

void Table::end() {
    m_card.raw("\n");
}

} // namespace luthier::exporting
