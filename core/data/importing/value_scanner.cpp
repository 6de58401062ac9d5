#include "value_scanner.h"

namespace luthier::importing {

bool isJsonBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::size_t ValueScanner::scan(std::string_view text) {
    for (; m_at < text.size(); ++m_at) {
        const char c = text[m_at];
        if (m_inString) {
            inString(text, c);
            if (!m_inString && m_depth == 0)
                return ++m_at;
            continue;
        }
        if (c == '"') {
            if (m_depth == 0 && m_started)
                return m_at;
            m_inString = true;
        } else if (c == '{' || c == '[') {
            if (m_depth == 0 && m_started)
                return m_at;
            ++m_depth;
        } else if (c == '}' || c == ']') {
            if (m_depth == 0)
                return m_at;
            if (--m_depth == 0)
                return ++m_at;
        } else if (m_depth == 0 && m_started && (isJsonBlank(c) || c == ',')) {
            return m_at;
        }
        m_started = true;
    }
    return 0;
}

void ValueScanner::inString(std::string_view text, char c) {
    if (m_escaped) {
        m_escaped = false;
    } else if (c == '\\') {
        m_escaped = true;
    } else if (c == '"') {
        m_inString = false;
    } else {
        // Most of a file lies inside strings.
        const auto stop = text.find_first_of("\"\\", m_at);
        m_at = (stop == std::string_view::npos ? text.size() : stop) - 1;
    }
}

} // namespace luthier::importing
