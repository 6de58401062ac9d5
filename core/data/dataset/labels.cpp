#include "labels.h"

#include "edits.h"
#include "ledger.h"
#include "operation_log.h"

#include <base/utf8.h>
#include <storage/transaction.h>

#include <algorithm>
#include <set>

namespace luthier::dataset {

namespace {

using storage::Connection;
using storage::Durability;
using storage::Transaction;

constexpr std::size_t kLongestName = 64;
constexpr std::int64_t kRowsBetweenReports = 1000;

bool isName(std::string_view name) {
    const auto forbidden = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '=';
    };
    return !name.empty() && name.size() <= kLongestName && isValidUtf8(name) && name.front() != ' ' &&
           name.back() != ' ' && std::ranges::none_of(name, forbidden);
}

Status checkEdit(const LabelEdit& edit) {
    if (!isAnnotatorName(edit.annotator))
        return usageError("dataset.bad_name_of_label").with("name", edit.annotator);
    if (edit.value && dumpJson(*edit.value).size() > kLongestValue)
        return usageError("dataset.value_too_large").field(edit.scheme);
    return {};
}

/// The change a label makes; nothing when the row has it already.
Result<std::optional<Change>> changeOf(Ledger& ledger, const LabelEdit& edit) {
    Change change;
    change.kind = Change::Kind::Label;
    change.row = edit.row.value;
    change.field = labelCell(edit.scheme, edit.annotator);
    TRY(change.beforeText, ledger.label(change.row, change.field));
    if (edit.value)
        change.afterText = dumpJson(*edit.value);
    return change.beforeText == change.afterText ? std::optional<Change>() : std::optional(std::move(change));
}

Result<Json> valueOf(const Connection& db, std::string_view text) {
    return parseJson(text, {.bytes = 2 * kLongestValue}, db.path().string());
}

/// Each label of an operation, with progress; gives the rows that changed.
Result<std::int64_t> applyLabels(Ledger& ledger, OperationWriter& operation, std::span<const LabelEdit> edits,
                                 const StopToken& stop, ProgressSink& progress) {
    std::set<std::int64_t> rows;
    std::set<std::pair<std::int64_t, std::string>> cells;
    std::int64_t done = 0;
    for (const LabelEdit& edit : edits) {
        if (stop.stop_requested())
            return interrupted();
        TRY_VOID(checkEdit(edit));
        if (!cells.emplace(edit.row.value, labelCell(edit.scheme, edit.annotator)).second)
            return usageError("dataset.cell_twice").with("row", edit.row.value).field(edit.scheme);
        TRY(const auto now, ledger.read(edit.row.value));
        if (now.state != RowState::Live)
            return usageError("dataset.no_such_row")
                .with("row", edit.row.value)
                .with("name", ledger.facts().name);
        TRY(const auto change, changeOf(ledger, edit));
        if (change) {
            TRY_VOID(ledger.setLabel(edit.row.value, now, change->field, change->afterText));
            TRY_VOID(operation.add(*change));
            rows.insert(edit.row.value);
        }
        if (++done % kRowsBetweenReports == 0)
            progress.report({"labelling", done, std::ssize(edits)});
    }
    return std::ssize(rows);
}

} // namespace

bool isAnnotatorName(std::string_view name) {
    return isName(name);
}

bool isSchemeName(std::string_view name) {
    return isName(name) && name.find('@') == std::string_view::npos;
}

std::string labelCell(std::string_view scheme, std::string_view annotator) {
    return std::string(scheme) + '\n' + std::string(annotator);
}

std::pair<std::string, std::string> partsOfCell(std::string_view cell) {
    const auto line = std::min(cell.find('\n'), cell.size());
    return {std::string(cell.substr(0, line)), std::string(cell.substr(std::min(line + 1, cell.size())))};
}

Result<std::string> labelsText(Connection& db, std::int64_t key) {
    TRY(auto labels,
        db.prepare("SELECT scheme, annotator, value FROM labels WHERE key=?1 ORDER BY scheme, annotator"));
    labels.bindAll(key);
    Json list = Json::array();
    TRY(bool more, labels.step());
    while (more) {
        list.push_back(Json::array({labels.text(0), labels.text(1), labels.text(2)}));
        TRY(more, labels.step());
    }
    return list.empty() ? std::string() : dumpJson(list);
}

Result<EditOutcome> setLabels(project::Project& project, DatasetId dataset, std::span<const LabelEdit> edits,
                              const LabelOperation& made, StopToken stop, ProgressSink& progress) {
    TRY_VOID(project.requireWritable());
    auto& db = project.database();
    TRY(auto transaction, Transaction::write(db, Durability::Full));
    TRY(auto ledger, Ledger::open(db, dataset));
    EditOutcome outcome;
    outcome.version = ledger.facts().version;
    for (const LabelEdit& edit : edits)
        TRY_VOID(requireScheme(db, ledger.facts(), edit.scheme));
    TRY(auto operation, OperationWriter::begin(db, dataset, made.kind, made.parameters));
    TRY(outcome.changed, applyLabels(ledger, operation, edits, stop, progress));
    if (outcome.changed == 0)
        return outcome;
    TRY_VOID(operation.finish(outcome.changed));
    TRY(outcome.version, ledger.finish());
    outcome.operation = operation.id();
    TRY_VOID(transaction.commit());
    return outcome;
}

Result<std::vector<Label>> labelsOf(Connection& db, const DatasetFacts& facts, std::span<const RowId> rows) {
    TRY(auto statement, db.prepare("SELECT scheme, annotator, value FROM labels WHERE key=?1 "
                                   "ORDER BY scheme, annotator"));
    std::vector<Label> labels;
    for (const RowId row : rows) {
        if (row.value < 1 || row.value > facts.lastRow)
            continue;
        statement.bindAll(keyOf(facts.id, row.value));
        TRY(bool more, statement.step());
        while (more) {
            Label label{row, std::string(statement.text(0)), std::string(statement.text(1)), {}};
            TRY(label.value, valueOf(db, statement.text(2)));
            labels.push_back(std::move(label));
            TRY(more, statement.step());
        }
    }
    return labels;
}

Status forEachLabel(Connection& db, const DatasetFacts& facts, const std::optional<std::string>& scheme,
                    const std::function<Status(const Label&)>& visit) {
    TRY(auto statement, db.prepare("SELECT l.key, l.scheme, l.annotator, l.value FROM labels l "
                                   "JOIN rows r ON r.key=l.key WHERE l.key BETWEEN ?1 AND ?2 AND r.state=0 "
                                   "AND (?3 IS NULL OR l.scheme=?3) ORDER BY l.key, l.scheme, l.annotator"));
    statement.bindAll(keyOf(facts.id, 1), keyOf(facts.id, facts.lastRow), scheme);
    TRY(bool more, statement.step());
    while (more) {
        Label label{RowId{rowOf(statement.integer(0))},
                    std::string(statement.text(1)),
                    std::string(statement.text(2)),
                    {}};
        TRY(label.value, valueOf(db, statement.text(3)));
        TRY_VOID(visit(label));
        TRY(more, statement.step());
    }
    return {};
}

Result<std::vector<SchemeEntry>> schemesOf(Connection& db, DatasetId dataset) {
    TRY(auto rows, db.prepare("SELECT name, definition FROM schemes WHERE dataset=?1 ORDER BY id"));
    rows.bindAll(dataset.value);
    return storage::collectRows(rows, [&db](storage::Statement& row) -> Result<SchemeEntry> {
        TRY(auto definition, valueOf(db, row.text(1)));
        return SchemeEntry{std::string(row.text(0)), std::move(definition)};
    });
}

Status requireScheme(Connection& db, const DatasetFacts& facts, std::string_view name) {
    TRY(const auto found,
        db.queryInteger("SELECT 1 FROM schemes WHERE dataset=?1 AND name=?2", facts.id.value, name));
    if (!found)
        return usageError("dataset.no_such_scheme").with("scheme", name).with("dataset", facts.name);
    return {};
}

Result<EditOutcome> setScheme(project::Project& project, DatasetId dataset, const std::string& name,
                              const std::optional<Json>& definition) {
    TRY_VOID(project.requireWritable());
    if (!isSchemeName(name))
        return usageError("dataset.bad_name_of_label").with("name", name);
    auto& db = project.database();
    TRY(auto transaction, Transaction::write(db, Durability::Full));
    TRY(auto ledger, Ledger::open(db, dataset));
    Change change;
    change.kind = Change::Kind::Scheme;
    change.field = name;
    TRY(change.beforeText, ledger.scheme(name));
    if (definition && change.beforeText)
        return usageError("dataset.scheme_taken").with("scheme", name);
    if (!definition)
        TRY_VOID(requireScheme(db, ledger.facts(), name));
    if (definition)
        change.afterText = dumpJson(*definition);
    TRY_VOID(ledger.setScheme(name, change.afterText));
    TRY(auto operation,
        OperationWriter::begin(db, dataset, definition ? "scheme" : "remove_scheme", Json{{"scheme", name}}));
    TRY_VOID(operation.add(change));
    TRY_VOID(operation.finish(0));
    EditOutcome outcome;
    TRY(outcome.version, ledger.finish());
    outcome.operation = operation.id();
    TRY_VOID(transaction.commit());
    return outcome;
}

} // namespace luthier::dataset
