#include "compared_rows.h"

#include "normal_text.h"

#include <dataset/catalog.h>
#include <dataset/record.h>
#include <dataset/row_scan.h>
#include <dataset/rows.h>

#include <algorithm>
#include <limits>

namespace luthier::cleaning {
namespace {

constexpr std::size_t kKeptBytes = std::size_t{128} << 20;
constexpr std::int64_t kRowsBetweenReports = 1024;
constexpr std::uint32_t kMostRows = 0xFFFFFFFE;

/// The fields of a record that holds texts alone, without parsing it; nothing for any other.
std::optional<Json> textFields(std::string_view raw, std::string_view edits,
                               const dataset::DatasetFacts& facts) {
    if (!edits.empty())
        return {};
    Json fields = Json::object();
    bool texts = true;
    std::size_t cell = 0;
    dataset::forEachField(raw, [&](std::string_view name, std::string_view value) {
        texts = value.size() >= 2 && value.front() == '"' && value.back() == '"';
        if (texts && facts.shape == dataset::RecordShape::Object)
            fields[dataset::textOfValue(name)] = dataset::textOfValue(value);
        else if (texts && cell < facts.fields.size())
            fields[facts.fields[cell].name] = dataset::textOfValue(value);
        ++cell;
        return texts;
    });
    return texts && cell > 0 ? std::optional(std::move(fields)) : std::nullopt;
}

Result<Json> fieldsOf(const dataset::RowScan& scan, const dataset::DatasetFacts& facts) {
    if (auto fields = textFields(scan.raw(), scan.edits(), facts))
        return std::move(*fields);
    return dataset::effectiveFields(scan.raw(), scan.edits(), facts);
}

std::uint64_t hashOrNone(const std::string& text) {
    return text.empty() ? 0 : hash128(text).low;
}

} // namespace

Result<ComparedRows> ComparedRows::read(storage::Connection& database, std::vector<Side> sides, TextKey key,
                                        StopToken stop, ProgressSink& progress) {
    ComparedRows rows(database, std::move(sides), key);
    for (std::uint32_t side = 0; side < rows.m_sides.size(); ++side)
        TRY_VOID(rows.readSide(side, stop, progress));
    return rows;
}

Status ComparedRows::readSide(std::uint32_t side, StopToken stop, ProgressSink& progress) {
    const dataset::DatasetFacts& facts = m_sides[side].dataset;
    dataset::RowScan scan(*m_database, facts, m_sides[side].filter, dataset::RowScan::Load::Records);
    std::int64_t seen = 0;
    TRY(bool more, scan.next());
    while (more) {
        if (stop.stop_requested())
            return interrupted();
        TRY(const Json fields, fieldsOf(scan, facts));
        TRY_VOID(add(side, RowId{scan.row()}, fields));
        if (++seen % kRowsBetweenReports == 0)
            progress.report({"reading", seen, facts.rows});
        TRY(more, scan.next());
    }
    return {};
}

Status ComparedRows::add(std::uint32_t side, RowId id, const Json& fields) {
    const dataset::DatasetFacts& facts = m_sides[side].dataset;
    RowTexts texts = rowTexts(fields, facts, m_key);
    std::string made;
    const std::string_view form = exactView(texts.key, made);
    if (isWithoutText(form)) {
        ++m_withoutText;
        return {};
    }
    if (m_rows.size() >= kMostRows)
        return refused("dataset.too_many_rows").with("limit", std::int64_t{kMostRows});
    Row row{id, side, hash128(form), exactHash(texts.answer).low};
    row.bytes = static_cast<std::uint32_t>(std::min<std::size_t>(texts.key.size() + texts.answer.size(),
                                                                 std::numeric_limits<std::uint32_t>::max()));
    const std::string column = dataset::columnOf(facts.roles, "group");
    if (const Json* group = column.empty() ? nullptr : member(fields, column))
        row.group = hashOrNone(dataset::valueText(*group));
    m_rows.push_back(row);
    m_textBytes += texts.key.size() + sizeof(std::string);
    if (m_kept && m_textBytes > kKeptBytes) {
        m_kept = false;
        m_texts = {};
    }
    if (m_kept)
        m_texts.push_back(std::move(texts.key));
    return {};
}

Status ComparedRows::Texts::visit(const Visit& visit, StopToken stop) {
    if (m_owner.m_kept) {
        for (std::uint32_t item = 0; item < size(); ++item) {
            if (stop.stop_requested())
                return interrupted();
            TRY_VOID(visit(item, m_owner.m_texts[m_places[item]]));
        }
        return {};
    }
    std::uint32_t item = 0;
    for (std::uint32_t side = 0; side < m_owner.m_sides.size(); ++side)
        TRY_VOID(visitSide(side, item, visit, stop));
    return item == size() ? Status() : failed("dataset.changed_meanwhile");
}

/// The items of a side, which are in the order of the table.
Status ComparedRows::Texts::visitSide(std::uint32_t side, std::uint32_t& item, const Visit& visit,
                                      const StopToken& stop) const {
    const Side& read = m_owner.m_sides[side];
    dataset::RowScan scan(*m_owner.m_database, read.dataset, read.filter, dataset::RowScan::Load::Records);
    TRY(bool more, scan.next());
    while (more && item < size() && m_owner.m_rows[m_places[item]].side == side) {
        if (stop.stop_requested())
            return interrupted();
        if (m_owner.m_rows[m_places[item]].id.value == scan.row()) {
            TRY(const Json fields, fieldsOf(scan, read.dataset));
            TRY_VOID(visit(item, rowTexts(fields, read.dataset, m_owner.m_key).key));
            ++item;
        }
        TRY(more, scan.next());
    }
    return {};
}

Result<std::vector<std::string>> ComparedRows::Texts::read(std::span<const std::uint32_t> items) {
    std::vector<std::string> texts;
    texts.reserve(items.size());
    for (const std::uint32_t item : items) {
        if (m_owner.m_kept) {
            texts.push_back(m_owner.m_texts[m_places[item]]);
            continue;
        }
        const Row& row = m_owner.m_rows[m_places[item]];
        const dataset::DatasetFacts& facts = m_owner.m_sides[row.side].dataset;
        TRY(const auto read, dataset::readRow(*m_owner.m_database, facts, row.id));
        texts.push_back(rowTexts(read.fields, facts, m_owner.m_key).key);
    }
    return texts;
}

Status ComparedRows::requireUnchanged() const {
    for (const Side& side : m_sides) {
        TRY(const auto now, dataset::datasetById(*m_database, side.dataset.id));
        if (now.version != side.dataset.version)
            return failed("dataset.changed_meanwhile");
    }
    return {};
}

} // namespace luthier::cleaning
