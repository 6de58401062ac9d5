#include "registry.h"

#include "part.h"

#include <base/files.h>
#include <base/utf8.h>
#include <project/clock.h>
#include <project/topics.h>
#include <storage/transaction.h>

#include <algorithm>

namespace luthier::registry {
namespace {

constexpr std::size_t kLongestName = 200;
constexpr std::string_view kColumns =
    "SELECT id, number, name, recipe, lineage, summary, created_at, removed FROM runs ";

/// The number names the run's folder, and a database may come from a stranger.
bool isNumber(std::string_view text) {
    return text.size() >= 4 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Result<RunFacts> factsOf(const storage::Statement& row) {
    RunFacts facts;
    facts.id = RunId{row.integer(0)};
    facts.number = row.text(1);
    if (!isNumber(facts.number))
        return refused("run.bad_number").with("run", facts.number);
    facts.name = row.text(2);
    TRY(facts.recipe, parseJson(row.text(3), {}, "project.db"));
    TRY(facts.lineage, parseJson(row.text(4), {}, "project.db"));
    TRY(facts.summary, parseJson(row.text(5), {}, "project.db"));
    facts.createdAt = row.text(6);
    facts.removed = row.integer(7) != 0;
    return facts;
}

Result<RunFacts> oneRun(storage::Statement row, std::string_view asked) {
    TRY(const bool found, row.step());
    if (!found)
        return usageError("run.not_found").with("run", asked);
    return factsOf(row);
}

std::string numberText(std::int64_t id) {
    std::string digits = std::to_string(id);
    return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

Status setColumn(storage::Connection& db, std::string_view sql, RunId run, std::string_view value) {
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    TRY_VOID(db.run(sql, value, run.value));
    TRY_VOID(project::bumpTopic(db, kRunsTopic));
    return transaction.commit();
}

} // namespace

Result<RunFacts> createRun(project::Project& project, const std::string& name, const Json& recipe) {
    TRY_VOID(project.requireWritable());
    storage::Connection& db = project.database();
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    TRY(const auto newest, db.queryInteger("SELECT max(id) FROM runs"));
    std::int64_t id = newest.value_or(0) + 1;
    // A folder that is there already belongs to a run whose row was never written; it is left alone.
    while (std::filesystem::exists(project.runsFolder() / numberText(id)))
        ++id;
    const std::string number = numberText(id);
    TRY_VOID(makeFolder(project.runsFolder() / number));
    TRY_VOID(writeAtomically(project.runsFolder() / number / "recipe.json", dumpJson(recipe, 2) + "\n"));
    TRY_VOID(db.run("INSERT INTO runs(id, number, name, recipe, lineage, summary, created_at, removed) "
                    "VALUES(?1, ?2, ?3, ?4, '{}', '{}', ?5, 0)",
                    id, number, name.empty() ? number : name, dumpJson(recipe), project::currentTime()));
    TRY_VOID(project::bumpTopic(db, kRunsTopic));
    TRY_VOID(transaction.commit());
    return runById(db, RunId{id});
}

Result<std::vector<RunFacts>> listRuns(storage::Connection& db, Which which) {
    TRY(auto rows, db.prepare(std::string(kColumns) + "WHERE removed=?1 ORDER BY id"));
    rows.bindAll(which == Which::Removed ? 1 : 0);
    return storage::collectRows(rows, factsOf);
}

Result<RunFacts> runById(storage::Connection& db, RunId id) {
    TRY(auto row, db.prepare(std::string(kColumns) + "WHERE id=?1"));
    row.bindAll(id.value);
    return oneRun(std::move(row), std::to_string(id.value));
}

Result<RunFacts> findRun(storage::Connection& db, std::string_view numberOrName) {
    const bool digits = !numberOrName.empty() && std::all_of(numberOrName.begin(), numberOrName.end(),
                                                             [](char c) { return c >= '0' && c <= '9'; });
    TRY(auto row, db.prepare(std::string(kColumns) +
                             "WHERE number=?1 OR name=?2 ORDER BY number=?1 DESC, id DESC LIMIT 1"));
    const std::string number = digits && numberOrName.size() < 10
                                   ? numberText(std::stoll(std::string(numberOrName)))
                                   : std::string(numberOrName);
    row.bindAll(number, numberOrName);
    return oneRun(std::move(row), numberOrName);
}

std::filesystem::path folderOf(const project::Project& project, const RunFacts& run) {
    return project.runsFolder() / run.number;
}

Status setLineage(storage::Connection& db, RunId run, const Json& lineage) {
    return setColumn(db, "UPDATE runs SET lineage=?1 WHERE id=?2", run, dumpJson(lineage));
}

Status updateSummary(storage::Connection& db, RunId run, const Json& changes) {
    return setColumn(db, "UPDATE runs SET summary=json_patch(summary, ?1) WHERE id=?2", run,
                     dumpJson(changes));
}

Status renameRun(project::Project& project, RunId run, std::string_view name) {
    TRY_VOID(project.requireWritable());
    const bool hasControl =
        std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (name.find_first_not_of(' ') == std::string_view::npos || hasControl || name.size() > kLongestName ||
        !isValidUtf8(name))
        return usageError("run.bad_name").with("limit", static_cast<std::int64_t>(kLongestName));
    return setColumn(project.database(), "UPDATE runs SET name=?1 WHERE id=?2", run, name);
}

Status setRemoved(project::Project& project, RunId run, bool removed) {
    TRY_VOID(project.requireWritable());
    return setColumn(project.database(), "UPDATE runs SET removed=?1 WHERE id=?2", run, removed ? "1" : "0");
}

Status putPlan(storage::Connection& db, RunId run, const Json& plan, std::int64_t plannedBytes) {
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    TRY_VOID(db.run("INSERT OR REPLACE INTO plans(run, plan, planned_bytes) VALUES(?1, ?2, ?3)", run.value,
                    dumpJson(plan), plannedBytes));
    return transaction.commit();
}

Status putMeasuredPeak(storage::Connection& db, RunId run, std::int64_t measuredBytes) {
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    TRY_VOID(db.run("UPDATE plans SET measured_bytes=max(coalesce(measured_bytes, 0), ?1) WHERE run=?2",
                    measuredBytes, run.value));
    return transaction.commit();
}

Result<std::vector<PlanRecord>> planHistory(storage::Connection& db) {
    TRY(auto rows, db.prepare("SELECT planned_bytes, measured_bytes FROM plans ORDER BY run"));
    return storage::collectRows(rows, [](storage::Statement& row) -> Result<PlanRecord> {
        return PlanRecord{row.integer(0), row.maybeInteger(1)};
    });
}

} // namespace luthier::registry
