#include "series.h"

#include "part.h"

#include <base/json_numbers.h>
#include <project/topics.h>
#include <storage/transaction.h>

#include <cmath>
#include <limits>
#include <unordered_map>

namespace luthier::registry {
namespace {

Result<std::int64_t> seriesId(storage::Connection& db, const std::string& name) {
    TRY(const auto known, db.queryInteger("SELECT id FROM metric_names WHERE name=?1", name));
    if (known)
        return *known;
    TRY_VOID(db.run("INSERT INTO metric_names(name) VALUES(?1)", name));
    return db.lastInsertedKey();
}

bool isCount(std::string_view series) {
    return series == "tokens" || series == "trained_tokens" || series == "memory_bytes";
}

} // namespace

Json stepEvent(const StepMetrics& metrics) {
    Json event = {{"event", "step"}, {"step", metrics.step}};
    for (const auto& [series, value] : metrics.values)
        event[series] = isCount(series) && std::isfinite(value) ? Json(static_cast<std::int64_t>(value))
                                                                : finiteOrNull(value);
    return event;
}

Status appendMetrics(storage::Connection& db, RunId run, const std::vector<StepMetrics>& steps) {
    if (steps.empty())
        return {};
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Normal));
    {
        std::unordered_map<std::string, std::int64_t> ids;
        TRY(auto insert,
            db.prepare("INSERT OR REPLACE INTO metrics(run, series, step, value) VALUES(?1, ?2, ?3, ?4)"));
        for (const StepMetrics& step : steps)
            for (const auto& [name, value] : step.values) {
                if (!ids.contains(name)) {
                    TRY(const std::int64_t id, seriesId(db, name));
                    ids.emplace(name, id);
                }
                insert.bind(1, run.value);
                insert.bind(2, ids.at(name));
                insert.bind(3, step.step);
                insert.bind(4, std::isfinite(value) ? std::optional(value) : std::nullopt);
                TRY_VOID(insert.run());
            }
    }
    TRY_VOID(project::bumpTopic(db, kMetricsTopic));
    return transaction.commit();
}

Result<std::vector<Point>> readSeries(storage::Connection& db, RunId run, std::string_view series,
                                      std::int64_t afterStep) {
    TRY(auto rows, db.prepare("SELECT step, value FROM metrics WHERE run=?1 AND series=(SELECT id FROM "
                              "metric_names WHERE name=?2) "
                              "AND step>?3 ORDER BY step"));
    rows.bindAll(run.value, series, afterStep);
    return storage::collectRows(rows, [](storage::Statement& row) -> Result<Point> {
        return Point{row.integer(0), row.isNull(1) ? std::numeric_limits<double>::quiet_NaN() : row.real(1)};
    });
}

Result<std::vector<std::string>> seriesNames(storage::Connection& db, RunId run) {
    TRY(auto rows, db.prepare("SELECT name FROM metric_names n WHERE EXISTS(SELECT 1 FROM metrics WHERE "
                              "run=?1 AND series=n.id) ORDER BY id"));
    rows.bindAll(run.value);
    return storage::collectRows(
        rows, [](storage::Statement& row) -> Result<std::string> { return std::string(row.text(0)); });
}

Status putSamples(storage::Connection& db, RunId run, std::int64_t step, const std::vector<Sample>& samples) {
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Normal));
    std::int64_t position = 0;
    for (const Sample& sample : samples)
        TRY_VOID(db.run("INSERT OR REPLACE INTO samples(run, step, position, prompt, reference, output) "
                        "VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
                        run.value, step, position++, sample.prompt, sample.reference, sample.output));
    TRY_VOID(project::bumpTopic(db, kMetricsTopic));
    return transaction.commit();
}

Result<std::vector<Sample>> readSamples(storage::Connection& db, RunId run) {
    TRY(auto rows,
        db.prepare(
            "SELECT step, prompt, reference, output FROM samples WHERE run=?1 ORDER BY step, position"));
    rows.bindAll(run.value);
    return storage::collectRows(rows, [](storage::Statement& row) -> Result<Sample> {
        return Sample{row.integer(0), std::string(row.text(1)), std::string(row.text(2)),
                      std::string(row.text(3))};
    });
}

Status deleteAfter(storage::Connection& db, RunId run, std::int64_t step) {
    TRY_VOID(db.run("DELETE FROM metrics WHERE run=?1 AND step>?2", run.value, step));
    TRY_VOID(db.run("DELETE FROM samples WHERE run=?1 AND step>?2", run.value, step));
    return project::bumpTopic(db, kMetricsTopic);
}

} // namespace luthier::registry
