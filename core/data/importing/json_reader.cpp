#include "record_reader.h"
#include "value_scanner.h"

#include <algorithm>

namespace luthier::importing {

namespace {

constexpr std::size_t kExcerpt = 200;

void refuseTooLong(Record& record) {
    record.problem = "import.record_too_large";
    record.parameters = {{"limit", std::to_string(kLongestRecord)}};
}

class JsonLinesReader final : public RecordReader {
public:
    explicit JsonLinesReader(TextWindow window)
        : m_window(std::move(window)) {}
    const TextWindow& window() const override { return m_window; }

    Result<bool> next(Record& record) override {
        while (true) {
            m_window.consume(std::exchange(m_pending, 0));
            TRY(const auto end, findLineEnd());
            if (m_tooLong) {
                TRY_VOID(skipLongLine(record));
                return true;
            }
            if (end == 0)
                return false;
            m_pending = end;
            std::string_view line = m_window.view().substr(0, end);
            while (!line.empty() && isJsonBlank(line.back()))
                line.remove_suffix(1);
            const auto first = std::find_if_not(line.begin(), line.end(), isJsonBlank);
            line.remove_prefix(static_cast<std::size_t>(first - line.begin()));
            if (line.empty())
                continue;
            record = {line, m_window.line(), m_window.byte(), {}, {}};
            return true;
        }
    }

private:
    /// Behind the line break of the first line of the view; 0 at the end of the file.
    Result<std::size_t> findLineEnd() {
        m_tooLong = false;
        std::size_t searched = 0;
        while (true) {
            const auto found = m_window.view().find('\n', searched);
            if (found != std::string_view::npos) {
                m_tooLong = found > kLongestRecord;
                return found + 1;
            }
            searched = m_window.view().size();
            if (searched > kLongestRecord) {
                m_tooLong = true;
                return searched;
            }
            TRY(const bool more, m_window.more());
            if (!more)
                return m_window.view().size();
        }
    }

    Status skipLongLine(Record& record) {
        m_excerpt = m_window.view().substr(0, kExcerpt);
        record = {m_excerpt, m_window.line(), m_window.byte(), {}, {}};
        refuseTooLong(record);
        while (true) {
            const auto found = m_window.view().find('\n');
            if (found != std::string_view::npos) {
                m_window.consume(found + 1);
                return {};
            }
            m_window.consume(m_window.view().size());
            TRY(const bool more, m_window.more());
            if (!more)
                return {};
        }
    }

    TextWindow m_window;
    std::size_t m_pending = 0;
    bool m_tooLong = false;
    std::string m_excerpt;
};

class JsonValuesReader final : public RecordReader {
public:
    JsonValuesReader(TextWindow window, TopList topList)
        : m_window(std::move(window))
        , m_seenValue(topList == TopList::IsRow) {}
    const TextWindow& window() const override { return m_window; }

    Result<bool> next(Record& record) override {
        m_window.consume(std::exchange(m_pending, 0));
        TRY(const bool found, findValue());
        if (!found)
            return false;
        record = {{}, m_window.line(), m_window.byte(), {}, {}};
        TRY(const auto length, findEnd());
        record.raw = m_window.view().substr(0, length);
        m_pending = length;
        if (m_broken) {
            record.problem =
                m_window.atEnd() && length <= kLongestRecord ? "import.cut_off" : "import.record_too_large";
            record.parameters = {{"limit", std::to_string(kLongestRecord)}};
            m_excerpt = record.raw.substr(0, kExcerpt);
            record.raw = m_excerpt;
            TRY_VOID(skipRest());
        }
        return true;
    }

private:
    /// Goes to the first byte of the next value; passes the array's bracket, commas and blanks.
    Result<bool> findValue() {
        while (true) {
            const std::string_view text = m_window.view();
            std::size_t at = 0;
            while (at < text.size() &&
                   (isJsonBlank(text[at]) || text[at] == ',' || (m_inArray && text[at] == ']') ||
                    (!m_inArray && !m_seenValue && text[at] == '['))) {
                if (text[at] == '[')
                    m_inArray = true;
                else if (text[at] == ']')
                    m_inArray = false;
                ++at;
            }
            m_window.consume(at);
            if (!m_window.view().empty()) {
                m_seenValue = true;
                return true;
            }
            TRY(const bool more, m_window.more());
            if (!more)
                return false;
        }
    }

    Result<std::size_t> findEnd() {
        m_broken = false;
        m_scanner.restart();
        while (true) {
            if (const auto length = m_scanner.scan(m_window.view()); length > 0 && length <= kLongestRecord)
                return length;
            // A bracket that closes nothing is a value of its own, and no value.
            if (m_scanner.scanned() < m_window.view().size() && m_scanner.scanned() == 0)
                return std::size_t{1};
            if (m_window.view().size() > kLongestRecord) {
                m_broken = true;
                return m_window.view().size();
            }
            TRY(const bool more, m_window.more());
            if (!more) {
                const char first = m_window.view().front();
                m_broken = first == '{' || first == '[' || first == '"';
                return m_window.view().size();
            }
        }
    }

    /// Where brackets are lost nothing behind can be trusted: what remains is passed over.
    Status skipRest() {
        m_pending = 0;
        if (m_window.atEnd()) {
            m_window.consume(m_window.view().size());
            return {};
        }
        // A value that is merely too long ends somewhere; the scanner goes on without keeping it.
        while (true) {
            if (const auto length = m_scanner.scan(m_window.view()); length > 0) {
                m_window.consume(length);
                return {};
            }
            const std::size_t scanned = m_window.view().size();
            m_window.consume(scanned);
            m_scanner.forget();
            TRY(const bool more, m_window.more());
            if (!more)
                return {};
        }
    }

    TextWindow m_window;
    ValueScanner m_scanner;
    std::size_t m_pending = 0;
    bool m_inArray = false;
    bool m_seenValue; // also said from the start where a list at the top is a row
    bool m_broken = false;
    std::string m_excerpt;
};

} // namespace

std::unique_ptr<RecordReader> readJsonLines(TextWindow window) {
    return std::make_unique<JsonLinesReader>(std::move(window));
}

std::unique_ptr<RecordReader> readJsonValues(TextWindow window, TopList topList) {
    return std::make_unique<JsonValuesReader>(std::move(window), topList);
}

} // namespace luthier::importing
