#include "edits.h"

#include "cell_change.h"
#include "record.h"
#include "rows.h"

#include <base/utf8.h>
#include <storage/transaction.h>

#include <set>

namespace luthier::dataset {

namespace {

using storage::Durability;
using storage::Transaction;

/// Brings rows from one state into another, written down in `operation`; those in other states stay.
Result<std::int64_t> moveStates(Ledger& ledger, OperationWriter& operation, std::span<const RowId> ids,
                                RowState from, RowState to, const StopToken& stop) {
    std::int64_t changed = 0;
    for (const RowId id : ids) {
        if (stop.stop_requested())
            return interrupted();
        TRY(const auto now, ledger.read(id.value));
        if (now.state != from)
            continue;
        TRY_VOID(ledger.setState(id.value, now, to));
        Change change;
        change.kind = Change::Kind::State;
        change.row = id.value;
        change.before = static_cast<std::int64_t>(from);
        change.after = static_cast<std::int64_t>(to);
        TRY_VOID(operation.add(change));
        ++changed;
    }
    TRY_VOID(operation.finish(changed));
    return changed;
}

Result<EditOutcome> setStates(project::Project& project, DatasetId dataset, RowFilter filter, RowState from,
                              RowState to, StopToken stop) {
    TRY_VOID(project.requireWritable());
    auto& db = project.database();
    TRY(const auto facts, datasetById(db, dataset));
    filter.set = from == RowState::Live ? RowSet::Live : RowSet::Deleted;
    // Looked for before the lock is taken: a search may take long, the change does not.
    TRY(const auto ids, selectRows(db, facts, filter, stop));
    EditOutcome outcome;
    outcome.version = facts.version;
    if (ids.empty())
        return outcome;
    TRY(auto transaction, Transaction::write(db, Durability::Full));
    TRY(auto ledger, Ledger::open(db, dataset));
    const std::string kind = to == RowState::Deleted ? "delete" : "restore";
    TRY(auto operation, OperationWriter::begin(db, dataset, kind, Json{{"rows", ids.size()}}));
    TRY(outcome.changed, moveStates(ledger, operation, ids, from, to, stop));
    TRY(outcome.version, ledger.finish());
    outcome.operation = operation.id();
    TRY_VOID(transaction.commit());
    return outcome;
}

} // namespace

Result<Json> valueFromText(const Row& row, std::string_view field, std::string_view text) {
    const Json* present = member(row.fields, field);
    if (!present || present->is_string()) {
        if (!isValidUtf8(text))
            return refused("dataset.not_utf8").field(field);
        return Json(text);
    }
    auto value = parseJson(text);
    if (!value)
        return usageError("dataset.value_not_json").field(field).because(value.error().detail());
    return value;
}

Result<EditOutcome> setCells(project::Project& project, DatasetId dataset, std::span<const CellEdit> edits) {
    TRY_VOID(project.requireWritable());
    auto& db = project.database();
    TRY(auto transaction, Transaction::write(db, Durability::Full));
    TRY(auto ledger, Ledger::open(db, dataset));
    EditOutcome outcome;
    outcome.version = ledger.facts().version;
    std::set<std::int64_t> rows;
    std::set<std::pair<std::int64_t, std::string_view>> cells;
    std::vector<Change> changes;
    for (const auto& edit : edits) {
        TRY_VOID(checkValue(ledger.facts(), edit));
        if (!cells.emplace(edit.row.value, edit.field).second)
            return usageError("dataset.cell_twice").with("row", edit.row.value).field(edit.field);
        TRY(const auto now, ledger.read(edit.row.value));
        if (now.state != RowState::Live)
            return usageError("dataset.no_such_row")
                .with("row", edit.row.value)
                .with("name", ledger.facts().name);
        // The row's own revision moves with the first of several edits of this batch.
        if (edit.expectedRevision && !rows.contains(edit.row.value) && *edit.expectedRevision != now.revision)
            return failed("dataset.row_changed").with("row", edit.row.value);
        TRY(auto change, changeOf(db, ledger, edit));
        if (!change)
            continue;
        TRY_VOID(ledger.setFieldEdit(edit.row.value, now, edit.field, change->afterText));
        rows.insert(edit.row.value);
        changes.push_back(std::move(*change));
    }
    if (changes.empty())
        return outcome;
    const Json parameters = {
        {"field", changes.front().field}, {"row", changes.front().row}, {"rows", rows.size()}};
    TRY(auto operation, OperationWriter::begin(db, dataset, "set", parameters));
    for (const auto& change : changes)
        TRY_VOID(operation.add(change));
    outcome.changed = std::ssize(rows);
    TRY_VOID(operation.finish(outcome.changed));
    TRY(outcome.version, ledger.finish());
    outcome.operation = operation.id();
    TRY_VOID(transaction.commit());
    return outcome;
}

Result<EditOutcome> deleteRows(project::Project& project, DatasetId dataset, const RowFilter& filter,
                               StopToken stop) {
    return setStates(project, dataset, filter, RowState::Live, RowState::Deleted, stop);
}

Result<EditOutcome> restoreRows(project::Project& project, DatasetId dataset, const RowFilter& filter,
                                StopToken stop) {
    return setStates(project, dataset, filter, RowState::Deleted, RowState::Live, stop);
}

Result<EditOutcome> removeRows(project::Project& project, DatasetId dataset, const Removal& removal,
                               StopToken stop) {
    TRY_VOID(project.requireWritable());
    auto& db = project.database();
    TRY(auto transaction, Transaction::write(db, Durability::Full));
    TRY(auto ledger, Ledger::open(db, dataset));
    EditOutcome outcome;
    outcome.version = ledger.facts().version;
    if (outcome.version != removal.version)
        return failed("dataset.changed_meanwhile");
    if (removal.rows.empty())
        return outcome;
    TRY(auto operation, OperationWriter::begin(db, dataset, removal.kind, removal.parameters));
    TRY(outcome.changed,
        moveStates(ledger, operation, removal.rows, RowState::Live, RowState::Deleted, stop));
    outcome.operation = operation.id();
    if (removal.alongside)
        TRY_VOID(removal.alongside(operation.id()));
    TRY(outcome.version, ledger.finish());
    TRY_VOID(transaction.commit());
    return outcome;
}

} // namespace luthier::dataset
