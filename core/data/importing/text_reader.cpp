#include "record_reader.h"

#include <simdjson.h>

#include <algorithm>

namespace luthier::importing {

namespace {

constexpr std::size_t kExcerpt = 200;
constexpr std::size_t kPadding = 256;

bool isBlankLine(std::string_view text) {
    return text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos;
}

class TextReader final : public RecordReader {
public:
    TextReader(TextWindow window, TextUnit unit)
        : m_window(std::move(window))
        , m_unit(unit) {}
    const TextWindow& window() const override { return m_window; }

    Result<bool> next(Record& record) override {
        while (true) {
            m_window.consume(std::exchange(m_pending, 0));
            TRY(const auto length, findUnit());
            if (m_tooLong) {
                TRY_VOID(skipLong(record));
                return true;
            }
            if (length == 0)
                return false;
            m_pending = length;
            const std::string_view text = m_window.view().substr(0, length);
            if (isBlankLine(text))
                continue;
            record = {{}, m_window.line(), m_window.byte(), {}, {}};
            fill(record, text);
            return true;
        }
    }

private:
    /// The end of the unit at the start of `text`, with what parts it from the next; nothing when it is not
    /// in sight.
    std::optional<std::size_t> unitEnd(std::string_view text) const {
        if (m_unit == TextUnit::File)
            return {};
        std::size_t line = 0;
        bool hasText = false;
        for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', line)) {
            if (m_unit == TextUnit::Line)
                return end + 1;
            const bool blank = isBlankLine(text.substr(line, end - line));
            if (blank)
                return hasText ? line : end + 1;
            hasText = true;
            line = end + 1;
        }
        return {};
    }

    Result<std::size_t> findUnit() {
        m_tooLong = false;
        while (true) {
            const auto end = unitEnd(m_window.view());
            const std::size_t size = end.value_or(m_window.view().size());
            m_tooLong = size > kLongestRecord;
            if (end || m_tooLong)
                return size;
            TRY(const bool more, m_window.more());
            if (!more)
                return m_window.view().size();
        }
    }

    Status skipLong(Record& record) {
        m_raw = m_window.view().substr(0, kExcerpt);
        record = {m_raw,
                  m_window.line(),
                  m_window.byte(),
                  "import.record_too_large",
                  {{"limit", std::to_string(kLongestRecord)}}};
        while (true) {
            if (const auto end = unitEnd(m_window.view())) {
                m_window.consume(*end);
                return {};
            }
            m_window.consume(m_window.view().size());
            TRY(const bool more, m_window.more());
            if (!more)
                return {};
        }
    }

    void fill(Record& record, std::string_view text) {
        if (m_unit != TextUnit::File)
            while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
                text.remove_suffix(1);
        const bool zero = text.find('\0') != std::string_view::npos;
        if (zero || !simdjson::validate_utf8(text.data(), text.size())) {
            record.problem = zero ? "import.zero_byte" : "import.bad_encoding";
            record.raw = text.substr(0, kExcerpt);
            return;
        }
        m_raw.clear();
        appendCellsJson({text}, m_raw);
        if (m_raw.size() > kLongestRecord) {
            record.problem = "import.record_too_large";
            record.parameters = {{"limit", std::to_string(kLongestRecord)}};
            record.raw = text.substr(0, kExcerpt);
            return;
        }
        m_raw.reserve(m_raw.size() + kPadding);
        record.raw = m_raw;
    }

    TextWindow m_window;
    TextUnit m_unit;
    std::size_t m_pending = 0;
    bool m_tooLong = false;
    std::string m_raw;
};

} // namespace

std::unique_ptr<RecordReader> readText(TextWindow window, TextUnit unit) {
    return std::make_unique<TextReader>(std::move(window), unit);
}

} // namespace luthier::importing
