#pragma once

#include <cstddef>
#include <string_view>

namespace luthier::importing {

/// Finds the end of a JSON value by its brackets and strings alone, over text that arrives in pieces; what is
/// inside is checked later.
class ValueScanner {
public:
    void restart() { *this = {}; }
    std::size_t scanned() const { return m_at; }
    /// The text that was scanned is gone; what comes next stands at 0.
    void forget() { m_at = 0; }

    /// Goes on over the text from where it stopped; the length of the value, or 0 when more text is needed.
    std::size_t scan(std::string_view text);

private:
    void inString(std::string_view text, char c);

    std::size_t m_at = 0;
    std::size_t m_depth = 0;
    bool m_inString = false;
    bool m_escaped = false;
    bool m_started = false;
};

/// Blank in JSON.
bool isJsonBlank(char c);

} // namespace luthier::importing
