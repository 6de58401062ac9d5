#include "sweeps.h"

#include "part.h"

#include <project/clock.h>
#include <project/topics.h>
#include <storage/transaction.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace luthier::registry {
namespace {

constexpr std::array<std::string_view, 3> kPrunings = {"none", "median", "halving"};
/// Runs that are compared with, before anything is stopped by their median.
constexpr std::size_t kFewest = 2;
/// Epochs of runs with other batches do not meet exactly.
constexpr double kNearly = 1e-6;

Result<SweepFacts> factsOf(storage::Statement& row) {
    SweepFacts facts;
    facts.id = row.integer(0);
    facts.name = row.text(1);
    TRY(const Json settings, parseJson(row.text(2), {}, "project.db"));
    for (const Json& path : settings)
        if (path.is_string())
            facts.settings.push_back(path.get<std::string>());
    facts.pruning = pruningNamed(row.text(3)).value_or(Pruning::None);
    facts.createdAt = row.text(4);
    return facts;
}

Status addRuns(storage::Connection& db, SweepFacts& facts) {
    TRY(auto rows, db.prepare("SELECT run, values_json FROM sweep_runs WHERE sweep=?1 ORDER BY position"));
    rows.bindAll(facts.id);
    TRY(facts.runs, storage::collectRows(rows, [](storage::Statement& row) -> Result<SweepRun> {
            TRY(Json values, parseJson(row.text(1), {}, "project.db"));
            return SweepRun{RunId{row.integer(0)}, std::move(values)};
        }));
    return {};
}

Result<std::vector<SweepFacts>> sweepsBy(storage::Connection& db, std::string_view where, std::int64_t key) {
    TRY(auto rows, db.prepare("SELECT id, name, settings, pruning, created_at FROM sweeps " +
                              std::string(where) + " ORDER BY id"));
    if (!where.empty())
        rows.bindAll(key);
    TRY(auto sweeps, storage::collectRows(rows, factsOf));
    for (SweepFacts& sweep : sweeps)
        TRY_VOID(addRuns(db, sweep));
    return sweeps;
}

/// The validations of a run up to an epoch, without what was measured before its first step.
struct Course {
    std::optional<double> best;
    double farthest = 0; ///< epochs at its last validation, whenever it was
    std::int64_t validations = 0;
};

Result<Course> courseUpTo(storage::Connection& db, RunId run, double epoch) {
    TRY(auto rows, db.prepare("SELECT m.value, s.epoch FROM metrics m JOIN metric_names n ON n.id=m.series "
                              "JOIN steps s ON s.run=m.run AND s.step=m.step "
                              "WHERE m.run=?1 AND n.name='evaluation.loss' AND m.value IS NOT NULL"));
    rows.bindAll(run.value);
    Course course;
    for (;;) {
        TRY(const bool found, rows.step());
        if (!found)
            return course;
        const double loss = rows.real(0);
        const double at = rows.real(1);
        course.farthest = std::max(course.farthest, at);
        if (at > epoch)
            continue;
        ++course.validations;
        course.best = std::min(course.best.value_or(loss), loss);
    }
}

} // namespace

std::string_view pruningName(Pruning pruning) {
    return kPrunings[static_cast<std::size_t>(pruning)];
}

std::optional<Pruning> pruningNamed(std::string_view name) {
    const auto found = std::find(kPrunings.begin(), kPrunings.end(), name);
    if (found == kPrunings.end())
        return std::nullopt;
    return static_cast<Pruning>(found - kPrunings.begin());
}

Result<SweepFacts> createSweep(project::Project& project, const SweepFacts& sweep) {
    TRY_VOID(project.requireWritable());
    storage::Connection& db = project.database();
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    TRY_VOID(db.run("INSERT INTO sweeps(name, settings, pruning, created_at) VALUES(?1, ?2, ?3, ?4)",
                    sweep.name, dumpJson(Json(sweep.settings)), pruningName(sweep.pruning),
                    project::currentTime()));
    SweepFacts made = sweep;
    made.id = db.lastInsertedKey();
    for (std::size_t i = 0; i < sweep.runs.size(); ++i)
        TRY_VOID(db.run("INSERT INTO sweep_runs(sweep, position, run, values_json) VALUES(?1, ?2, ?3, ?4)",
                        made.id, static_cast<std::int64_t>(i), sweep.runs[i].run.value,
                        dumpJson(sweep.runs[i].values)));
    TRY_VOID(project::bumpTopic(db, kRunsTopic));
    TRY_VOID(transaction.commit());
    return made;
}

Result<std::vector<SweepFacts>> listSweeps(storage::Connection& db) {
    return sweepsBy(db, "", 0);
}

Result<SweepFacts> findSweep(storage::Connection& db, std::string_view number) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), id);
    if (error == std::errc() && end == number.data() + number.size()) {
        TRY(auto found, sweepsBy(db, "WHERE id=?1", id));
        if (!found.empty())
            return std::move(found.front());
    }
    return usageError("sweep.not_found").with("sweep", number);
}

Result<std::optional<SweepFacts>> sweepOf(storage::Connection& db, RunId run) {
    TRY(auto found, sweepsBy(db, "WHERE id IN (SELECT sweep FROM sweep_runs WHERE run=?1)", run.value));
    return found.empty() ? std::optional<SweepFacts>() : std::optional(std::move(found.front()));
}

std::optional<double> lossOf(const RunFacts& run) {
    for (const char* name : {"best_loss", "loss"})
        if (const Json* loss = member(run.summary, name); loss && loss->is_number())
            return loss->get<double>();
    return std::nullopt;
}

Result<std::vector<Standing>> standingsOf(storage::Connection& db, const SweepFacts& sweep) {
    std::vector<Standing> standings;
    for (const SweepRun& one : sweep.runs) {
        TRY(auto run, runById(db, one.run));
        if (run.removed)
            continue;
        const auto loss = lossOf(run);
        standings.push_back({std::move(run), one.values, loss});
    }
    std::stable_sort(standings.begin(), standings.end(), [](const Standing& a, const Standing& b) {
        return a.loss && (!b.loss || *a.loss < *b.loss);
    });
    return standings;
}

std::optional<Behind> behindOthers(Pruning pruning, std::vector<double> others, std::int64_t validations,
                                   double loss) {
    std::sort(others.begin(), others.end());
    const std::size_t count = others.size();
    if (pruning == Pruning::Median && count >= kFewest) {
        const double middle =
            count % 2 == 1 ? others[count / 2] : (others[count / 2 - 1] + others[count / 2]) / 2;
        if (!(loss <= middle))
            return Behind{loss, middle};
    }
    const bool isRung = validations > 0 && (validations & (validations - 1)) == 0;
    if (pruning == Pruning::Halving && isRung && count > 0) {
        const std::size_t survivors = (count + 2) / 2; // the better half of all, this run among them
        const auto better = static_cast<std::size_t>(
            std::count_if(others.begin(), others.end(), [&](double other) { return !(loss <= other); }));
        if (better >= survivors)
            return Behind{loss, others[survivors - 1]};
    }
    return std::nullopt;
}

Result<std::optional<Behind>> fallsBehind(storage::Connection& db, RunId run, double epoch, double loss) {
    TRY(const auto sweep, sweepOf(db, run));
    if (!sweep || sweep->pruning == Pruning::None)
        return std::optional<Behind>();
    std::vector<double> others;
    for (const SweepRun& other : sweep->runs) {
        if (other.run == run)
            continue;
        TRY(const Course course, courseUpTo(db, other.run, epoch + kNearly));
        if (course.best && course.farthest + kNearly >= epoch)
            others.push_back(*course.best);
    }
    TRY(const Course own, courseUpTo(db, run, epoch - kNearly));
    return behindOthers(sweep->pruning, std::move(others), own.validations + 1,
                        std::isnan(loss) ? loss : std::min(own.best.value_or(loss), loss));
}

} // namespace luthier::registry
