#include "suggestions.h"

#include "catalog.h"
#include "edits.h"
#include "keys.h"
#include "labels.h"
#include "part.h"
#include "rows.h"

#include <base/utf8.h>
#include <project/topics.h>
#include <storage/transaction.h>

#include <algorithm>
#include <chrono>

namespace luthier::dataset {

namespace {

using storage::Connection;
using storage::Durability;
using storage::Transaction;
using Clock = std::chrono::steady_clock;

constexpr auto kBatch = std::chrono::milliseconds(40);
constexpr std::int64_t kRowsBetweenReports = 1000;
constexpr std::size_t kRowsAtOnce = 64;

Status write(Connection& db, DatasetId dataset, const std::string& scheme, const std::string& source,
             RowId row, const Suggested& suggested) {
    return db.run(
        "INSERT INTO suggestions(key, scheme, value, confidence, source) VALUES(?1, ?2, ?3, ?4, ?5) "
        "ON CONFLICT(key, scheme) DO UPDATE SET value=excluded.value, "
        "confidence=excluded.confidence, source=excluded.source",
        keyOf(dataset, row.value), scheme, dumpJson(suggested.value),
        std::clamp(suggested.confidence, 0.0, 1.0), source);
}

} // namespace

Result<SuggestOutcome>
suggestLabels(project::Project& project, DatasetId dataset, const std::string& scheme,
              const std::string& source, std::span<const RowId> rows,
              const std::function<Result<std::optional<Suggested>>(const Row&)>& suggest, StopToken stop,
              ProgressSink& progress) {
    TRY_VOID(project.requireWritable());
    auto& db = project.database();
    TRY(const auto facts, datasetById(db, dataset));
    TRY_VOID(requireScheme(db, facts, scheme));
    SuggestOutcome outcome;
    std::size_t at = 0;
    while (at < rows.size()) {
        if (stop.stop_requested())
            return interrupted();
        TRY(auto transaction, Transaction::write(db, Durability::Normal));
        const auto end = Clock::now() + kBatch;
        while (at < rows.size() && Clock::now() < end) {
            const auto some = rows.subspan(at, std::min(kRowsAtOnce, rows.size() - at));
            at += some.size();
            TRY(const auto read, readRows(db, facts, some));
            for (const Row& row : read) {
                TRY(const auto suggested, suggest(row));
                ++outcome.rows;
                if (!suggested)
                    continue;
                TRY_VOID(write(db, dataset, scheme, source, row.id, *suggested));
                ++outcome.suggested;
            }
        }
        if (at >= rows.size())
            TRY_VOID(project::bumpTopic(db, kRowsTopic));
        TRY_VOID(transaction.commit());
        if (static_cast<std::int64_t>(at) % kRowsBetweenReports < static_cast<std::int64_t>(kRowsAtOnce))
            progress.report({"suggesting", static_cast<std::int64_t>(at), std::ssize(rows)});
    }
    return outcome;
}

Result<std::int64_t> dropSuggestions(project::Project& project, DatasetId dataset,
                                     const std::string& scheme) {
    TRY_VOID(project.requireWritable());
    auto& db = project.database();
    TRY(const auto facts, datasetById(db, dataset));
    TRY_VOID(requireScheme(db, facts, scheme));
    TRY(auto transaction, Transaction::write(db, Durability::Full));
    TRY(const auto count,
        db.queryInteger("SELECT count(*) FROM suggestions WHERE scheme=?3 AND key BETWEEN ?1 AND ?2",
                        keyOf(dataset, 1), keyOf(dataset, facts.lastRow), scheme));
    TRY_VOID(db.run("DELETE FROM suggestions WHERE scheme=?3 AND key BETWEEN ?1 AND ?2", keyOf(dataset, 1),
                    keyOf(dataset, facts.lastRow), scheme));
    TRY_VOID(project::bumpTopic(db, kRowsTopic));
    TRY_VOID(transaction.commit());
    return count.value_or(0);
}

Result<std::vector<Suggestion>> suggestionsOf(Connection& db, const DatasetFacts& facts,
                                              const std::string& scheme, std::span<const RowId> rows) {
    TRY(auto statement,
        db.prepare("SELECT value, confidence, source FROM suggestions WHERE key=?1 AND scheme=?2"));
    std::vector<Suggestion> found;
    for (const RowId row : rows) {
        if (row.value < 1 || row.value > facts.lastRow)
            continue;
        statement.bindAll(keyOf(facts.id, row.value), scheme);
        TRY(const bool has, statement.step());
        if (!has)
            continue;
        Suggestion one{row, scheme, {}, statement.real(1), std::string(statement.text(2))};
        TRY(one.value, parseJson(statement.text(0), {.bytes = 2 * kLongestValue}, db.path().string()));
        found.push_back(std::move(one));
        statement.reset();
    }
    return found;
}

} // namespace luthier::dataset
