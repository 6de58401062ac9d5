#include "order.h"

#include "catalog.h"
#include "probe.h"
#include "record.h"
#include "row_scan.h"
#include "rows.h"

#include <algorithm>
#include <cstring>

namespace luthier::dataset {

namespace {

using storage::Connection;

/// A character is at most six bytes in JSON and at least one in the text.
constexpr std::size_t kMostEscaped = 6;

/// What decides the place of a row; its text lies in one store of all.
struct Key {
    enum Kind : std::uint8_t { Number, Text, Nothing };
    double number = 0;
    std::uint64_t head = 0; // the first bytes of the text: most comparisons end with them
    std::size_t begin = 0;
    std::int64_t row = 0;
    std::uint8_t length = 0;
    Kind kind = Kind::Nothing;
};
static_assert(kOrderedBytes <= 255);

/// The first bytes of the text that a value stands for.
std::string beginOf(std::string_view slice) {
    if (slice.front() != '"')
        return textOfValue(slice.substr(0, kOrderedBytes));
    const auto inside = slice.substr(1, std::min(slice.size() - 1, kOrderedBytes * kMostEscaped));
    if (inside.size() + 2 > slice.size())
        return textOfValue(slice);
    std::string cut = "\"";
    cut.append(inside).push_back('"');
    return textOfValue(cut);
}

class Keys {
public:
    void addNumber(std::int64_t row, double number) {
        m_keys.push_back({.number = number, .row = row, .kind = Key::Number});
    }
    void addText(std::int64_t row, std::string_view text) {
        Key key{.begin = m_texts.size(), .row = row};
        if (isBlankText(text)) {
            m_keys.push_back(key);
            return;
        }
        if (const auto number = numberFrom(text))
            return addNumber(row, *number);
        text = text.substr(0, kOrderedBytes);
        key.kind = Key::Text;
        key.length = static_cast<std::uint8_t>(text.size());
        std::transform(text.begin(), text.end(), std::back_inserter(m_texts), asciiLower);
        for (std::size_t i = 0; i < sizeof(key.head); ++i)
            key.head =
                key.head << 8 | (i < text.size() ? static_cast<unsigned char>(m_texts[key.begin + i]) : 0U);
        m_keys.push_back(key);
    }
    std::vector<RowId> ordered(RowOrder::Direction direction);

private:
    int compare(const Key& left, const Key& right) const;

    std::vector<Key> m_keys;
    std::string m_texts;
};

int Keys::compare(const Key& left, const Key& right) const {
    if (left.kind != right.kind)
        return left.kind < right.kind ? -1 : 1;
    if (left.kind == Key::Number)
        return left.number < right.number ? -1 : left.number > right.number ? 1 : 0;
    if (left.head != right.head)
        return left.head < right.head ? -1 : 1;
    const int bytes = std::memcmp(m_texts.data() + left.begin, m_texts.data() + right.begin,
                                  std::min(left.length, right.length));
    return bytes != 0 ? bytes : static_cast<int>(left.length) - static_cast<int>(right.length);
}

std::vector<RowId> Keys::ordered(RowOrder::Direction direction) {
    const int sign = direction == RowOrder::Direction::Ascending ? 1 : -1;
    std::sort(m_keys.begin(), m_keys.end(), [&](const Key& left, const Key& right) {
        const bool nothing = left.kind == Key::Nothing || right.kind == Key::Nothing;
        const int order = compare(left, right) * (nothing ? 1 : sign);
        return order != 0 ? order < 0 : left.row < right.row;
    });
    std::vector<RowId> rows;
    rows.reserve(m_keys.size());
    for (const Key& key : m_keys)
        rows.push_back(RowId{key.row});
    return rows;
}

void addFieldOf(Keys& keys, const RowScan& scan, const DatasetFacts& facts, const std::string& field,
                std::size_t index) {
    const auto slice = effectiveSlice(scan.raw(), scan.edits(), facts.shape, field, index);
    keys.addText(scan.row(), slice && !slice->empty() ? beginOf(*slice) : std::string());
}

/// The place of a split among their names; none comes last.
Result<std::map<std::int64_t, double>> splitPlaces(Connection& db, DatasetId dataset) {
    TRY(const auto names, splitNames(db, dataset));
    std::vector<std::pair<std::string, std::int64_t>> byName;
    for (const auto& [id, name] : names)
        byName.emplace_back(name, id);
    std::sort(byName.begin(), byName.end());
    std::map<std::int64_t, double> places;
    for (const auto& [name, id] : byName)
        places[id] = static_cast<double>(places.size());
    return places;
}

} // namespace

Result<RowOrder> orderByName(const DatasetFacts& facts, std::string_view name,
                             RowOrder::Direction direction) {
    if (fieldIndex(facts, name))
        return RowOrder{RowOrder::By::Field, std::string(name), direction};
    if (name == "row")
        return RowOrder{RowOrder::By::Row, {}, direction};
    if (name == "split")
        return RowOrder{RowOrder::By::Split, {}, direction};
    if (name == "flags")
        return RowOrder{RowOrder::By::Flags, {}, direction};
    return usageError("dataset.no_such_field").with("name", name).with("dataset", facts.name);
}

Result<std::vector<RowId>> selectOrdered(Connection& db, const DatasetFacts& facts, const RowFilter& filter,
                                         const RowOrder& order, StopToken stop) {
    if (order.by == RowOrder::By::Row) {
        TRY(auto rows, selectRows(db, facts, filter, stop));
        if (!order.isOfFile())
            std::reverse(rows.begin(), rows.end());
        return rows;
    }
    const bool byField = order.by == RowOrder::By::Field;
    const auto index = fieldIndex(facts, order.field);
    if (byField && !index)
        return usageError("dataset.no_such_field").with("name", order.field).with("dataset", facts.name);
    TRY(const auto splits, splitPlaces(db, facts.id));
    RowScan scan(db, facts, filter, byField ? RowScan::Load::Records : RowScan::Load::Narrow);
    Keys keys;
    TRY(bool more, scan.next());
    while (more) {
        if (stop.stop_requested())
            return interrupted();
        const auto split = splits.find(scan.split());
        if (byField)
            addFieldOf(keys, scan, facts, order.field, *index);
        else if (order.by == RowOrder::By::Flags)
            keys.addNumber(scan.row(), scan.flags());
        else if (split != splits.end())
            keys.addNumber(scan.row(), split->second);
        else
            keys.addText(scan.row(), {});
        TRY(more, scan.next());
    }
    return keys.ordered(order.direction);
}

} // namespace luthier::dataset
