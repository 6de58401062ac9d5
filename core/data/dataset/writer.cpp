#include "writer.h"

#include "ledger.h"
#include "operation_log.h"
#include "part.h"
#include "record.h"
#include "row_lengths.h"

#include <base/utf8.h>
#include <project/clock.h>
#include <project/topics.h>
#include <storage/transaction.h>

#include <chrono>
#include <map>
#include <thread>
#include <unordered_map>

namespace luthier::dataset {

namespace {

using Clock = std::chrono::steady_clock;
using storage::Connection;
using storage::Durability;
using storage::Statement;
using storage::Transaction;

constexpr auto kBatch = std::chrono::milliseconds(40);
/// Other writers poll for the lock each half millisecond; without a pause they would never get it.
constexpr auto kPause = std::chrono::milliseconds(1);
constexpr int kRowsBetweenClocks = 32;
constexpr std::size_t kLongestName = 200;

std::filesystem::path lockPath(const project::Project& project) {
    return project.folder() / "import.lock";
}

/// What imports and removals that were cut off have left; the caller holds the import lock.
Status sweep(Connection& db) {
    TRY(auto unfinished, db.prepare("SELECT id FROM datasets WHERE state NOT IN ('ready', 'hidden')"));
    std::vector<DatasetId> ids;
    TRY(bool more, unfinished.step());
    while (more) {
        ids.push_back(DatasetId{unfinished.integer(0)});
        TRY(more, unfinished.step());
    }
    for (const auto id : ids)
        TRY_VOID(purgeDataset(db, id, {}));
    TRY(const auto datasets, listDatasets(db));
    for (const auto& facts : datasets)
        TRY_VOID(deleteRowsBeyond(db, facts.id, facts.lastRow, {}));
    return {};
}

/// The import lock. Sweeping comes with it: an import of this very process may have failed on a full disk.
Result<project::FileLock> takeLock(project::Project& project) {
    TRY(auto lock, project::FileLock::tryTake(lockPath(project)));
    if (!lock)
        return failed("dataset.import_running").at(project.folder().string());
    TRY_VOID(sweep(project.database()));
    return std::move(*lock);
}

Json fieldsJson(const std::vector<Field>& fields) {
    Json json = Json::array();
    for (const auto& field : fields)
        json.push_back({{"name", field.name}, {"kinds", field.kinds}});
    return json;
}

Json rolesJson(const Roles& roles) {
    Json json = Json::object();
    for (const auto& [column, role] : roles)
        json[column] = role;
    return json;
}

/// The fields a dataset had, in their places, with what an addition brought behind them.
std::vector<Field> united(std::vector<Field> fields, const std::vector<Field>& added) {
    for (const auto& field : added) {
        const auto known = std::find_if(fields.begin(), fields.end(),
                                        [&](const Field& own) { return own.name == field.name; });
        if (known == fields.end())
            fields.push_back(field);
        else
            known->kinds |= field.kinds;
    }
    return fields;
}

} // namespace

struct RowWriter::State {
    project::Project& project;
    project::FileLock lock;
    NewDataset dataset;
    Name name;
    std::optional<DatasetFacts> appendedTo;
    DatasetId id;
    std::int64_t firstRow = 1;
    std::int64_t nextRow = 1;
    bool published = false;

    State(project::Project& owner, project::FileLock held, NewDataset description, Name kind)
        : project(owner)
        , lock(std::move(held))
        , dataset(std::move(description))
        , name(kind) {}

    std::optional<Transaction> transaction;
    std::optional<Statement> insertRecord;
    std::optional<Statement> insertRow;
    Clock::time_point batchEnd;
    int untilClock = 0;

    Hash128 sum;
    CountChanges counts;
    std::unordered_map<std::string, std::int64_t> splitNumbers;
    std::string lastSplit;
    std::int64_t lastSplitNumber = 0;

    std::vector<ImportProblem> problems;
    std::map<std::string, std::int64_t> problemCounts;
    std::int64_t rejected = 0;

    Connection& db() { return project.database(); }
    Status beginBatch();
    Status endBatch();
    Result<std::int64_t> splitNumber(std::string_view name);
    Status insert(const NewRow& row, std::int64_t split);
    Result<Ledger> openLedger();
};

RowWriter::RowWriter(std::unique_ptr<State> state)
    : m_state(std::move(state)) {}
RowWriter::RowWriter(RowWriter&&) noexcept = default;

RowWriter::~RowWriter() {
    if (!m_state || m_state->published)
        return;
    m_state->insertRecord.reset();
    m_state->insertRow.reset();
    m_state->transaction.reset();
    // What cannot be deleted now is swept at the next opening.
    if (m_state->appendedTo) [[maybe_unused]]
        const auto swept = deleteRowsBeyond(m_state->db(), m_state->id, m_state->firstRow - 1, {});
    else [[maybe_unused]]
        const auto swept = purgeDataset(m_state->db(), m_state->id, {});
}

Result<RowWriter> RowWriter::create(project::Project& project, const NewDataset& dataset, Name name) {
    TRY_VOID(project.requireWritable());
    if (dataset.name.empty() || dataset.name.size() > kLongestName || !isValidUtf8(dataset.name))
        return usageError("dataset.bad_name").with("limit", static_cast<std::int64_t>(kLongestName));
    TRY(auto lock, takeLock(project));
    auto& db = project.database();
    TRY(const auto free, freeName(db, dataset.name));
    if (name == Name::Given && free != dataset.name)
        return usageError("dataset.name_taken").with("name", dataset.name);
    TRY_VOID(db.run(
        "INSERT INTO datasets(name, state, shape, layout, fields, roles, facets, source, last_row, rows, "
        "sum, clock, created_at) VALUES(?1, 'importing', ?2, ?3, '[]', ?4, ?5, ?6, 0, 0, ?7, 0, ?8)",
        dataset.name, dataset.shape == RecordShape::Cells ? "cells" : "object", dataset.layout,
        dumpJson(rolesJson(dataset.roles)), dumpJson(Json(dataset.facets)), dumpJson(dataset.source),
        storage::Blob{hashBytes({})}, project::currentTime()));
    auto state = std::make_unique<State>(project, std::move(lock), dataset, name);
    state->id = DatasetId{db.lastInsertedKey()};
    return RowWriter(std::move(state));
}

Result<RowWriter> RowWriter::append(project::Project& project, DatasetId dataset, Json files) {
    TRY_VOID(project.requireWritable());
    TRY(auto lock, takeLock(project));
    TRY(auto facts, datasetById(project.database(), dataset));
    NewDataset present{facts.name, facts.shape, facts.layout, facts.roles, facts.facets, facts.source};
    auto state = std::make_unique<State>(project, std::move(lock), present, Name::Given);
    state->id = dataset;
    state->appendedTo = facts;
    state->dataset.source["files"] = std::move(files);
    state->firstRow = state->nextRow = facts.lastRow + 1;
    return RowWriter(std::move(state));
}

const Roles& RowWriter::roles() const {
    return m_state->dataset.roles;
}
const std::vector<std::string>& RowWriter::facets() const {
    return m_state->dataset.facets;
}
const std::optional<DatasetFacts>& RowWriter::appendedTo() const {
    return m_state->appendedTo;
}
std::int64_t RowWriter::rows() const {
    return m_state->nextRow - m_state->firstRow;
}
std::int64_t RowWriter::rejected() const {
    return m_state->rejected;
}

Status RowWriter::State::beginBatch() {
    TRY(auto begun, Transaction::write(db(), Durability::Normal));
    transaction.emplace(std::move(begun));
    if (!insertRecord) {
        TRY(auto record, db().prepare("INSERT INTO records(key, raw) VALUES(?1, ?2)"));
        TRY(auto row,
            db().prepare("INSERT INTO rows(key, revision, state, split, flags, content, facet1, facet2, "
                         "facet3, facet4, length) VALUES(?1, 1, 0, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"));
        insertRecord.emplace(std::move(record));
        insertRow.emplace(std::move(row));
    }
    batchEnd = Clock::now() + kBatch;
    untilClock = kRowsBetweenClocks;
    return {};
}

Status RowWriter::State::endBatch() {
    TRY_VOID(transaction->commit());
    transaction.reset();
    std::this_thread::sleep_for(kPause);
    return {};
}

Result<Ledger> RowWriter::State::openLedger() {
    // A dataset that is still importing is not to be found by others.
    if (!appendedTo)
        TRY_VOID(db().run("UPDATE datasets SET state='ready', name=?2 WHERE id=?1", id.value, dataset.name));
    return Ledger::open(db(), id);
}

Result<std::int64_t> RowWriter::State::splitNumber(std::string_view split) {
    if (split.empty())
        return 0;
    if (split == lastSplit)
        return lastSplitNumber;
    std::string text(split);
    auto known = splitNumbers.find(text);
    if (known == splitNumbers.end()) {
        TRY(const auto checked, checkedSplitName(text));
        TRY(const auto present,
            db().queryInteger("SELECT id FROM splits WHERE dataset=?1 AND name=?2", id.value, checked));
        std::int64_t number = present.value_or(0);
        if (!present) {
            TRY(const auto largest,
                db().queryInteger("SELECT max(id) FROM splits WHERE dataset=?1", id.value));
            number = largest.value_or(0) + 1;
            if (number > 1000)
                return refused("dataset.too_many_splits").with("limit", std::int64_t{1000});
            TRY_VOID(db().run("INSERT INTO splits(dataset, id, name) VALUES(?1, ?2, ?3)", id.value, number,
                              checked));
        }
        known = splitNumbers.emplace(std::move(text), number).first;
    }
    lastSplit = known->first;
    lastSplitNumber = known->second;
    return lastSplitNumber;
}

Status RowWriter::State::insert(const NewRow& row, std::int64_t split) {
    const std::int64_t key = keyOf(id, nextRow);
    const Hash128 content = contentHash(row.raw);
    insertRecord->bind(1, key);
    insertRecord->bindBorrowed(2, row.raw);
    TRY_VOID(insertRecord->run());
    insertRow->bindAll(key, split, row.narrow.flags, storage::Blob{hashBytes(content)}, row.narrow.facets[0],
                       row.narrow.facets[1], row.narrow.facets[2], row.narrow.facets[3], textLength(row.raw));
    TRY_VOID(insertRow->run());
    sum += rowHash(nextRow, content, split == 0 ? std::string_view() : std::string_view(lastSplit));
    counts.add(nextRow, split, 1);
    ++nextRow;
    return {};
}

Status RowWriter::add(const NewRow& row) {
    auto& state = *m_state;
    if (state.nextRow >= kMostRows)
        return refused("dataset.too_many_rows").with("limit", kMostRows);
    if (!state.transaction)
        TRY_VOID(state.beginBatch());
    TRY(const auto split, state.splitNumber(row.split));
    TRY_VOID(state.insert(row, split));
    if (--state.untilClock > 0 && row.raw.size() < (std::size_t{64} << 10))
        return {};
    state.untilClock = kRowsBetweenClocks;
    return Clock::now() < state.batchEnd ? Status() : state.endBatch();
}

void RowWriter::reject(ImportProblem problem) {
    ++m_state->rejected;
    ++m_state->problemCounts[problem.code];
    if (std::ssize(m_state->problems) < kKeptProblems)
        m_state->problems.push_back(std::move(problem));
}

Result<ImportOutcome> RowWriter::publish(const std::vector<Field>& fields) {
    auto& state = *m_state;
    auto& db = state.db();
    if (state.transaction)
        TRY_VOID(state.endBatch());
    TRY(auto transaction, Transaction::write(db, Durability::Full));
    if (!state.appendedTo) {
        TRY(const auto free, freeName(db, state.dataset.name));
        if (state.name == Name::Given && free != state.dataset.name)
            return usageError("dataset.name_taken").with("name", state.dataset.name);
        state.dataset.name = free;
    }
    TRY(auto ledger, state.openLedger());
    const auto& before = ledger.facts();
    Hash128 sum = before.sum;
    sum += state.sum;
    const auto all = united(before.fields, fields);
    TRY_VOID(db.run("UPDATE datasets SET fields=?2, last_row=?3, rows=rows+?4, sum=?5 WHERE id=?1",
                    state.id.value, dumpJson(fieldsJson(all)), state.nextRow - 1, rows(),
                    storage::Blob{hashBytes(sum)}));
    TRY_VOID(state.counts.write(db, state.id));
    std::vector<ProblemCount> problemCounts;
    for (const auto& [code, count] : state.problemCounts)
        problemCounts.push_back({code, count});
    TRY_VOID(addProblems(db, state.id, state.problems, problemCounts));
    ImportOutcome outcome;
    outcome.rows = rows();
    outcome.rejected = state.rejected;
    if (outcome.rows > 0) {
        const Json* files = member(state.dataset.source, "files");
        const Json parameters = {{"rows", outcome.rows}, {"files", files ? *files : Json::array()}};
        TRY(auto operation, OperationWriter::begin(db, state.id, "import", parameters));
        Change change;
        change.kind = Change::Kind::Range;
        change.row = state.firstRow;
        change.lastRow = state.nextRow - 1;
        TRY_VOID(operation.add(change));
        TRY_VOID(operation.finish(outcome.rows));
        outcome.operation = operation.id();
    }
    TRY_VOID(project::bumpTopic(db, kDatasetsTopic));
    TRY_VOID(project::bumpTopic(db, kRowsTopic));
    TRY_VOID(transaction.commit());
    state.published = true;
    TRY(outcome.facts, datasetById(db, state.id));
    return outcome;
}

Status sweepImports(project::Project& project) {
    TRY(const auto lock, project::FileLock::tryTake(lockPath(project)));
    if (!lock)
        return {};
    TRY_VOID(sweep(project.database()));
    return fillLengths(project.database());
}

} // namespace luthier::dataset
