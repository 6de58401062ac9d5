#include "series.h"

#include "part.h"

#include <base/json_numbers.h>
#include <project/topics.h>
#include <storage/transaction.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace luthier::registry {
namespace {

Result<std::int64_t> seriesId(storage::Connection& db, const std::string& name) {
    TRY(const auto known, db.queryInteger("SELECT id FROM metric_names WHERE name=?1", name));
    if (known)
        return *known;
    TRY_VOID(db.run("INSERT INTO metric_names(name) VALUES(?1)", name));
    return db.lastInsertedKey();
}

struct Column {
    std::string_view name;
    double StepMetrics::*value;
    bool isCount = false;
};

/// The columns of table `steps` behind run and step, in this order.
constexpr std::array kColumns = {
    Column{"epoch", &StepMetrics::epoch},
    Column{"loss", &StepMetrics::loss},
    Column{"learning_rate", &StepMetrics::learningRate},
    Column{"grad_norm", &StepMetrics::gradNorm},
    Column{"tokens", &StepMetrics::tokens, true},
    Column{"trained_tokens", &StepMetrics::trainedTokens, true},
    Column{"tokens_per_second", &StepMetrics::tokensPerSecond},
    Column{"memory_bytes", &StepMetrics::memoryBytes, true},
};

const Column* columnNamed(std::string_view name) {
    const auto found = std::find_if(kColumns.begin(), kColumns.end(),
                                    [&](const Column& column) { return column.name == name; });
    return found == kColumns.end() ? nullptr : &*found;
}

std::string columnNames() {
    std::string names;
    for (const Column& column : kColumns)
        names.append(", ").append(column.name);
    return names;
}

std::optional<double> finiteOrNothing(double value) {
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

double realOrNaN(const storage::Statement& row, int column) {
    return row.isNull(column) ? kNotMeasured : row.real(column);
}

Status insertSteps(storage::Connection& db, RunId run, const std::vector<StepMetrics>& steps) {
    static const std::string sql = [] {
        std::string values = "?1, ?2";
        for (std::size_t i = 0; i < kColumns.size(); ++i)
            values += ", ?" + std::to_string(i + 3);
        return "INSERT OR REPLACE INTO steps(run, step" + columnNames() + ") VALUES(" + values + ")";
    }();
    TRY(auto insert, db.prepare(sql));
    for (const StepMetrics& step : steps) {
        insert.bind(1, run.value);
        insert.bind(2, step.step);
        int parameter = 3;
        for (const Column& column : kColumns)
            insert.bind(parameter++, finiteOrNothing(step.*column.value));
        TRY_VOID(insert.run());
    }
    return {};
}

Status insertNamed(storage::Connection& db, RunId run, const std::vector<NamedMetric>& named) {
    TRY(auto insert,
        db.prepare("INSERT OR REPLACE INTO metrics(run, series, step, value) VALUES(?1, ?2, ?3, ?4)"));
    for (const NamedMetric& metric : named) {
        TRY(const std::int64_t series, seriesId(db, metric.series));
        insert.bindAll(run.value, series, metric.step, finiteOrNothing(metric.value));
        TRY_VOID(insert.run());
    }
    return {};
}

} // namespace

Json stepEvent(const StepMetrics& metrics) {
    Json event = {{"event", "step"}, {"step", metrics.step}};
    for (const Column& column : kColumns) {
        const double value = metrics.*column.value;
        event[std::string(column.name)] = column.isCount && std::isfinite(value)
                                              ? Json(static_cast<std::int64_t>(value))
                                              : finiteOrNull(value);
    }
    return event;
}

Json metricsToJson(const Metrics& metrics) {
    Json steps = Json::array();
    for (const StepMetrics& step : metrics.steps)
        steps.push_back(stepEvent(step));
    Json named = Json::array();
    for (const NamedMetric& metric : metrics.named)
        named.push_back(
            {{"step", metric.step}, {"series", metric.series}, {"value", finiteOrNull(metric.value)}});
    return {{"steps", std::move(steps)}, {"named", std::move(named)}};
}

Result<Metrics> metricsFromJson(const Json& document) {
    Metrics metrics;
    if (const Json* steps = member(document, "steps"); steps && steps->is_array())
        for (const Json& event : *steps) {
            StepMetrics& step = metrics.steps.emplace_back();
            TRY(step.step, integerAt(event, "step"));
            for (const Column& column : kColumns) {
                TRY(step.*column.value, numberAt(event, column.name, kNotMeasured));
            }
        }
    if (const Json* named = member(document, "named"); named && named->is_array())
        for (const Json& entry : *named) {
            NamedMetric& metric = metrics.named.emplace_back();
            TRY(metric.step, integerAt(entry, "step"));
            TRY(metric.series, stringAt(entry, "series"));
            TRY(metric.value, numberAt(entry, "value", kNotMeasured));
        }
    return metrics;
}

Status appendMetrics(storage::Connection& db, RunId run, const std::vector<StepMetrics>& steps,
                     const std::vector<NamedMetric>& named) {
    if (steps.empty() && named.empty())
        return {};
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Normal));
    TRY_VOID(insertSteps(db, run, steps));
    TRY_VOID(insertNamed(db, run, named));
    TRY_VOID(project::bumpTopic(db, kMetricsTopic));
    return transaction.commit();
}

Result<std::vector<StepMetrics>> readSteps(storage::Connection& db, RunId run, std::int64_t afterStep) {
    static const std::string sql =
        "SELECT step" + columnNames() + " FROM steps WHERE run=?1 AND step>?2 ORDER BY step";
    TRY(auto rows, db.prepare(sql));
    rows.bindAll(run.value, afterStep);
    return storage::collectRows(rows, [](storage::Statement& row) -> Result<StepMetrics> {
        StepMetrics step;
        step.step = row.integer(0);
        int at = 1;
        for (const Column& column : kColumns)
            step.*column.value = realOrNaN(row, at++);
        return step;
    });
}

Result<std::vector<Point>> readSeries(storage::Connection& db, RunId run, std::string_view series,
                                      std::int64_t afterStep) {
    const auto pointOf = [](storage::Statement& row) -> Result<Point> {
        return Point{row.integer(0), realOrNaN(row, 1)};
    };
    if (const Column* column = columnNamed(series)) {
        TRY(auto rows, db.prepare("SELECT step, " + std::string(column->name) +
                                  " FROM steps WHERE run=?1 AND step>?2 ORDER BY step"));
        rows.bindAll(run.value, afterStep);
        return storage::collectRows(rows, pointOf);
    }
    TRY(auto rows, db.prepare("SELECT step, value FROM metrics WHERE run=?1 AND series=(SELECT id FROM "
                              "metric_names WHERE name=?2) "
                              "AND step>?3 ORDER BY step"));
    rows.bindAll(run.value, series, afterStep);
    return storage::collectRows(rows, pointOf);
}

Result<std::vector<std::string>> seriesNames(storage::Connection& db, RunId run) {
    std::vector<std::string> names;
    for (const Column& column : kColumns) {
        TRY(const auto measured, db.queryInteger("SELECT EXISTS(SELECT 1 FROM steps WHERE run=?1 AND " +
                                                     std::string(column.name) + " IS NOT NULL)",
                                                 run.value));
        if (measured.value_or(0) != 0)
            names.emplace_back(column.name);
    }
    TRY(auto rows, db.prepare("SELECT name FROM metric_names n WHERE EXISTS(SELECT 1 FROM metrics WHERE "
                              "run=?1 AND series=n.id) ORDER BY id"));
    rows.bindAll(run.value);
    TRY(auto named, storage::collectRows(rows, [](storage::Statement& row) -> Result<std::string> {
            return std::string(row.text(0));
        }));
    names.insert(names.end(), named.begin(), named.end());
    return names;
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

Status resumeAfter(storage::Connection& db, RunId run, std::int64_t step, const Metrics& metrics,
                   const Json& notices) {
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    TRY_VOID(db.run("UPDATE runs SET summary=json_patch(summary, ?1) WHERE id=?2",
                    dumpJson({{"notices", notices}}), run.value));
    TRY_VOID(db.run("DELETE FROM steps WHERE run=?1 AND step>?2", run.value, step));
    TRY_VOID(db.run("DELETE FROM metrics WHERE run=?1 AND step>?2", run.value, step));
    TRY_VOID(db.run("DELETE FROM samples WHERE run=?1 AND step>?2", run.value, step));
    TRY_VOID(insertSteps(db, run, metrics.steps));
    TRY_VOID(insertNamed(db, run, metrics.named));
    TRY_VOID(project::bumpTopic(db, kRunsTopic));
    TRY_VOID(project::bumpTopic(db, kMetricsTopic));
    return transaction.commit();
}

} // namespace luthier::registry
