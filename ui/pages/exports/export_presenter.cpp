#include "export_presenter.h"

#include <bridge/json_values.h>
#include <bridge/kept_exports.h>
#include <dataset/data_files.h>
#include <dataset/part.h>
#include <jobs/control.h>
#include <registry/registry.h>
#include <registry/series.h>

#include <QDateTime>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace luthier::exports {
namespace {

Written mergedFrom(const QString& run, const registry::Evaluation& evaluation) {
    Written made;
    made.kind = Kind::Merged;
    made.from = run;
    made.out = bridge::textIn(evaluation.summary, "out");
    made.bytes = bridge::countIn(evaluation.summary, "bytes");
    made.logitDifference = bridge::numberIn(evaluation.summary, "max_abs_logit_difference");
    made.largestLogit = bridge::numberIn(evaluation.summary, "max_abs_logit");
    made.when = QString::fromStdString(evaluation.createdAt);
    return made;
}

Result<std::vector<Written>> mergedModels(storage::Connection& database) {
    std::vector<Written> all;
    TRY(const auto merges, registry::listEvaluations(database, "merge"));
    for (const auto& [run, evaluation] : merges)
        all.push_back(mergedFrom(QString::fromStdString(run), evaluation));
    return all;
}

bridge::KeptExport keptOf(const Written& made) {
    const char* kind = made.kind == Kind::Dataset ? "data" : made.kind == Kind::Card ? "card" : "adapter";
    return {QString::fromLatin1(kind), made.from, made.out, made.bytes, made.rows, made.sha256, made.when};
}

Written writtenFrom(const bridge::KeptExport& kept) {
    Written made;
    made.kind = kept.kind == QStringLiteral("data")   ? Kind::Dataset
                : kept.kind == QStringLiteral("card") ? Kind::Card
                                                      : Kind::Adapter;
    made.from = kept.from;
    made.out = kept.out;
    made.bytes = kept.bytes;
    made.rows = kept.rows;
    made.sha256 = kept.sha256;
    made.when = kept.when;
    return made;
}

/// Merged models and what the project keeps of other exports.
Result<std::vector<Written>> writtenIn(storage::Connection& database) {
    TRY(auto all, mergedModels(database));
    TRY(const auto kept, bridge::keptExports(database));
    for (const bridge::KeptExport& each : kept)
        all.push_back(writtenFrom(each));
    return all;
}

const char* methodOf(Kind kind) {
    return kind == Kind::Dataset ? "data.export" : kind == Kind::Card ? "export.card" : "export.adapter";
}

dataset::FileContent contentOf(const ExportRequest& request, const dataset::DatasetFacts& facts) {
    if (request.format.isEmpty())
        return dataset::contentOf(facts);
    return request.format == QStringLiteral("csv")    ? dataset::FileContent::Table
           : request.format == QStringLiteral("text") ? dataset::FileContent::Text
                                                      : dataset::FileContent::Records;
}

} // namespace

ExportPresenter::ExportPresenter(bridge::Bridge& bridge, bridge::JobsWatch& jobs, bridge::RunsWatch& runs,
                                 const QString& engine)
    : m_bridge(bridge)
    , m_jobs(jobs)
    , m_allRuns(runs)
    , m_program(engine)
    , m_engine(engine) {
    connect(&bridge, &bridge::Bridge::opened, this, [this] {
        m_own.clear();
        m_job.reset();
        m_busy.clear();
        Q_EMIT stateChanged();
        m_runs.clear();
        readSources();
    });
    connect(&bridge, &bridge::Bridge::topicChanged, this, [this](const QString& topic) {
        const std::string name = topic.toStdString();
        if (name == dataset::kDatasetsTopic || name == dataset::kRowsTopic)
            readSources();
    });
    connect(&runs, &bridge::RunsWatch::changed, this, &ExportPresenter::takeRuns);
    connect(&runs, &bridge::RunsWatch::failed, this, &ExportPresenter::failed);
    connect(&jobs, &bridge::JobsWatch::changed, this, &ExportPresenter::takeJobs);
}

const bridge::FinishedRun* ExportPresenter::run(const QString& number) const {
    const auto found = std::ranges::find(m_runs, number, &bridge::FinishedRun::number);
    return found == m_runs.end() ? nullptr : &*found;
}

void ExportPresenter::takeRuns() {
    if (!m_bridge.project())
        return;
    m_runs = bridge::finishedRuns(m_allRuns.present(), m_bridge.project()->folder);
    Q_EMIT choicesChanged();
    readMerged();
}

void ExportPresenter::readSources() {
    m_bridge.read(
        bridge::Reader::Slow, m_sourcesRequest,
        [](storage::Connection& database, const StopToken&) { return bridge::rowSources(database); },
        [this](Result<std::vector<bridge::RowSource>> answer) {
            if (answer)
                m_sources = std::move(*answer);
            else
                Q_EMIT failed(answer.error());
            Q_EMIT choicesChanged();
        });
}

void ExportPresenter::readMerged() {
    m_bridge.read(
        bridge::Reader::Slow, m_mergedRequest,
        [](storage::Connection& database, const StopToken&) { return writtenIn(database); },
        [this](Result<std::vector<Written>> answer) {
            m_written = answer ? std::move(*answer) : std::vector<Written>();
            // What is about to be stored, and what a project that is read-only does not keep.
            for (const Written& own : m_own)
                if (std::ranges::none_of(m_written, [&own](const Written& each) {
                        return each.out == own.out && each.when == own.when;
                    }))
                    m_written.push_back(own);
            std::ranges::stable_sort(m_written, std::ranges::greater(), &Written::when);
            Q_EMIT writtenChanged();
        });
}

const dataset::DatasetFacts* ExportPresenter::factsOf(const QString& dataset) const {
    const auto found = std::ranges::find(m_sources, dataset, &bridge::RowSource::dataset);
    return found == m_sources.end() ? nullptr : &found->facts;
}

QString ExportPresenter::endingOf(const ExportRequest& request) const {
    const dataset::DatasetFacts* facts = factsOf(request.dataset);
    if (!facts)
        return {};
    return QString::fromStdString(request.format.isEmpty() ? dataset::endingOf(*facts)
                                                           : dataset::endingOf(contentOf(request, *facts)));
}

bool ExportPresenter::contradictsName(const ExportRequest& request) const {
    const dataset::DatasetFacts* facts = factsOf(request.dataset);
    return request.kind == Kind::Dataset && facts &&
           dataset::contradictsName(contentOf(request, *facts), request.out.toStdString());
}

QString ExportPresenter::renamed(const ExportRequest& request) const {
    if (!contradictsName(request))
        return request.out;
    const QFileInfo file(request.out);
    return file.absoluteDir().filePath(file.completeBaseName() + endingOf(request));
}

QString ExportPresenter::suggestion(const ExportRequest& request) const {
    if (!m_bridge.project())
        return {};
    const QFileInfo project(m_bridge.project()->folder);
    QString name = project.completeBaseName() + u'-';
    QString ending;
    switch (request.kind) {
    case Kind::Adapter:
        name += request.run + QStringLiteral("-adapter");
        break;
    case Kind::Merged:
        name += request.run + QStringLiteral("-merged");
        break;
    case Kind::Card:
        name += request.run + QStringLiteral("-card"), ending = QStringLiteral(".md");
        break;
    case Kind::Dataset:
        name += request.dataset + (request.split.isEmpty() ? QString() : u'-' + request.split);
        ending = endingOf(request);
        break;
    }
    name.replace(u'/', u'-');
    const QDir place = project.absoluteDir();
    QString path = place.filePath(name + ending);
    for (int number = 2; QFileInfo::exists(path); ++number)
        path = place.filePath(name + u'-' + QString::number(number) + ending);
    return path;
}

const ExportPresenter::Busy* ExportPresenter::busy(Kind kind) const {
    const auto found = m_busy.find(kind);
    return found == m_busy.end() ? nullptr : &found->second;
}

void ExportPresenter::write(const ExportRequest& request) {
    if (isBusy(request.kind) || !m_bridge.project())
        return;
    m_busy[request.kind] = {request, {}, false};
    if (request.kind == Kind::Merged)
        startMerge(request);
    else
        ask(request);
    Q_EMIT stateChanged();
}

void ExportPresenter::ask(const ExportRequest& request) {
    Json params = {{"project", m_bridge.project()->folder.toStdString()}};
    if (request.kind == Kind::Dataset) {
        params["dataset"] = request.dataset.toStdString();
        params["file"] = request.out.toStdString();
        params["split"] = request.split.toStdString();
        params["format"] = request.format.toStdString();
    } else {
        params["run"] = request.run.toStdString();
        params["out"] = request.out.toStdString();
        params["language"] = request.language.toStdString();
    }
    m_engine.ask(
        m_askRequests[request.kind], QString::fromLatin1(methodOf(request.kind)), std::move(params), 0,
        [this, request](Result<Json> answer) { take(request, answer); },
        [this, kind = request.kind](const bridge::EngineProgress& progress) {
            if (const auto own = m_busy.find(kind); own != m_busy.end())
                own->second.progress = progress;
            Q_EMIT stateChanged();
        });
}

void ExportPresenter::take(const ExportRequest& request, const Result<Json>& answer) {
    end(request.kind);
    if (!answer) {
        if (answer.error().code() != interrupted().code())
            Q_EMIT failed(answer.error());
        return;
    }
    Written made;
    made.kind = request.kind;
    made.from = request.kind == Kind::Dataset ? request.dataset : request.run;
    made.out = request.out;
    made.bytes = integerAt(*answer, "bytes", QFileInfo(request.out).size()).value_or(0);
    made.rows = integerAt(*answer, "rows", 0).value_or(0);
    made.sha256 = bridge::textIn(*answer, "sha256");
    if (const Json* fidelity = member(*answer, "fidelity"); fidelity && request.kind == Kind::Card)
        made.sha256 = bridge::textIn(*fidelity, "sha256");
    made.when = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    if (m_bridge.isWritable())
        m_bridge.write(
            m_keepRequest,
            [kept = keptOf(made)](project::Project& project, const StopToken&) -> Result<bool> {
                TRY_VOID(bridge::keepExport(project, kept));
                return true;
            },
            [this](const Result<bool>& stored) {
                if (!stored)
                    Q_EMIT failed(stored.error());
            });
    m_own.insert(m_own.begin(), made);
    m_written.insert(m_written.begin(), std::move(made));
    Q_EMIT writtenChanged();
}

void ExportPresenter::startMerge(const ExportRequest& request) {
    const auto* merged = run(request.run);
    if (!merged) {
        end(Kind::Merged);
        return;
    }
    jobs::NewJob job;
    job.kind = "merge";
    job.run = request.run.toStdString();
    job.lane = merged->lane.toStdString();
    job.parameters = {{"out", request.out.toStdString()}, {"dtype", request.dtype.toStdString()}};
    m_bridge.write(
        m_startRequest,
        [job, engine = m_program](project::Project& project, const StopToken&) {
            return bridge::startJob(project, job, engine);
        },
        [this](Result<jobs::JobFacts> answer) {
            if (!answer) {
                end(Kind::Merged);
                Q_EMIT failed(answer.error());
                return;
            }
            m_job = answer->id;
            m_jobs.refresh();
        });
}

void ExportPresenter::takeJobs() {
    for (const jobs::JobFacts& job : m_jobs.jobs()) {
        if (job.kind != "merge")
            continue;
        const bool underWay = bridge::isUnderWay(job.state);
        if (!isBusy(Kind::Merged) && underWay) {
            // One that an earlier window started.
            ExportRequest request;
            request.kind = Kind::Merged;
            request.run = QString::fromStdString(job.run);
            request.out = bridge::textIn(job.parameters, "out");
            m_busy[Kind::Merged].request = request;
            m_job = job.id;
        }
        if (!m_job || job.id != *m_job)
            continue;
        if (underWay) {
            Busy& merge = m_busy[Kind::Merged];
            merge.waits = job.state == jobs::JobState::Queued;
            merge.progress = {QString::fromStdString(job.stage), job.step, job.steps};
            Q_EMIT stateChanged();
            continue;
        }
        m_job.reset();
        end(Kind::Merged);
        if (const auto reason = bridge::reasonOf(job))
            Q_EMIT failed(*reason);
        readMerged();
    }
}

void ExportPresenter::cancel(Kind kind) {
    if (!isBusy(kind))
        return;
    if (kind != Kind::Merged) {
        m_engine.cancel(m_askRequests[kind]);
        return;
    }
    if (!m_job)
        return; // not in the queue yet
    m_bridge.write(
        m_stopRequest,
        [id = *m_job](project::Project& project, const StopToken&) -> Result<bool> {
            TRY_VOID(jobs::requestStop(project, id));
            return true;
        },
        [this](Result<bool> answer) {
            if (!answer)
                Q_EMIT failed(answer.error());
            m_jobs.refresh();
        });
}

void ExportPresenter::end(Kind kind) {
    m_busy.erase(kind);
    Q_EMIT stateChanged();
}

} // namespace luthier::exports
