#include "catalog.h"

#include "keys.h"
#include "part.h"

#include <base/utf8.h>
#include <project/topics.h>

#include <algorithm>
#include <charconv>

namespace luthier::dataset {

namespace {

using storage::Connection;
using storage::Durability;
using storage::Transaction;

constexpr std::string_view kColumns =
    "SELECT id, name, shape, layout, fields, roles, facets, source, last_row, rows, "
    "sum, created_at FROM datasets ";
constexpr std::int64_t kRowsDeletedAtOnce = 5000;
constexpr std::size_t kLongestName = 200;

Result<std::vector<Field>> fieldsFrom(std::string_view text) {
    TRY(const auto json, parseJson(text, {}, "project.db"));
    std::vector<Field> fields;
    for (const auto& entry : json) {
        TRY(auto name, stringAt(entry, "name"));
        TRY(const auto kinds, integerAt(entry, "kinds"));
        fields.push_back({std::move(name), static_cast<std::uint32_t>(kinds)});
    }
    return fields;
}

Result<Roles> rolesFrom(std::string_view text) {
    TRY(const auto json, parseJson(text, {}, "project.db"));
    Roles roles;
    for (const auto& [column, role] : json.items())
        if (role.is_string())
            roles.emplace_back(column, role.get<std::string>());
    return roles;
}

Result<std::vector<std::string>> stringsFrom(std::string_view text) {
    TRY(const auto json, parseJson(text, {}, "project.db"));
    std::vector<std::string> strings;
    for (const auto& entry : json)
        if (entry.is_string() && strings.size() < kMostFacets)
            strings.push_back(entry.get<std::string>());
    return strings;
}

Result<DatasetFacts> factsOf(const storage::Statement& row) {
    DatasetFacts facts;
    facts.id = DatasetId{row.integer(0)};
    facts.name = row.text(1);
    facts.shape = row.text(2) == "cells" ? RecordShape::Cells : RecordShape::Object;
    facts.layout = row.text(3);
    TRY(facts.fields, fieldsFrom(row.text(4)));
    TRY(facts.roles, rolesFrom(row.text(5)));
    TRY(facts.facets, stringsFrom(row.text(6)));
    TRY(facts.source, parseJson(row.text(7), {}, "project.db"));
    facts.lastRow = std::clamp<std::int64_t>(row.integer(8), 0, kMostRows);
    facts.rows = row.integer(9);
    facts.sum = hashFromBytes(row.blob(10));
    facts.createdAt = row.text(11);
    facts.version = versionOf(facts.sum, facts.roles, facts.layout);
    return facts;
}

/// `from` is what the state must be, as SQL (dataset.not_found).
Status changeState(Connection& db, DatasetId id, const std::string& from, std::string_view to) {
    TRY(auto transaction, Transaction::write(db, Durability::Full));
    TRY_VOID(db.run("UPDATE datasets SET state=?2 WHERE id=?1 AND state" + from, id.value, to));
    if (db.changes() == 0)
        return usageError("dataset.not_found").with("name", id.value);
    TRY_VOID(project::bumpTopic(db, kDatasetsTopic));
    return transaction.commit();
}

Status deleteSlice(Connection& db, std::string_view table, std::int64_t first, std::int64_t last) {
    return db.run("DELETE FROM " + std::string(table) + " WHERE key BETWEEN ?1 AND ?2", first, last);
}

} // namespace

Status deleteRowsBeyond(Connection& db, DatasetId id, std::int64_t lastRow, StopToken stop) {
    TRY(const auto largest, db.queryInteger("SELECT max(key) FROM records WHERE key BETWEEN ?1 AND ?2",
                                            keyOf(id, lastRow + 1), keyOf(id, kMostRows)));
    for (std::int64_t first = keyOf(id, lastRow + 1); largest && first <= *largest;
         first += kRowsDeletedAtOnce) {
        if (stop.stop_requested())
            return interrupted();
        TRY(auto transaction, Transaction::write(db, Durability::Normal));
        for (const auto* table : {"records", "rows", "edits", "labels", "suggestions"})
            TRY_VOID(deleteSlice(db, table, first, first + kRowsDeletedAtOnce - 1));
        TRY_VOID(transaction.commit());
    }
    return {};
}

Status purgeDataset(Connection& db, DatasetId id, StopToken stop) {
    TRY_VOID(deleteRowsBeyond(db, id, 0, stop));
    TRY(auto transaction, Transaction::write(db, Durability::Full));
    TRY_VOID(db.run("DELETE FROM changes WHERE operation IN (SELECT id FROM operations WHERE dataset=?1)",
                    id.value));
    for (const auto* table :
         {"operations", "splits", "row_counts", "problems", "problem_counts", "facet_counts", "schemes"})
        TRY_VOID(db.run("DELETE FROM " + std::string(table) + " WHERE dataset=?1", id.value));
    TRY_VOID(db.run("DELETE FROM datasets WHERE id=?1", id.value));
    return transaction.commit();
}

Result<std::vector<DatasetFacts>> listDatasets(Connection& db) {
    TRY(auto rows, db.prepare(std::string(kColumns) + "WHERE state='ready' ORDER BY id"));
    return storage::collectRows(rows, factsOf);
}

Result<DatasetFacts> findDataset(Connection& db, std::string_view nameOrId) {
    TRY(auto row, db.prepare(std::string(kColumns) + "WHERE name=?1 AND state='ready'"));
    row.bindAll(nameOrId);
    TRY(const bool found, row.step());
    if (found)
        return factsOf(row);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(nameOrId.data(), nameOrId.data() + nameOrId.size(), number);
    if (error == std::errc() && end == nameOrId.data() + nameOrId.size())
        return datasetById(db, DatasetId{number});
    return usageError("dataset.not_found").with("name", nameOrId);
}

Result<DatasetFacts> datasetById(Connection& db, DatasetId id) {
    TRY(auto row, db.prepare(std::string(kColumns) + "WHERE id=?1 AND state='ready'"));
    row.bindAll(id.value);
    TRY(const bool found, row.step());
    if (!found)
        return usageError("dataset.not_found").with("name", id.value);
    return factsOf(row);
}

Result<std::string> freeName(Connection& db, const std::string& name) {
    std::string candidate = name;
    for (int number = 2;; ++number) {
        TRY(const auto taken,
            db.queryInteger("SELECT 1 FROM datasets WHERE name=?1 AND state='ready'", candidate));
        if (!taken)
            return candidate;
        candidate = name + "-" + std::to_string(number);
    }
}

Status renameDataset(project::Project& project, DatasetId id, const std::string& name) {
    TRY_VOID(project.requireWritable());
    if (name.empty() || name.size() > kLongestName || !isValidUtf8(name))
        return usageError("dataset.bad_name").with("limit", static_cast<std::int64_t>(kLongestName));
    auto& db = project.database();
    TRY(auto transaction, Transaction::write(db, Durability::Full));
    TRY(const auto taken,
        db.queryInteger("SELECT 1 FROM datasets WHERE name=?1 AND state='ready' AND id<>?2", name, id.value));
    if (taken)
        return usageError("dataset.name_taken").with("name", name);
    TRY_VOID(db.run("UPDATE datasets SET name=?2 WHERE id=?1", id.value, name));
    TRY_VOID(project::bumpTopic(db, kDatasetsTopic));
    return transaction.commit();
}

Status hideDataset(project::Project& project, DatasetId id) {
    TRY_VOID(project.requireWritable());
    return changeState(project.database(), id, "='ready'", "hidden");
}

Result<std::vector<DatasetFacts>> hiddenDatasets(Connection& db) {
    TRY(auto rows, db.prepare(std::string(kColumns) + "WHERE state='hidden' ORDER BY id"));
    return storage::collectRows(rows, factsOf);
}

Result<std::string> bringBackDataset(project::Project& project, DatasetId id) {
    TRY_VOID(project.requireWritable());
    auto& db = project.database();
    TRY(auto transaction, Transaction::write(db, Durability::Full));
    TRY(const auto own, db.queryText("SELECT name FROM datasets WHERE id=?1 AND state='hidden'", id.value));
    if (!own)
        return usageError("dataset.not_found").with("name", id.value);
    TRY(std::string name, freeName(db, std::string(*own)));
    TRY_VOID(db.run("UPDATE datasets SET name=?2, state='ready' WHERE id=?1", id.value, name));
    TRY_VOID(project::bumpTopic(db, kDatasetsTopic));
    TRY_VOID(transaction.commit());
    return name;
}

Status removeDataset(project::Project& project, DatasetId id, StopToken stop) {
    TRY_VOID(project.requireWritable());
    auto& db = project.database();
    TRY_VOID(changeState(db, id, " IN ('ready', 'hidden')", "removed"));
    return purgeDataset(db, id, stop);
}

Result<std::vector<SplitCount>> splitCounts(Connection& db, DatasetId id) {
    TRY(auto rows, db.prepare("SELECT coalesce(s.name, ''), sum(c.rows) FROM row_counts c "
                              "LEFT JOIN splits s ON s.dataset=c.dataset AND s.id=c.split "
                              "WHERE c.dataset=?1 AND c.level=2 GROUP BY c.split HAVING sum(c.rows)>0 "
                              "ORDER BY c.split=0, c.split"));
    rows.bindAll(id.value);
    return storage::collectRows(rows, [](storage::Statement& row) -> Result<SplitCount> {
        return SplitCount{std::string(row.text(0)), row.integer(1)};
    });
}

Result<std::map<std::int64_t, std::string>> splitNames(Connection& db, DatasetId id) {
    TRY(auto rows, db.prepare("SELECT id, name FROM splits WHERE dataset=?1"));
    rows.bindAll(id.value);
    std::map<std::int64_t, std::string> names;
    TRY(bool more, rows.step());
    while (more) {
        names.emplace(rows.integer(0), rows.text(1));
        TRY(more, rows.step());
    }
    return names;
}

Result<std::string> checkedSplitName(std::string_view name) {
    const bool plain = std::none_of(name.begin(), name.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '=' || c == ',';
    });
    if (name.empty() || name.size() > 64 || !plain || name.front() == ' ' || name.back() == ' ' ||
        !isValidUtf8(name))
        return usageError("dataset.bad_split_name").with("name", replaceInvalidUtf8(name));
    return std::string(name);
}

} // namespace luthier::dataset
