#include "row_scan.h"

#include "keys.h"
#include "labels.h"
#include "probe.h"

#include <algorithm>

namespace luthier::dataset {

namespace {

constexpr auto kSlice = std::chrono::milliseconds(200);
constexpr int kRowsBetweenClocks = 256;

/// Whether a value in `j` (json_each) is the one of a parameter: a list of labels is met by each of them, a
/// span by its name, an order by what is best.
std::string sameValue(const std::string& parameter) {
    return "(CAST(CASE j.type WHEN 'object' THEN json_extract(j.value, '$.label') ELSE j.value END AS "
           "TEXT)=" +
           parameter +
           " OR (j.type='array' AND j.key=0 AND EXISTS(SELECT 1 FROM json_each(j.value) b WHERE b.value=" +
           parameter + ")))";
}

/// The label or suggestion of a row that a condition is about, as parameters from `first` on: scheme,
/// annotator or null, value.
std::string labelCondition(const RowFilter::Labelled& condition, std::size_t first,
                           const std::string& table) {
    const auto parameter = [first](std::size_t offset) {
        return "?" + std::to_string(first + offset);
    };
    std::string sql = "EXISTS(SELECT 1 FROM " + table + " l";
    const bool byValue = condition.value && !condition.value->empty();
    if (byValue)
        sql += ", json_each(CASE WHEN json_valid(l.value) THEN l.value ELSE 'null' END) j";
    sql += " WHERE l.key=r.key AND l.scheme=" + parameter(0);
    if (condition.annotator)
        sql += " AND l.annotator=" + parameter(1);
    if (byValue)
        sql += " AND " + sameValue(parameter(2));
    const bool without = condition.value && condition.value->empty();
    return (without ? " AND NOT " : " AND ") + sql + ")";
}

/// Two annotators differ under the scheme of a parameter, and nobody has decided.
std::string disputedCondition(std::size_t parameter) {
    const std::string of = " FROM labels l WHERE l.key=r.key AND l.scheme=?" + std::to_string(parameter) +
                           " AND substr(l.annotator, 1, " + std::to_string(kFinalMark.size()) + ")";
    const std::string mark = "'" + std::string(kFinalMark) + "'";
    return " AND (SELECT count(DISTINCT l.value)" + of + "<>" + mark + ")>1 AND NOT EXISTS(SELECT 1" + of +
           "=" + mark + ")";
}

} // namespace

RowScan::RowScan(storage::Connection& database, const DatasetFacts& facts, RowFilter filter, Load load,
                 RowId after)
    : m_database(database)
    , m_facts(facts)
    , m_filter(std::move(filter))
    , m_matcher(m_filter, facts)
    , m_records(load == Load::Records || m_matcher.needsRecord())
    , m_row(after.value) {
    std::sort(m_filter.rows.begin(), m_filter.rows.end());
}

Status RowScan::checkOnce() {
    if (!m_checked) {
        TRY_VOID(checkFilter(m_filter, m_facts));
        for (const auto* list : {&m_filter.labels, &m_filter.suggested})
            for (const auto& label : *list)
                TRY_VOID(requireAnswer(m_database, m_facts, label.scheme, label.value.value_or("")));
        for (const auto& scheme : m_filter.disputed)
            TRY_VOID(requireScheme(m_database, m_facts, scheme));
        if (m_filter.split && m_filter.split->empty())
            m_splitId = 0;
        else if (m_filter.split) {
            TRY(const auto id, m_database.queryInteger("SELECT id FROM splits WHERE dataset=?1 AND name=?2",
                                                       m_facts.id.value, *m_filter.split));
            m_splitId = id.value_or(-2); // a split that is not there has no rows
        }
        m_checked = true;
    }
    return {};
}

Status RowScan::prepare() {
    TRY_VOID(checkOnce());
    std::string sql = "SELECT r.key, r.split, r.revision, r.flags, r.content, r.length, r.facet1, r.facet2, "
                      "r.facet3, r.facet4";
    sql +=
        m_records
            ? ", d.raw, e.fields FROM rows r JOIN records d ON d.key=r.key LEFT JOIN edits e ON e.key=r.key"
            : " FROM rows r";
    sql += " WHERE r.key BETWEEN ?1 AND ?2 AND r.state=?3 AND (?4=-1 OR r.split=?4) AND (r.flags & ?5)=?5";
    for (const auto& length : m_filter.lengths)
        sql +=
            " AND r.length BETWEEN " + std::to_string(length.least) + " AND " + std::to_string(length.most);
    std::vector<std::int64_t> hashes;
    for (const auto& equals : m_filter.equals) {
        const auto slot = std::find(m_facts.facets.begin(), m_facts.facets.end(), equals.field);
        if (slot == m_facts.facets.end())
            continue;
        const std::string column = "r.facet" + std::to_string(slot - m_facts.facets.begin() + 1);
        sql += " AND (" + column + "=?" + std::to_string(6 + hashes.size());
        // An empty value means a missing one too.
        sql += equals.value.empty() ? " OR " + column + " IS NULL)" : ")";
        hashes.push_back(facetHash(equals.value));
    }
    std::size_t parameter = 6 + hashes.size();
    for (const auto& label : m_filter.labels)
        sql += labelCondition(label, std::exchange(parameter, parameter + 3), "labels");
    for (const auto& suggested : m_filter.suggested)
        sql += labelCondition(suggested, std::exchange(parameter, parameter + 3), "suggestions");
    for (std::size_t scheme = 0; scheme < m_filter.disputed.size(); ++scheme)
        sql += disputedCondition(parameter++);
    TRY(auto statement, m_database.prepare(sql + " ORDER BY r.key"));
    std::uint32_t flags = 0;
    for (const auto& flag : m_filter.flags)
        flags |= flagBit(flag);
    const auto state = m_filter.set == RowSet::Live ? RowState::Live : RowState::Deleted;
    std::int64_t first = m_row + 1;
    std::int64_t last = m_facts.lastRow;
    if (!m_filter.rows.empty()) {
        first = std::max(first, m_filter.rows.front().value);
        last = std::min(last, m_filter.rows.back().value);
    }
    statement.bindAll(keyOf(m_facts.id, first), keyOf(m_facts.id, last), static_cast<std::int64_t>(state),
                      m_splitId, flags);
    for (std::size_t index = 0; index < hashes.size(); ++index)
        statement.bind(static_cast<int>(6 + index), hashes[index]);
    bindLabels(statement, static_cast<int>(6 + hashes.size()));
    m_statement.emplace(std::move(statement));
    m_sliceEnd = std::chrono::steady_clock::now() + kSlice;
    m_untilClock = kRowsBetweenClocks;
    return {};
}

void RowScan::bindLabels(storage::Statement& statement, int parameter) const {
    for (const auto* list : {&m_filter.labels, &m_filter.suggested})
        for (const auto& label : *list) {
            statement.bind(parameter, label.scheme);
            if (label.annotator)
                statement.bind(parameter + 1, *label.annotator);
            if (label.value && !label.value->empty())
                statement.bind(parameter + 2, *label.value);
            parameter += 3;
        }
    for (const auto& scheme : m_filter.disputed)
        statement.bind(parameter++, scheme);
}

Result<bool> RowScan::step() {
    if (m_statement && --m_untilClock <= 0) {
        m_untilClock = kRowsBetweenClocks;
        if (std::chrono::steady_clock::now() > m_sliceEnd)
            m_statement.reset();
    }
    if (!m_statement)
        TRY_VOID(prepare());
    TRY(const bool more, m_statement->step());
    if (more)
        m_row = rowOf(m_statement->integer(0));
    return more;
}

Result<bool> RowScan::next() {
    while (true) {
        TRY(const bool more, step());
        if (!more)
            return false;
        if (!m_filter.rows.empty() &&
            !std::binary_search(m_filter.rows.begin(), m_filter.rows.end(), RowId{m_row}))
            continue;
        if (!m_matcher.needsRecord() || m_matcher.matches(raw(), edits()))
            return true;
    }
}

Hash128 RowScan::content() const {
    return hashFromBytes(m_statement->blob(4));
}

} // namespace luthier::dataset
