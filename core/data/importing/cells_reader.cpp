#include "record_reader.h"

#include <simdjson.h>

#include <algorithm>

namespace luthier::importing {

namespace {

constexpr std::size_t kExcerpt = 200;
constexpr std::size_t kPadding = 256;

struct Parsed {
    enum class Kind { Row, NeedMore, Problem } kind = Kind::Row;
    std::size_t length = 0; // with the line break
    const char* problem = "";
};

class CellsReader final : public RecordReader {
public:
    CellsReader(TextWindow window, const CellsFormat& format)
        : m_window(std::move(window))
        , m_format(format)
        , m_skipHeader(format.header == Header::Present && format.columns > 0)
        , m_insideLongLine(format.separatorLine) {}
    const TextWindow& window() const override { return m_window; }

    Result<bool> next(Record& record) override {
        while (true) {
            m_window.consume(std::exchange(m_pending, 0));
            if (std::exchange(m_insideLongLine, false))
                TRY_VOID(skipLine());
            TRY(const auto parsed, parseNext());
            if (parsed.length == 0)
                return false;
            record = {{}, m_window.line(), m_window.byte(), {}, {}};
            m_pending = parsed.length;
            const bool blank = std::all_of(m_cells.begin(), m_cells.end(),
                                           [](std::string_view cell) { return cell.empty(); });
            if (blank && parsed.kind == Parsed::Kind::Row)
                continue; // a blank line, or one of separators alone, as spreadsheets leave them below a
                          // table
            if (std::exchange(m_skipHeader, false))
                continue;
            if (parsed.kind == Parsed::Kind::Problem)
                refuse(record, parsed.problem);
            else
                fill(record);
            m_insideLongLine = parsed.kind == Parsed::Kind::Problem && m_window.view()[m_pending - 1] != '\n';
            return true;
        }
    }

private:
    /// What remains of a line that is longer than a record may be.
    Status skipLine() {
        while (true) {
            const auto end = m_window.view().find('\n');
            if (end != std::string_view::npos) {
                m_window.consume(end + 1);
                return {};
            }
            m_window.consume(m_window.view().size());
            TRY(const bool more, m_window.more());
            if (!more)
                return {};
        }
    }

    Result<Parsed> parseNext() {
        while (true) {
            if (m_window.view().empty()) {
                TRY(const bool more, m_window.more());
                if (!more)
                    return Parsed{};
                continue;
            }
            const bool whole = m_window.atEnd() || m_window.view().size() > kLongestRecord;
            const Parsed parsed = parse(m_window.view(), whole);
            if (parsed.kind != Parsed::Kind::NeedMore)
                return parsed;
            TRY([[maybe_unused]] const bool more, m_window.more());
        }
    }

    /// The physical line at the start of the text, with its break.
    static std::size_t lineLength(std::string_view text) {
        const auto end = text.find('\n');
        return end == std::string_view::npos ? text.size() : end + 1;
    }

    static Parsed problem(std::string_view text, const char* code) {
        return {Parsed::Kind::Problem, lineLength(text), code};
    }

    /// One record at the start of the text. `whole`: there is no more text, or no more than a record may
    /// have.
    Parsed parse(std::string_view text, bool whole) {
        m_cells.clear();
        m_unquoted.clear();
        std::size_t at = 0;
        while (true) {
            Parsed cell = text.substr(at).starts_with('"') ? quotedCell(text, at, whole) : Parsed{};
            if (cell.kind != Parsed::Kind::Row)
                return cell;
            if (cell.length == 0)
                plainCell(text, at);
            if (m_cells.size() > kMostColumns)
                return problem(text, "import.too_many_columns");
            if (at >= text.size())
                return whole ? ended(text, at) : Parsed{Parsed::Kind::NeedMore, 0, ""};
            const char c = text[at++];
            if (c == m_format.separator)
                continue;
            if (c == '\r' && at == text.size() && !whole)
                return {Parsed::Kind::NeedMore, 0, ""};
            if (c == '\r' && at < text.size() && text[at] == '\n')
                ++at;
            return ended(text, at);
        }
    }

    static Parsed ended(std::string_view text, std::size_t at) {
        if (at > kLongestRecord)
            return problem(text, "import.record_too_large");
        return {Parsed::Kind::Row, at, ""};
    }

    void plainCell(std::string_view text, std::size_t& at) {
        const std::size_t begin = at;
        while (at < text.size() && text[at] != m_format.separator && text[at] != '\n' && text[at] != '\r')
            ++at;
        m_cells.push_back(text.substr(begin, at - begin));
    }

    /// Whether each line of the text, up to the one that holds byte `last`, has the cells of a row when
    /// quotes are letters: what stands between two of them is then no cell with tabs and line breaks.
    bool linesAreRows(std::string_view text, std::size_t last) const {
        std::ptrdiff_t expected = static_cast<std::ptrdiff_t>(m_format.columns) - 1;
        for (std::size_t begin = 0; begin <= last && begin < text.size();) {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            const auto line = text.substr(begin, end - begin);
            const auto tabs = std::count(line.begin(), line.end(), m_format.separator);
            if (expected < 0)
                expected = tabs;
            if (tabs != expected)
                return false;
            begin = end + 1;
        }
        return true;
    }

    /// A cell in quotes. Its length is 0 when the quote is to be read as a letter.
    Parsed quotedCell(std::string_view text, std::size_t& at, bool whole) {
        const bool lenient = m_format.separator == '\t';
        const Parsed asLetter = {Parsed::Kind::Row, 0, ""};
        std::size_t end = at + 1;
        bool doubled = false;
        while (true) {
            end = text.find('"', end);
            if (end == std::string_view::npos || (end + 1 >= text.size() && !whole)) {
                if (!whole)
                    return {Parsed::Kind::NeedMore, 0, ""};
                return lenient ? asLetter : problem(text, "import.unterminated_quote");
            }
            if (end + 1 >= text.size() || text[end + 1] != '"')
                break;
            doubled = true;
            end += 2;
        }
        const std::size_t behind = end + 1;
        const bool closed = behind >= text.size() || text[behind] == m_format.separator ||
                            text[behind] == '\n' || text[behind] == '\r';
        if (!closed)
            return lenient ? asLetter : problem(text, "import.text_after_quote");
        const std::string_view inside = text.substr(at + 1, end - at - 1);
        if (lenient && inside.find('\n') != std::string_view::npos &&
            inside.find('\t') != std::string_view::npos && linesAreRows(text, behind))
            return asLetter;
        m_cells.push_back(doubled ? unquoted(inside) : inside);
        const std::size_t length = behind - at;
        at = behind;
        return {Parsed::Kind::Row, length, ""};
    }

    std::string_view unquoted(std::string_view inside) {
        auto text = std::make_unique<std::string>();
        for (std::size_t at = 0; at < inside.size(); ++at) {
            *text += inside[at];
            if (inside[at] == '"')
                ++at;
        }
        m_unquoted.push_back(std::move(text));
        return *m_unquoted.back();
    }

    void refuse(Record& record, const char* code) {
        record.problem = code;
        record.parameters = {{"limit", std::to_string(kLongestRecord)},
                             {"columns", std::to_string(kMostColumns)}};
        record.raw = m_window.view().substr(0, std::min(m_pending, kExcerpt));
    }

    void fill(Record& record) {
        const std::string_view text = m_window.view().substr(0, m_pending);
        // Spreadsheets leave separators behind the last cell.
        while (m_format.columns > 0 && m_cells.size() > m_format.columns && m_cells.back().empty())
            m_cells.pop_back();
        if (m_format.columns > 0 && m_cells.size() != m_format.columns) {
            refuse(record, "import.cell_count");
            record.parameters = {{"found", std::to_string(m_cells.size())},
                                 {"expected", std::to_string(m_format.columns)}};
            return;
        }
        if (text.find('\0') != std::string_view::npos)
            return refuse(record, "import.zero_byte");
        if (!simdjson::validate_utf8(text.data(), text.size()))
            return refuse(record, "import.bad_encoding");
        m_raw.clear();
        appendCellsJson(m_cells, m_raw);
        if (m_raw.size() > kLongestRecord)
            return refuse(record, "import.record_too_large");
        m_raw.reserve(m_raw.size() + kPadding);
        record.raw = m_raw;
    }

    TextWindow m_window;
    CellsFormat m_format;
    bool m_skipHeader;
    bool
        m_insideLongLine; // what remains of the line is passed over; a line that only names the separator too
    std::size_t m_pending = 0;
    std::vector<std::string_view> m_cells;
    std::vector<std::unique_ptr<std::string>> m_unquoted;
    std::string m_raw;
};

void appendEscaped(std::string_view text, std::string& out) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::size_t from = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte >= 0x20 && byte != '"' && byte != '\\')
            continue;
        out.append(text.substr(from, at - from));
        from = at + 1;
        switch (byte) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            out += "\\u00";
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    out.append(text.substr(from));
}

} // namespace

void appendCellsJson(const std::vector<std::string_view>& cells, std::string& out) {
    out += '[';
    for (std::size_t index = 0; index < cells.size(); ++index) {
        out += index == 0 ? "\"" : ",\"";
        appendEscaped(cells[index], out);
        out += '"';
    }
    out += ']';
}

std::unique_ptr<RecordReader> readCells(TextWindow window, const CellsFormat& format) {
    return std::make_unique<CellsReader>(std::move(window), format);
}

} // namespace luthier::importing
