#include "record_reader.h"

#include <base/json.h>

#include <algorithm>

namespace luthier::importing {

namespace {

constexpr std::size_t kPadding = 256;

/// `{"columns": ["a"], "data": [[1], [2]]}`
Result<std::vector<Json>> rowsOfSplitTable(const Json& table) {
    const Json& columns = *member(table, "columns");
    std::vector<Json> rows;
    for (const Json& cells : *member(table, "data")) {
        if (!cells.is_array() || cells.size() != columns.size())
            return refused("import.bad_table").with("column", "data");
        Json row = Json::object();
        for (std::size_t i = 0; i < cells.size(); ++i)
            row[columns[i].is_string() ? columns[i].get<std::string>() : dumpJson(columns[i])] = cells[i];
        rows.push_back(std::move(row));
    }
    return rows;
}

/// `{"a": [1, 2], "b": [3, 4]}`
Result<std::vector<Json>> rowsOfLists(const Json& table) {
    std::vector<Json> rows;
    for (const auto& [name, values] : table.items()) {
        if (rows.empty())
            rows.resize(values.size(), Json::object());
        if (!values.is_array() || values.size() != rows.size())
            return refused("import.bad_table").with("column", name);
        for (std::size_t i = 0; i < rows.size(); ++i)
            rows[i][name] = values[i];
    }
    return rows;
}

/// `{"a": {"0": 1, "1": 2}, "b": {"0": 3, "1": 4}}`
Result<std::vector<Json>> rowsOfIndexedColumns(const Json& table) {
    std::vector<Json> rows;
    const Json& first = table.front();
    for (const auto& [name, values] : table.items()) {
        if (rows.empty())
            rows.resize(values.size(), Json::object());
        if (!values.is_object() || values.size() != rows.size())
            return refused("import.bad_table").with("column", name);
        std::size_t row = 0;
        for (auto value = values.begin(), index = first.begin(); value != values.end(); ++value, ++index) {
            if (value.key() != index.key())
                return refused("import.bad_table").with("column", name);
            rows[row++][name] = value.value();
        }
    }
    return rows;
}

Result<std::vector<Json>> rowsOfTable(const Json& table) {
    if (!table.is_object() || table.empty())
        return refused("import.bad_table").with("column", "");
    const Json* columns = member(table, "columns");
    const Json* data = member(table, "data");
    if (columns && columns->is_array() && data && data->is_array())
        return rowsOfSplitTable(table);
    return table.front().is_array() ? rowsOfLists(table) : rowsOfIndexedColumns(table);
}

class JsonTableReader final : public RecordReader {
public:
    JsonTableReader(TextWindow window, std::vector<Json> rows)
        : m_window(std::move(window))
        , m_rows(std::move(rows)) {}
    const TextWindow& window() const override { return m_window; }

    Result<bool> next(Record& record) override {
        if (m_next == m_rows.size())
            return false;
        m_raw = dumpJson(m_rows[m_next++]);
        m_raw.reserve(m_raw.size() + kPadding);
        // A row of columns stands in no one place of the file; it is told by its number.
        record = {m_raw, static_cast<std::int64_t>(m_next), 0, {}, {}};
        return true;
    }

private:
    TextWindow m_window;
    std::vector<Json> m_rows;
    std::size_t m_next = 0;
    std::string m_raw;
};

} // namespace

Result<std::unique_ptr<RecordReader>> readJsonTable(TextWindow window, const std::vector<std::string>& path) {
    while (window.view().size() <= kLongestRecord) {
        TRY(const bool more, window.more());
        if (!more)
            break;
    }
    if (window.view().size() > kLongestRecord)
        return refused("import.table_too_large").with("limit", static_cast<std::int64_t>(kLongestRecord));
    auto document = parseJson(window.view());
    if (!document)
        return refused("import.bad_table").with("column", "").because(document.error().detail());
    const Json* table = &*document;
    for (const std::string& key : path)
        if (table)
            table = member(*table, key);
    if (!table)
        return refused("import.bad_table").with("column", "");
    TRY(auto rows, rowsOfTable(*table));
    return std::unique_ptr<RecordReader>(
        std::make_unique<JsonTableReader>(std::move(window), std::move(rows)));
}

} // namespace luthier::importing
