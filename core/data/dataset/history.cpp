#include "history.h"

#include "ledger.h"
#include "operation_log.h"

#include <storage/transaction.h>

#include <algorithm>
#include <unordered_set>

namespace luthier::dataset {

namespace {

using storage::Connection;
using storage::Durability;
using storage::Transaction;

constexpr std::string_view kColumns = "SELECT id, made_at, kind, parameters, rows, undone FROM operations ";

enum class Direction { Back, Forth };

Result<Operation> operationFrom(const storage::Statement& row) {
    Operation operation;
    operation.id = OperationId{row.integer(0)};
    operation.when = row.text(1);
    operation.kind = row.text(2);
    TRY(operation.parameters, parseJson(row.text(3), {}, "project.db"));
    operation.rows = row.integer(4);
    operation.undone = row.integer(5) != 0;
    return operation;
}

Result<Operation> readOperation(Connection& db, DatasetId dataset, OperationId id) {
    TRY(auto row, db.prepare(std::string(kColumns) + "WHERE dataset=?1 AND id=?2"));
    row.bindAll(dataset.value, id.value);
    TRY(const bool found, row.step());
    if (!found)
        return usageError("dataset.no_such_operation").with("operation", id.value);
    return operationFrom(row);
}

Error conflict(OperationId operation, std::int64_t row) {
    return refused("dataset.undo_conflict").with("operation", operation.value).with("row", row);
}

Status applyRange(Ledger& ledger, OperationId operation, const Change& change, Direction direction,
                  StopToken stop) {
    const auto from = direction == Direction::Back ? RowState::Live : RowState::Withdrawn;
    const auto to = direction == Direction::Back ? RowState::Withdrawn : RowState::Live;
    for (std::int64_t row = change.row; row <= std::min(change.lastRow, ledger.facts().lastRow); ++row) {
        if (stop.stop_requested())
            return interrupted();
        TRY(const auto now, ledger.read(row));
        if (now.state != from)
            return conflict(operation, row);
        TRY_VOID(ledger.setState(row, now, to));
    }
    return {};
}

Result<std::optional<std::string>> textOf(Ledger& ledger, const Change& change) {
    if (change.kind == Change::Kind::Label)
        return ledger.label(change.row, change.field);
    return change.kind == Change::Kind::Scheme ? ledger.scheme(change.field)
                                               : ledger.fieldEdit(change.row, change.field);
}

Status applyText(Ledger& ledger, OperationId operation, const Change& change, Direction direction) {
    const bool back = direction == Direction::Back;
    TRY(const auto present, textOf(ledger, change));
    if (present != (back ? change.afterText : change.beforeText))
        return conflict(operation, change.row);
    const auto& wanted = back ? change.beforeText : change.afterText;
    if (change.kind == Change::Kind::Scheme)
        return ledger.setScheme(change.field, wanted);
    TRY(const auto now, ledger.read(change.row));
    return change.kind == Change::Kind::Label ? ledger.setLabel(change.row, now, change.field, wanted)
                                              : ledger.setFieldEdit(change.row, now, change.field, wanted);
}

Status applyChange(Ledger& ledger, OperationId operation, const Change& change, Direction direction,
                   StopToken stop) {
    if (stop.stop_requested())
        return interrupted();
    if (change.kind == Change::Kind::Range)
        return applyRange(ledger, operation, change, direction, stop);
    if (change.kind != Change::Kind::State && change.kind != Change::Kind::Split)
        return applyText(ledger, operation, change, direction);
    const bool back = direction == Direction::Back;
    TRY(const auto now, ledger.read(change.row));
    const std::int64_t expected = back ? change.after : change.before;
    const std::int64_t wanted = back ? change.before : change.after;
    const bool state = change.kind == Change::Kind::State;
    if ((state ? static_cast<std::int64_t>(now.state) : now.split) != expected)
        return conflict(operation, change.row);
    return state ? ledger.setState(change.row, now, static_cast<RowState>(wanted))
                 : ledger.setSplit(change.row, now, wanted);
}

/// The cells of an operation, to be held against those of later ones.
struct Cells {
    std::unordered_set<std::string> cells;
    std::vector<std::pair<std::int64_t, std::int64_t>> ranges;

    static std::string cellOf(const Change& change) {
        return std::to_string(change.row) + static_cast<char>('a' + static_cast<int>(change.kind)) +
               change.field;
    }
    void add(const Change& change) {
        if (change.kind == Change::Kind::Range) {
            ranges.emplace_back(change.row, change.lastRow);
            return;
        }
        cells.insert(cellOf(change));
    }
    bool meets(const Change& change) const {
        const auto inside = [&](const auto& range) {
            return change.row <= range.second && change.lastRow >= range.first;
        };
        if (std::any_of(ranges.begin(), ranges.end(), inside))
            return true;
        return change.kind != Change::Kind::Range && cells.contains(cellOf(change));
    }
};

Status refuseOverlap(Connection& db, DatasetId dataset, OperationId operation) {
    TRY(auto laterRows, db.prepare("SELECT id FROM operations WHERE dataset=?1 AND undone=0 AND applied>"
                                   "(SELECT applied FROM operations WHERE id=?2) ORDER BY applied"));
    laterRows.bindAll(dataset.value, operation.value);
    std::vector<OperationId> later;
    TRY(bool more, laterRows.step());
    while (more) {
        later.push_back(OperationId{laterRows.integer(0)});
        TRY(more, laterRows.step());
    }
    if (later.empty())
        return {};
    Cells own;
    TRY_VOID(forEachChange(db, operation, [&](const Change& change) -> Status {
        own.add(change);
        return {};
    }));
    for (const auto id : later)
        TRY_VOID(forEachChange(db, id, [&](const Change& change) -> Status {
            if (own.meets(change))
                return refused("dataset.undo_overlap")
                    .with("operation", operation.value)
                    .with("later", id.value);
            return {};
        }));
    return {};
}

/// Applies one operation in a direction inside the caller's transaction; gives the version.
Result<std::string> apply(Connection& db, DatasetId dataset, OperationId id, Direction direction,
                          StopToken stop) {
    TRY(auto ledger, Ledger::open(db, dataset));
    // An operation changes each cell once, so its changes may be taken back in any order; but a scheme goes
    // after its labels.
    std::vector<Change> schemes;
    TRY_VOID(forEachChange(db, id, [&](const Change& change) -> Status {
        if (direction == Direction::Back && change.kind == Change::Kind::Scheme) {
            schemes.push_back(change);
            return {};
        }
        return applyChange(ledger, id, change, direction, stop);
    }));
    for (const Change& change : schemes)
        TRY_VOID(applyChange(ledger, id, change, direction, stop));
    TRY(const auto clock, tick(db, dataset));
    if (direction == Direction::Back)
        TRY_VOID(db.run("UPDATE operations SET undone=?2 WHERE id=?1", id.value, clock));
    else
        TRY_VOID(db.run("UPDATE operations SET undone=0, applied=?2 WHERE id=?1", id.value, clock));
    return ledger.finish();
}

constexpr std::string_view kNextBack = "SELECT id FROM operations WHERE dataset=?1 AND undone=0 "
                                       "ORDER BY applied DESC LIMIT 1";
constexpr std::string_view kNextForth = "SELECT id FROM operations WHERE dataset=?1 AND undone>"
                                        "(SELECT max(created) FROM operations WHERE dataset=?1) "
                                        "ORDER BY undone DESC LIMIT 1";

Result<HistoryOutcome> walk(project::Project& project, DatasetId dataset, std::int64_t steps,
                            Direction direction, StopToken stop) {
    TRY_VOID(project.requireWritable());
    auto& db = project.database();
    TRY(auto transaction, Transaction::write(db, Durability::Full));
    TRY([[maybe_unused]] const auto facts, datasetById(db, dataset));
    HistoryOutcome outcome;
    for (std::int64_t step = 0; step < steps; ++step) {
        TRY(const auto id,
            db.queryInteger(direction == Direction::Back ? kNextBack : kNextForth, dataset.value));
        if (!id)
            break;
        TRY(outcome.version, apply(db, dataset, OperationId{*id}, direction, stop));
        TRY(auto operation, readOperation(db, dataset, OperationId{*id}));
        outcome.operations.push_back(std::move(operation));
    }
    if (outcome.operations.empty())
        return usageError(direction == Direction::Back ? "dataset.nothing_to_undo"
                                                       : "dataset.nothing_to_redo");
    TRY_VOID(transaction.commit());
    return outcome;
}

Result<HistoryOutcome> one(project::Project& project, DatasetId dataset, OperationId id, Direction direction,
                           StopToken stop) {
    TRY_VOID(project.requireWritable());
    auto& db = project.database();
    TRY(auto transaction, Transaction::write(db, Durability::Full));
    TRY(const auto before, readOperation(db, dataset, id));
    if (before.undone != (direction == Direction::Forth))
        return usageError(direction == Direction::Back ? "dataset.already_undone" : "dataset.not_undone")
            .with("operation", id.value);
    if (direction == Direction::Back)
        TRY_VOID(refuseOverlap(db, dataset, id));
    HistoryOutcome outcome;
    TRY(outcome.version, apply(db, dataset, id, direction, stop));
    TRY(auto operation, readOperation(db, dataset, id));
    outcome.operations.push_back(std::move(operation));
    TRY_VOID(transaction.commit());
    return outcome;
}

} // namespace

Result<std::vector<Operation>> listOperations(Connection& db, DatasetId dataset) {
    TRY(auto rows, db.prepare(std::string(kColumns) + "WHERE dataset=?1 ORDER BY id"));
    rows.bindAll(dataset.value);
    return storage::collectRows(rows, operationFrom);
}

Result<HistoryOutcome> undo(project::Project& project, DatasetId dataset, std::int64_t steps,
                            StopToken stop) {
    return walk(project, dataset, steps, Direction::Back, stop);
}

Result<HistoryOutcome> undoOperation(project::Project& project, DatasetId dataset, OperationId operation,
                                     StopToken stop) {
    return one(project, dataset, operation, Direction::Back, stop);
}

Result<HistoryOutcome> redo(project::Project& project, DatasetId dataset, std::int64_t steps,
                            StopToken stop) {
    return walk(project, dataset, steps, Direction::Forth, stop);
}

Result<HistoryOutcome> redoOperation(project::Project& project, DatasetId dataset, OperationId operation,
                                     StopToken stop) {
    return one(project, dataset, operation, Direction::Forth, stop);
}

} // namespace luthier::dataset
