#include "bulk_edit.h"

#include "cell_change.h"
#include "rows.h"

#include <storage/transaction.h>

namespace luthier::dataset {

namespace {

using storage::Durability;
using storage::Transaction;

constexpr std::int64_t kRowsBetweenReports = 1000;

/// Whether the row changed.
Result<bool> editRow(storage::Connection& db, Ledger& ledger, OperationWriter& operation, RowId id,
                     const RowEdit& edit) {
    TRY(const auto rows, readRows(db, ledger.facts(), std::span(&id, 1)));
    if (rows.empty())
        return false;
    TRY(auto values, edit(rows.front()));
    bool changed = false;
    for (auto& [field, value] : values) {
        const CellEdit cell{id, std::move(field), std::move(value), {}};
        TRY_VOID(checkValue(ledger.facts(), cell));
        TRY(const auto change, changeOf(db, ledger, cell));
        if (!change)
            continue;
        TRY(const auto now, ledger.read(id.value));
        TRY_VOID(ledger.setFieldEdit(id.value, now, change->field, change->afterText));
        TRY_VOID(operation.add(*change));
        changed = true;
    }
    return changed;
}

} // namespace

Result<EditOutcome> editRows(project::Project& project, DatasetId dataset, std::string_view kind,
                             const Json& parameters, std::span<const RowId> rows, const RowEdit& edit,
                             StopToken stop, ProgressSink& progress) {
    TRY_VOID(project.requireWritable());
    auto& db = project.database();
    EditOutcome outcome;
    TRY(auto transaction, Transaction::write(db, Durability::Full));
    TRY(auto ledger, Ledger::open(db, dataset));
    outcome.version = ledger.facts().version;
    if (rows.empty())
        return outcome;
    TRY(auto operation, OperationWriter::begin(db, dataset, kind, parameters));
    std::int64_t done = 0;
    for (const RowId id : rows) {
        if (stop.stop_requested())
            return interrupted();
        TRY(const bool changed, editRow(db, ledger, operation, id, edit));
        outcome.changed += changed ? 1 : 0;
        if (++done % kRowsBetweenReports == 0)
            progress.report({"changing", done, std::ssize(rows)});
    }
    if (outcome.changed == 0)
        return outcome;
    TRY_VOID(operation.finish(outcome.changed));
    TRY(outcome.version, ledger.finish());
    outcome.operation = operation.id();
    TRY_VOID(transaction.commit());
    return outcome;
}

} // namespace luthier::dataset
