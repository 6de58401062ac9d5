#include "run_watching.h"

#include <base/json_numbers.h>
#include <command_line/table.h>
#include <jobs/control.h>
#include <jobs/supervisor.h>
#include <registry/registry.h>
#include <registry/series.h>
#include <storage/transaction.h>

#include <condition_variable>
#include <map>
#include <mutex>

namespace luthier::engine_program {

using command_line::Session;

namespace {

std::string messageOf(const Session& session, const jobs::JobFacts& job) {
    if (!job.message.contains("code"))
        return {};
    return session.texts().sentence(job.message["code"].get<std::string>(),
                                    command_line::parametersOf(member(job.message, "parameters")));
}

/// Reads what is new in the project and prints it.
class Watcher {
public:
    Watcher(Session& session, project::Project& project, project::UserState& user, JobId id)
        : m_session(session)
        , m_project(project)
        , m_user(user)
        , m_id(id) {}

    Result<int> run() {
        const StopToken stop = m_session.stopToken();
        for (;;) {
            if (stop.stop_requested() && !m_asked) {
                // A job that has just ended cannot be paused any more, which is fine; a busy database is
                // asked again.
                const Status asked = jobs::requestPause(m_project, m_id);
                m_asked = asked || !storage::isBusy(asked.error());
            }
            TRY(const auto job, jobs::jobById(m_project.database(), m_id));
            TRY_VOID(show(job));
            if (jobs::isFinished(job.state) || jobs::isHeld(job.state))
                return end(job);
            if (++m_rounds % 20 == 0) {
                TRY_VOID(jobs::markLostJobs(m_project));
                TRY_VOID(jobs::startWaitingJobs(m_project, m_user, jobs::programsBesideThisOne()));
            }
            pause();
        }
    }

private:
    static void pause() {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable never;
        never.wait_for(lock, std::chrono::milliseconds(150), [] { return false; });
    }

    void event(const Json& document) {
        if (m_session.wantsJson())
            m_session.printJson(document);
    }

    Status show(const jobs::JobFacts& job) {
        const std::string stage = job.state == jobs::JobState::Queued ? "queued" : job.stage;
        if (stage != m_stage && !stage.empty()) {
            m_stage = stage;
            event({{"event", "stage"}, {"name", stage}, {"done", job.step}, {"total", job.steps}});
        }
        if (!m_session.wantsJson() && job.steps > 0)
            m_session.progress().report({stage, job.step, job.steps});
        if (job.kind != "train")
            return {};
        TRY(const auto run, registry::findRun(m_project.database(), job.run));
        showNotices(run);
        TRY_VOID(showSteps(run));
        TRY_VOID(showEvaluations(run));
        return showCheckpoint(run);
    }

    /// What the run wants known: {code, parameters} each.
    void showNotices(const registry::RunFacts& run) {
        const Json* notices = member(run.summary, "notices");
        for (; notices && m_notices < notices->size(); ++m_notices) {
            const Error notice = errorFromJson((*notices)[m_notices], "job.unexpected");
            const std::string message = m_session.texts().message(notice);
            event({{"event", "notice"}, {"code", notice.code()}, {"message", message}});
            if (!m_session.wantsJson())
                m_session.printLine(message);
        }
    }

    Status showSteps(const registry::RunFacts& run) {
        if (!m_session.wantsJson())
            return {};
        TRY(const auto steps, registry::readSteps(m_project.database(), run.id, m_lastStep));
        std::map<std::int64_t, Json> rewards; // of runs that compare two answers
        for (const char* name : {"chosen", "rejected", "margins", "accuracies"}) {
            TRY(const auto points, registry::readSeries(m_project.database(), run.id,
                                                        std::string("rewards.") + name, m_lastStep));
            for (const registry::Point& point : points)
                rewards[point.step][name] = finiteOrNull(point.value);
        }
        for (const registry::StepMetrics& step : steps) {
            Json made = registry::stepEvent(step);
            if (const auto found = rewards.find(step.step); found != rewards.end())
                made["rewards"] = found->second;
            event(std::move(made));
            m_lastStep = step.step;
        }
        return {};
    }

    Status showEvaluations(const registry::RunFacts& run) {
        TRY(const auto points,
            registry::readSeries(m_project.database(), run.id, "evaluation.loss", m_lastEvaluation));
        if (points.empty() || !m_session.wantsJson())
            return {};
        TRY(const auto samples, registry::readSamples(m_project.database(), run.id));
        for (const registry::Point& point : points) {
            Json list = Json::array();
            for (const registry::Sample& sample : samples)
                if (sample.step == point.step)
                    list.push_back({{"prompt", sample.prompt},
                                    {"reference", sample.reference},
                                    {"output", sample.output}});
            event({{"event", "evaluation"},
                   {"step", point.step},
                   {"loss", finiteOrNull(point.value)},
                   {"metrics", Json::object()},
                   {"samples", std::move(list)}});
            m_lastEvaluation = point.step;
        }
        return {};
    }

    Status showCheckpoint(const registry::RunFacts& run) {
        const std::int64_t step = run.summary.value("checkpoint_step", std::int64_t{-1});
        if (step <= m_lastCheckpoint)
            return {};
        m_lastCheckpoint = step;
        event({{"event", "checkpoint"},
               {"step", step},
               {"path", "runs/" + run.number + "/" + run.summary.value("checkpoint", "")}});
        return {};
    }

    Status addResult(const jobs::JobFacts& job, Json& document) {
        TRY(const auto run, registry::findRun(m_project.database(), job.run));
        for (const char* key : {"steps", "best_step", "loss"})
            if (run.summary.contains(key))
                document[key] = run.summary[key];
        for (const char* key : {"adapter", "model"})
            if (run.summary.contains(key))
                document[key] = "runs/" + run.number + "/" + run.summary[key].get<std::string>();
        if (const Json* rows = member(run.lineage, "train"))
            document["rows"] = *rows;
        if (const Json* look = member(run.summary, "quick_look"))
            for (const char* key : {"rows", "fixed", "broken", "both_right", "both_wrong", "evaluation"})
                if (const Json* value = member(*look, key))
                    document["quick_look"][key] = *value;
        return {};
    }

    /// What a comparison or a merge has come to, once it is done.
    Status addEvaluation(const jobs::JobFacts& job, Json& document) {
        if (job.state != jobs::JobState::Done && job.state != jobs::JobState::Stopped)
            return {};
        TRY(const auto run, registry::findRun(m_project.database(), job.run));
        TRY(const auto evaluations, registry::listEvaluations(m_project.database(), run.id));
        if (!evaluations.empty() && evaluations.back().kind == job.kind &&
            evaluations.back().createdAt >= job.startedAt)
            document["summary"] = evaluations.back().summary;
        return {};
    }

    /// ", quick look at 20 rows: 7 fixed, 1 broken".
    static std::string quickLookText(const Json& document) {
        const Json* look = member(document, "quick_look");
        return !look ? ""
                     : ", quick look at " + dumpJson(look->value("rows", Json(0))) +
                           " rows: " + dumpJson(look->value("fixed", Json(0))) + " fixed, " +
                           dumpJson(look->value("broken", Json(0))) + " broken";
    }

    Result<int> end(const jobs::JobFacts& job) {
        Json document = {{"event", "done"}, {"run", job.run}, {"state", jobs::stateName(job.state)}};
        if (!job.run.empty())
            TRY_VOID(job.kind == "train" ? addResult(job, document) : addEvaluation(job, document));
        event(document);
        const std::string message = messageOf(m_session, job);
        if (job.state == jobs::JobState::Failed || job.state == jobs::JobState::Lost)
            return errorFromJson(job.message, "job.lost");
        if (!m_session.wantsJson()) {
            TRY(const auto rows, examples::rowCountsFromJson(document.value("rows", Json::object())));
            m_session.printLine(
                "run " + job.run + ": " + std::string(jobs::stateName(job.state)) +
                (document.contains("steps") ? ", " + dumpJson(document["steps"]) + " steps" : "") +
                (document.contains("loss") ? ", loss " + command_line::numberText(document["loss"]) : "") +
                (rows.rows > 0 ? ", " + rowsText(rows) : "") + quickLookText(document));
        }
        return job.state == jobs::JobState::Paused ? static_cast<int>(ErrorKind::Interrupted) : 0;
    }

    Session& m_session;
    project::Project& m_project;
    project::UserState& m_user;
    JobId m_id;
    bool m_asked = false;
    std::string m_stage;
    std::int64_t m_lastStep = 0;
    std::int64_t m_lastEvaluation = -1; // one may stand before the first step
    std::size_t m_notices = 0;
    std::int64_t m_lastCheckpoint = -1;
    int m_rounds = 0;
};

} // namespace

Result<int> watchJob(Session& session, project::Project& project, project::UserState& user, JobId id) {
    return Watcher(session, project, user, id).run();
}

std::string rowsText(const examples::RowCounts& rows) {
    return command_line::grouped(rows.trained) + " rows trained" +
           (rows.cut > 0 ? " (" + command_line::grouped(rows.cut) + " of them cut)" : "") + ", " +
           command_line::grouped(rows.leftOut()) + " left out" +
           (rows.leftOut() > 0 ? ": " + texts::Texts::of(texts::Language::English)
                                            .sentence("rows.reasons", {{"reasons", rows.reasons()}})
                               : "");
}

Json jobToJson(const Session& session, const jobs::JobFacts& job) {
    const std::string message = messageOf(session, job);
    return {{"id", job.id.value},
            {"run", job.run.empty() ? Json(nullptr) : Json(job.run)},
            {"kind", job.kind},
            {"state", jobs::stateName(job.state)},
            {"step", job.step},
            {"steps", job.steps},
            {"eta_seconds", job.etaSeconds ? Json(*job.etaSeconds) : Json(nullptr)},
            {"message", message.empty() ? Json(nullptr) : Json(message)},
            {"lane", job.lane},
            {"stage", job.stage},
            {"heartbeat_at", job.heartbeatAt.empty() ? Json(nullptr) : Json(job.heartbeatAt)},
            {"peak_bytes", job.peakBytes ? Json(*job.peakBytes) : Json(nullptr)}};
}

} // namespace luthier::engine_program
