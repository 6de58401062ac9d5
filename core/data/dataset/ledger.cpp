#include "ledger.h"

#include "labels.h"
#include "part.h"
#include "probe.h"
#include "record.h"

#include <project/topics.h>

#include <map>

namespace luthier::dataset {

namespace {

constexpr std::int64_t kMostSplits = 1000;

/// Edits in the order of their names, so that the same edits give the same hash.
std::string sortedText(const Json& edits) {
    std::map<std::string, const Json*> sorted;
    for (const auto& [name, value] : edits.items())
        sorted.emplace(name, &value);
    Json ordered = Json::object();
    for (const auto& [name, value] : sorted)
        ordered[name] = *value;
    return ordered.empty() ? std::string() : dumpJson(ordered);
}

} // namespace

Ledger::Ledger(storage::Connection& database, DatasetFacts facts, std::map<std::int64_t, std::string> splits)
    : m_database(database)
    , m_facts(std::move(facts))
    , m_splits(std::move(splits))
    , m_sum(m_facts.sum)
    , m_rows(m_facts.rows) {}

Result<Ledger> Ledger::open(storage::Connection& database, DatasetId dataset) {
    TRY(auto facts, datasetById(database, dataset));
    TRY(auto splits, splitNames(database, dataset));
    return Ledger(database, std::move(facts), std::move(splits));
}

Hash128 Ledger::hashOf(std::int64_t row, const Hash128& content, std::int64_t split) const {
    const auto name = m_splits.find(split);
    return rowHash(row, content,
                   name == m_splits.end() ? std::string_view() : std::string_view(name->second));
}

Result<Ledger::RowNow> Ledger::read(std::int64_t row) {
    TRY(auto statement, m_database.prepare("SELECT revision, state, split, content FROM rows WHERE key=?1"));
    bool found = false;
    if (row >= 1 && row <= m_facts.lastRow) {
        statement.bindAll(keyOf(m_facts.id, row));
        TRY(found, statement.step());
    }
    if (!found)
        return usageError("dataset.no_such_row").with("row", row).with("name", m_facts.name);
    return RowNow{statement.integer(0), static_cast<RowState>(statement.integer(1)), statement.integer(2),
                  hashFromBytes(statement.blob(3))};
}

Status Ledger::setState(std::int64_t row, const RowNow& now, RowState state) {
    if (now.state == RowState::Live) {
        m_sum -= hashOf(row, now.content, now.split);
        m_counts.add(row, now.split, -1);
        --m_rows;
    }
    if (state == RowState::Live) {
        m_sum += hashOf(row, now.content, now.split);
        m_counts.add(row, now.split, 1);
        ++m_rows;
    }
    return m_database.run("UPDATE rows SET state=?2, revision=revision+1 WHERE key=?1",
                          keyOf(m_facts.id, row), static_cast<std::int64_t>(state));
}

Status Ledger::setSplit(std::int64_t row, const RowNow& now, std::int64_t split) {
    if (now.state == RowState::Live) {
        m_sum -= hashOf(row, now.content, now.split);
        m_sum += hashOf(row, now.content, split);
        m_counts.add(row, now.split, -1);
        m_counts.add(row, split, 1);
    }
    return m_database.run("UPDATE rows SET split=?2, revision=revision+1 WHERE key=?1",
                          keyOf(m_facts.id, row), split);
}

Result<Json> Ledger::edits(std::int64_t row) {
    TRY(const auto text,
        m_database.queryText("SELECT fields FROM edits WHERE key=?1", keyOf(m_facts.id, row)));
    if (!text)
        return Json::object();
    return parseJson(*text, {}, "project.db");
}

Result<std::optional<std::string>> Ledger::fieldEdit(std::int64_t row, const std::string& field) {
    TRY(const auto present, edits(row));
    const auto found = present.find(field);
    if (found == present.end())
        return std::optional<std::string>();
    return std::optional(dumpJson(*found));
}

Result<Hash128> Ledger::rehash(std::int64_t row, const RowNow& now) {
    const auto key = keyOf(m_facts.id, row);
    TRY(auto record,
        m_database.prepare("SELECT d.raw, e.fields FROM records d LEFT JOIN edits e ON e.key=d.key "
                           "WHERE d.key=?1"));
    record.bindAll(key);
    TRY(const bool found, record.step());
    TRY(const auto labels, labelsText(m_database, key));
    const Hash128 content = contentHash(found ? record.text(0) : "", found ? record.text(1) : "", labels);
    if (now.state == RowState::Live) {
        m_sum -= hashOf(row, now.content, now.split);
        m_sum += hashOf(row, content, now.split);
    }
    return content;
}

Result<std::optional<std::string>> Ledger::label(std::int64_t row, const std::string& cell) {
    const auto [scheme, annotator] = partsOfCell(cell);
    return m_database.queryText("SELECT value FROM labels WHERE key=?1 AND scheme=?2 AND annotator=?3",
                                keyOf(m_facts.id, row), scheme, annotator);
}

Status Ledger::setLabel(std::int64_t row, const RowNow& now, const std::string& cell,
                        const std::optional<std::string>& text) {
    const auto key = keyOf(m_facts.id, row);
    const auto [scheme, annotator] = partsOfCell(cell);
    if (text) {
        TRY_VOID(requireScheme(m_database, m_facts, scheme));
        TRY_VOID(m_database.run("INSERT INTO labels(key, scheme, annotator, value) VALUES(?1, ?2, ?3, ?4) "
                                "ON CONFLICT(key, scheme, annotator) DO UPDATE SET value=excluded.value",
                                key, scheme, annotator, *text));
    } else {
        TRY_VOID(m_database.run("DELETE FROM labels WHERE key=?1 AND scheme=?2 AND annotator=?3", key, scheme,
                                annotator));
    }
    TRY(const Hash128 content, rehash(row, now));
    return m_database.run("UPDATE rows SET content=?2, revision=revision+1 WHERE key=?1", key,
                          storage::Blob{hashBytes(content)});
}

Result<std::optional<std::string>> Ledger::scheme(const std::string& name) {
    return m_database.queryText("SELECT definition FROM schemes WHERE dataset=?1 AND name=?2",
                                m_facts.id.value, name);
}

Status Ledger::setScheme(const std::string& name, const std::optional<std::string>& text) {
    if (text)
        return m_database.run("INSERT INTO schemes(dataset, name, definition) VALUES(?1, ?2, ?3) "
                              "ON CONFLICT(dataset, name) DO UPDATE SET definition=excluded.definition",
                              m_facts.id.value, name, *text);
    TRY(const auto labels, m_database.queryInteger("SELECT count(*) FROM labels WHERE scheme=?3 AND key "
                                                   "BETWEEN ?1 AND ?2",
                                                   keyOf(m_facts.id, 1), keyOf(m_facts.id, kMostRows), name));
    if (labels.value_or(0) > 0)
        return refused("dataset.scheme_in_use").with("scheme", name).with("labels", *labels);
    // What was suggested can be suggested again.
    TRY_VOID(m_database.run("DELETE FROM suggestions WHERE scheme=?3 AND key BETWEEN ?1 AND ?2",
                            keyOf(m_facts.id, 1), keyOf(m_facts.id, kMostRows), name));
    return m_database.run("DELETE FROM schemes WHERE dataset=?1 AND name=?2", m_facts.id.value, name);
}

Status Ledger::setFieldEdit(std::int64_t row, const RowNow& now, const std::string& field,
                            const std::optional<std::string>& text) {
    const auto key = keyOf(m_facts.id, row);
    TRY(auto over, edits(row));
    if (text) {
        TRY(auto value, parseJson(*text, {}, "project.db"));
        over[field] = std::move(value);
    } else {
        over.erase(field);
    }
    const std::string overText = sortedText(over);
    TRY(const auto raw, m_database.queryText("SELECT raw FROM records WHERE key=?1", key));
    TRY(const auto fields, effectiveFields(raw.value_or(""), overText, m_facts));
    if (overText.empty())
        TRY_VOID(m_database.run("DELETE FROM edits WHERE key=?1", key));
    else
        TRY_VOID(m_database.run("INSERT INTO edits(key, fields) VALUES(?1, ?2) "
                                "ON CONFLICT(key) DO UPDATE SET fields=excluded.fields",
                                key, overText));
    TRY(const Hash128 content, rehash(row, now));
    const Narrow narrow = narrowOf(fields, m_facts.roles, m_facts.facets);
    return m_database.run("UPDATE rows SET content=?2, flags=?3, facet1=?4, facet2=?5, facet3=?6, facet4=?7, "
                          "length=?8, revision=revision+1 WHERE key=?1",
                          key, storage::Blob{hashBytes(content)}, narrow.flags, narrow.facets[0],
                          narrow.facets[1], narrow.facets[2], narrow.facets[3], textLength(dumpJson(fields)));
}

Result<std::int64_t> Ledger::splitNumber(const std::string& name) {
    if (name.empty())
        return 0;
    for (const auto& [number, known] : m_splits)
        if (known == name)
            return number;
    TRY(const auto checked, checkedSplitName(name));
    const std::int64_t number = m_splits.empty() ? 1 : m_splits.rbegin()->first + 1;
    if (number > kMostSplits)
        return usageError("dataset.too_many_splits").with("limit", kMostSplits);
    TRY_VOID(m_database.run("INSERT INTO splits(dataset, id, name) VALUES(?1, ?2, ?3)", m_facts.id.value,
                            number, checked));
    m_splits.emplace(number, checked);
    return number;
}

Result<std::string> Ledger::finish() {
    TRY_VOID(m_counts.write(m_database, m_facts.id));
    TRY_VOID(m_database.run("UPDATE datasets SET rows=?2, sum=?3 WHERE id=?1", m_facts.id.value, m_rows,
                            storage::Blob{hashBytes(m_sum)}));
    TRY_VOID(project::bumpTopic(m_database, kRowsTopic));
    return versionOf(m_sum, m_facts.roles, m_facts.layout);
}

} // namespace luthier::dataset
