#include "labels.h"

#include "edits.h"
#include "history.h"
#include "ledger.h"
#include "operation_log.h"

#include <base/utf8.h>
#include <storage/transaction.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>

namespace luthier::dataset {

namespace {

using storage::Connection;
using storage::Durability;
using storage::Transaction;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kLongestName = 64;
constexpr std::int64_t kMostSteps = 1000;
constexpr auto kBatch = std::chrono::milliseconds(40);
/// Whoever waits for the lock gets it between two batches.
constexpr auto kPause = std::chrono::milliseconds(1);

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

/// What a definition says may be answered; empty: anything.
std::vector<std::string> answersOf(const Json& definition) {
    std::vector<std::string> answers;
    for (const char* key : {"answers", "options"})
        if (const Json* list = member(definition, key); list && list->is_array() && answers.empty())
            for (const Json& one : *list)
                if (one.is_string())
                    answers.push_back(one.get<std::string>());
    const auto low = integerAt(definition, "low");
    const auto high = integerAt(definition, "high");
    if (low && high && *high - *low <= kMostSteps)
        for (auto number = *low; number <= *high; ++number)
            answers.push_back(std::to_string(number));
    return answers;
}

Status checkEdits(Connection& db, const DatasetFacts& facts, const LabelOperation& made,
                  std::span<const LabelEdit> edits) {
    std::set<std::pair<std::int64_t, std::string>> cells;
    std::set<std::string_view> schemes;
    for (const SchemeEntry& scheme : made.schemes)
        schemes.insert(scheme.name);
    for (const LabelEdit& edit : edits) {
        TRY_VOID(checkEdit(edit));
        if (schemes.insert(edit.scheme).second)
            TRY_VOID(requireScheme(db, facts, edit.scheme));
        if (!cells.emplace(edit.row.value, labelCell(edit.scheme, edit.annotator)).second)
            return usageError("dataset.cell_twice").with("row", edit.row.value).field(edit.scheme);
    }
    return {};
}

/// Whether the row has another label now.
Result<bool> applyLabel(Ledger& ledger, OperationWriter& operation, const LabelEdit& edit) {
    TRY(const auto now, ledger.read(edit.row.value));
    if (now.state != RowState::Live)
        return usageError("dataset.no_such_row")
            .with("row", edit.row.value)
            .with("name", ledger.facts().name);
    TRY(const auto change, changeOf(ledger, edit));
    if (!change)
        return false;
    TRY_VOID(ledger.setLabel(edit.row.value, now, change->field, change->afterText));
    TRY_VOID(operation.add(*change));
    return true;
}

Status addScheme(Ledger& ledger, OperationWriter& operation, const SchemeEntry& scheme) {
    Change change;
    change.kind = Change::Kind::Scheme;
    change.field = scheme.name;
    TRY(change.beforeText, ledger.scheme(scheme.name));
    if (change.beforeText)
        return usageError("dataset.scheme_taken").with("scheme", scheme.name);
    change.afterText = dumpJson(scheme.definition);
    TRY_VOID(ledger.setScheme(scheme.name, change.afterText));
    return operation.add(change);
}

/// Labels of one operation, written in short transactions so that nobody waits for the lock. Until the last
/// of them the operation is there with what is written so far, so that it can be taken back whatever happens.
class LabelBatches {
public:
    LabelBatches(project::Project& project, DatasetId dataset, std::span<const LabelEdit> edits,
                 const LabelOperation& made)
        : m_project(project)
        , m_dataset(dataset)
        , m_edits(edits)
        , m_made(made) {}

    bool isDone() const { return m_next == m_edits.size(); }
    std::size_t done() const { return m_next; }
    bool hasWritten() const { return m_outcome.operation.value != 0; }
    const EditOutcome& outcome() const { return m_outcome; }

    Status writeNext() {
        auto& db = m_project.database();
        const bool isFirst = m_next == 0;
        TRY(auto transaction, Transaction::write(db, Durability::Full));
        TRY(auto ledger, Ledger::open(db, m_dataset));
        if (isFirst) {
            m_outcome.version = ledger.facts().version;
            TRY_VOID(checkEdits(db, ledger.facts(), m_made, m_edits));
        }
        const bool begins = !m_operation;
        if (begins) {
            TRY(auto begun, OperationWriter::begin(db, m_dataset, m_made.kind, m_made.parameters));
            m_operation.emplace(std::move(begun));
            for (const SchemeEntry& scheme : m_made.schemes)
                TRY_VOID(addScheme(ledger, *m_operation, scheme));
        }
        const auto end = Clock::now() + kBatch;
        while (!isDone() && Clock::now() < end) {
            TRY(const bool changed, applyLabel(ledger, *m_operation, m_edits[m_next]));
            if (changed)
                m_rows.insert(m_edits[m_next].row.value);
            ++m_next;
        }
        if (m_rows.empty()) { // no change, no operation
            m_operation.reset();
            return {};
        }
        m_outcome.changed = std::ssize(m_rows);
        TRY_VOID(m_operation->finish(m_outcome.changed));
        TRY(m_outcome.version, ledger.finish());
        TRY_VOID(transaction.commit());
        m_outcome.operation = m_operation->id();
        return {};
    }

    /// As if nothing had been asked for.
    Status takeBack() {
        if (!hasWritten())
            return {};
        const std::int64_t id = m_outcome.operation.value;
        TRY_VOID(undoOperation(m_project, m_dataset, m_outcome.operation, {}));
        auto& db = m_project.database();
        TRY(auto transaction, Transaction::write(db, Durability::Full));
        TRY_VOID(db.run("DELETE FROM changes WHERE operation=?1", id));
        TRY_VOID(db.run("DELETE FROM operations WHERE id=?1", id));
        return transaction.commit();
    }

private:
    project::Project& m_project;
    DatasetId m_dataset;
    std::span<const LabelEdit> m_edits;
    const LabelOperation& m_made;
    std::size_t m_next = 0;
    std::optional<OperationWriter> m_operation;
    std::set<std::int64_t> m_rows;
    EditOutcome m_outcome;
};

} // namespace

bool isAnnotatorName(std::string_view name) {
    return isName(name);
}

bool isFinal(std::string_view annotator) {
    return annotator.starts_with(kFinalMark);
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
    LabelBatches batches(project, dataset, edits, made);
    do {
        Status written = stop.stop_requested() ? Status(interrupted()) : batches.writeNext();
        if (!written) {
            TRY_VOID(batches.takeBack());
            return std::move(written.error());
        }
        if (batches.isDone())
            break;
        progress.report({"labelling", static_cast<std::int64_t>(batches.done()), std::ssize(edits)});
        std::this_thread::sleep_for(kPause);
    } while (true);
    return batches.outcome();
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

Status requireAnswer(Connection& db, const DatasetFacts& facts, std::string_view scheme,
                     const std::string& answer) {
    TRY_VOID(requireScheme(db, facts, scheme));
    if (answer.empty())
        return {};
    TRY(const auto text,
        db.queryText("SELECT definition FROM schemes WHERE dataset=?1 AND name=?2", facts.id.value, scheme));
    TRY(const Json definition, valueOf(db, text.value_or("{}")));
    const auto answers = answersOf(definition);
    if (answers.empty() || std::ranges::find(answers, answer) != answers.end())
        return {};
    std::string listed;
    for (const auto& one : answers)
        listed += (listed.empty() ? "" : ", ") + one;
    return usageError("dataset.no_such_answer")
        .with("scheme", scheme)
        .with("value", answer)
        .with("answers", listed);
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
