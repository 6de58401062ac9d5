#include "cell_change.h"

#include "record.h"

#include <base/utf8.h>

namespace luthier::dataset {

Status checkValue(const DatasetFacts& facts, const CellEdit& edit) {
    if (!fieldIndex(facts, edit.field))
        return usageError("dataset.no_such_field").with("name", edit.field).with("dataset", facts.name);
    const bool text = edit.value.is_string();
    if (facts.shape == RecordShape::Cells && !text)
        return usageError("dataset.bad_value").field(edit.field);
    if (text && !isValidUtf8(edit.value.get_ref<const std::string&>()))
        return refused("dataset.not_utf8").field(edit.field);
    if (dumpJson(edit.value).size() > kLongestValue)
        return usageError("dataset.value_too_large").field(edit.field);
    return {};
}

Result<std::optional<Change>> changeOf(storage::Connection& db, Ledger& ledger, const CellEdit& edit) {
    TRY(const auto raw,
        db.queryText("SELECT raw FROM records WHERE key=?1", keyOf(ledger.facts().id, edit.row.value)));
    TRY(const auto imported, rawFields(raw.value_or(""), ledger.facts()));
    Change change;
    change.kind = Change::Kind::Field;
    change.row = edit.row.value;
    change.field = edit.field;
    TRY(change.beforeText, ledger.fieldEdit(edit.row.value, edit.field));
    const auto original = imported.find(edit.field);
    if (original == imported.end() || *original != edit.value)
        change.afterText = dumpJson(edit.value);
    if (change.beforeText == change.afterText)
        return std::optional<Change>();
    return std::optional(std::move(change));
}

} // namespace luthier::dataset
