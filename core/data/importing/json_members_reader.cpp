#include "record_reader.h"
#include "value_scanner.h"

#include <base/json.h>

#include <algorithm>
#include <utility>

namespace luthier::importing {

namespace {

constexpr std::size_t kExcerpt = 200;
constexpr std::size_t kPadding = 256;
/// A key that is longer names no place of rows.
constexpr std::size_t kLongestKey = 4096;

/// Goes through the members of one object, whose rows stand in lists or are the members themselves.
class JsonMembersReader final : public RecordReader {
public:
    JsonMembersReader(TextWindow window, RowPlace place)
        : m_window(std::move(window))
        , m_place(std::move(place)) {}
    const TextWindow& window() const override { return m_window; }

    Result<bool> next(Record& record) override {
        m_window.consume(std::exchange(m_pending, 0));
        while (!m_done) {
            TRY(const bool found, findRow());
            if (found)
                return take(record);
        }
        if (std::exchange(m_broken, false)) {
            m_excerpt = m_window.view().substr(0, kExcerpt);
            record = {m_excerpt, m_window.line(), m_window.byte(), m_problem, {}};
            return true;
        }
        return false;
    }

private:
    /// The next character that is no blank, or NUL at the end of the file; the view begins there.
    Result<char> peek() {
        while (true) {
            const std::string_view text = m_window.view();
            const auto first = std::find_if_not(text.begin(), text.end(), isJsonBlank);
            m_window.consume(static_cast<std::size_t>(first - text.begin()));
            if (!m_window.view().empty())
                return m_window.view().front();
            TRY(const bool more, m_window.more());
            if (!more)
                return '\0';
        }
    }

    void stop(const char* problem) {
        m_done = true;
        m_broken = true;
        m_problem = problem;
    }

    /// The length of the value that begins the view; 0 when it does not end within `limit` bytes.
    Result<std::size_t> valueLength(std::size_t limit) {
        m_scanner.restart();
        while (true) {
            if (const auto length = m_scanner.scan(m_window.view()); length > 0)
                return length <= limit ? length : 0;
            if (m_window.view().size() > limit)
                return std::size_t{0};
            TRY(const bool more, m_window.more());
            if (!more)
                return std::size_t{0};
        }
    }

    /// Passes over the value that begins the view, whatever its length.
    Status skipValue() {
        m_scanner.restart();
        while (true) {
            if (const auto length = m_scanner.scan(m_window.view()); length > 0) {
                m_window.consume(length);
                return {};
            }
            m_window.consume(m_window.view().size());
            m_scanner.forget();
            TRY(const bool more, m_window.more());
            if (!more)
                return {};
        }
    }

    /// Reads `"key":`; nothing when there is none, and the reading stops.
    Result<std::optional<std::string>> key() {
        TRY(const auto length, valueLength(kLongestKey));
        if (length == 0) {
            stop(m_window.atEnd() ? "import.cut_off" : "import.bad_json");
            return std::optional<std::string>();
        }
        auto name = parseJson(m_window.view().substr(0, length));
        m_window.consume(length);
        TRY(const char colon, peek());
        if (!name || !name->is_string() || colon != ':') {
            stop("import.bad_json");
            return std::optional<std::string>();
        }
        m_window.consume(1);
        return std::optional(name->get<std::string>());
    }

    const RowList* listOf(std::string_view name) const {
        const auto found = std::find_if(m_place.lists.begin(), m_place.lists.end(),
                                        [&](const RowList& list) { return list.key == name; });
        return found == m_place.lists.end() ? nullptr : &*found;
    }

    /// One step towards a row; true when the view begins with one.
    Result<bool> findRow() {
        TRY(const char c, peek());
        if (c == '\0') {
            stop("import.cut_off");
            return false;
        }
        if (m_level == 0)
            return enter(c);
        if (c == ',') {
            m_window.consume(1);
            return false;
        }
        if (m_list) {
            if (c != ']')
                return true;
            m_window.consume(1);
            m_list = nullptr;
            return false;
        }
        if (c == '}') {
            m_done = true; // what stands behind the rows' object is of no interest
            return false;
        }
        return member();
    }

    Result<bool> enter(char c) {
        if (c != '{') {
            stop("import.bad_json");
            return false;
        }
        m_window.consume(1);
        ++m_level;
        return false;
    }

    Result<bool> member() {
        TRY(const auto name, key());
        if (!name)
            return false;
        TRY(const char c, peek());
        const std::size_t depth = m_level - 1;
        if (depth < m_place.path.size()) {
            if (*name == m_place.path[depth] && c == '{')
                return enter(c);
            TRY_VOID(skipValue());
            return false;
        }
        if (m_place.lists.empty())
            return true;
        const RowList* list = listOf(*name);
        if (list && c == '[') {
            m_window.consume(1);
            m_list = list;
            return false;
        }
        TRY_VOID(skipValue());
        return false;
    }

    Result<bool> take(Record& record) {
        record = {{}, m_window.line(), m_window.byte(), {}, {}};
        if (m_list)
            record.split = m_list->split;
        TRY(const auto length, valueLength(kLongestRecord));
        if (length > 0) {
            record.raw = m_window.view().substr(0, length);
            m_pending = length;
            return true;
        }
        const bool cut = m_window.atEnd() && m_window.view().size() <= kLongestRecord;
        m_excerpt = m_window.view().substr(0, kExcerpt);
        record.raw = m_excerpt;
        record.problem = cut ? "import.cut_off" : "import.record_too_large";
        record.parameters = {{"limit", std::to_string(kLongestRecord)}};
        m_done = cut;
        TRY_VOID(skipValue());
        return true;
    }

    TextWindow m_window;
    RowPlace m_place;
    ValueScanner m_scanner;
    std::size_t m_level = 0; // objects that were entered
    const RowList* m_list = nullptr;
    std::size_t m_pending = 0;
    bool m_done = false;
    bool m_broken = false;
    const char* m_problem = "";
    std::string m_excerpt;
};

class WrappingReader final : public RecordReader {
public:
    explicit WrappingReader(std::unique_ptr<RecordReader> reader)
        : m_reader(std::move(reader)) {}
    const TextWindow& window() const override { return m_reader->window(); }

    Result<bool> next(Record& record) override {
        TRY(const bool more, m_reader->next(record));
        if (!more || !record.problem.empty() || record.raw.empty())
            return more;
        const char first = record.raw.front();
        if (first != '[' && first != '"')
            return true;
        m_raw = first == '[' ? "{\"messages\":" : "{\"text\":";
        m_raw += record.raw;
        m_raw += '}';
        m_raw.reserve(m_raw.size() + kPadding);
        record.raw = m_raw;
        return true;
    }

private:
    std::unique_ptr<RecordReader> m_reader;
    std::string m_raw;
};

} // namespace

std::unique_ptr<RecordReader> readJsonMembers(TextWindow window, RowPlace place) {
    return std::make_unique<JsonMembersReader>(std::move(window), std::move(place));
}

std::unique_ptr<RecordReader> wrapBareValues(std::unique_ptr<RecordReader> reader) {
    return std::make_unique<WrappingReader>(std::move(reader));
}

} // namespace luthier::importing
