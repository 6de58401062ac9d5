#include "compare_presenter.h"

#include <dataset/part.h>
#include <jobs/control.h>

#include <algorithm>
#include <limits>

namespace luthier::compare {

ComparePresenter::ComparePresenter(bridge::Bridge& bridge, bridge::JobsWatch& jobs, bridge::RunsWatch& runs,
                                   QString engine)
    : m_bridge(bridge)
    , m_jobs(jobs)
    , m_allRuns(runs)
    , m_engine(std::move(engine)) {
    connect(&bridge, &bridge::Bridge::opened, this, [this] {
        m_run.clear();
        m_newest.clear();
        m_runs.clear();
        takeHistory({});
        m_job.reset();
        m_started.reset();
        Q_EMIT projectChanged();
        readSources();
    });
    connect(&bridge, &bridge::Bridge::topicChanged, this, [this](const QString& topic) {
        const std::string name = topic.toStdString();
        if (name == dataset::kDatasetsTopic || name == dataset::kRowsTopic)
            readSources();
    });
    connect(&runs, &bridge::RunsWatch::changed, this, &ComparePresenter::takeRuns);
    connect(&runs, &bridge::RunsWatch::failed, this, &ComparePresenter::failed);
    connect(&jobs, &bridge::JobsWatch::changed, this, &ComparePresenter::takeJobs);
}

const bridge::FinishedRun* ComparePresenter::run() const {
    const auto found = std::ranges::find(m_runs, m_run, &bridge::FinishedRun::number);
    return found == m_runs.end() ? nullptr : &*found;
}

bool ComparePresenter::keepsRowsApart() const {
    const bridge::FinishedRun* shown = run();
    return shown && (shown->validated || std::ranges::any_of(m_sources, [&](const bridge::RowSource& source) {
                         return source.dataset == shown->dataset &&
                                source.splits.contains(QStringLiteral("test"));
                     }));
}

const registry::Evaluation* ComparePresenter::evaluation() const {
    const auto found = std::ranges::find(m_history, m_evaluation, &registry::Evaluation::id);
    return found == m_history.end() ? nullptr : &*found;
}

void ComparePresenter::takeRuns() {
    if (!m_bridge.project())
        return;
    m_runs = bridge::finishedRuns(m_allRuns.present(), m_bridge.project()->folder);
    std::erase_if(m_runs, [](const auto& run) { return run.making == bridge::Making::Scores; });
    const QString newest = m_runs.empty() ? QString() : m_runs.front().number;
    // A run that has ended since is what its maker comes for; nobody's eyes are led away from another one.
    const bool ended = std::exchange(m_newest, newest) != newest && m_watching == bridge::Watching::No;
    if (!run() || ended)
        show(newest);
    else
        show(m_run);
}

void ComparePresenter::show(const QString& number) {
    if (number != m_run) {
        m_run = number;
        takeHistory({});
        m_job.reset();
    }
    Q_EMIT runsChanged();
    readHistory();
    takeJobs();
}

void ComparePresenter::readSources() {
    m_bridge.read(
        bridge::Reader::Slow, m_sourcesRequest,
        [](storage::Connection& database, const StopToken&) { return bridge::rowSources(database); },
        [this](Result<std::vector<bridge::RowSource>> answer) {
            if (answer)
                m_sources = std::move(*answer);
            else
                Q_EMIT failed(answer.error());
        });
}

void ComparePresenter::chooseRun(const QString& number) {
    if (number != m_run)
        show(number);
}

void ComparePresenter::readHistory() {
    const auto* chosen = run();
    if (!chosen) {
        takeHistory({});
        return;
    }
    m_bridge.read(
        bridge::Reader::Paging, m_historyRequest,
        [id = chosen->id](storage::Connection& database, const StopToken&) {
            return registry::listEvaluations(database, id);
        },
        [this](Result<std::vector<registry::Evaluation>> answer) {
            if (answer)
                takeHistory(std::move(*answer));
            else
                Q_EMIT failed(answer.error());
        });
}

void ComparePresenter::takeHistory(std::vector<registry::Evaluation> all) {
    std::erase_if(all, [](const auto& evaluation) {
        return evaluation.kind != "compare" && evaluation.kind != "quick_look";
    });
    std::ranges::reverse(all);
    const bool grown = all.size() > m_history.size();
    const qint64 before = m_evaluation;
    m_history = std::move(all);
    // A comparison that has just come is the one to look at.
    if (grown || !evaluation())
        m_evaluation = m_history.empty() ? 0 : m_history.front().id;
    Q_EMIT historyChanged();
    if (m_evaluation != before)
        readRows();
}

void ComparePresenter::chooseEvaluation(qint64 id) {
    if (id == m_evaluation)
        return;
    m_evaluation = id;
    Q_EMIT historyChanged();
    readRows();
}

void ComparePresenter::readRows() {
    m_rows = {};
    m_filter.reset();
    m_likeness.clear();
    m_likenessRequest.cancel();
    m_criterion = {};
    judge();
    const auto* chosen = run();
    const auto* shownEvaluation = evaluation();
    if (!chosen || !shownEvaluation)
        return;
    const std::filesystem::path folder =
        std::filesystem::path(chosen->folder.toStdString()) / shownEvaluation->folder;
    m_bridge.run(
        m_rowsRequest, [folder](const StopToken& stop) { return bridge::readComparedRows(folder, stop); },
        [this](Result<bridge::ComparedRows> answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            m_rows = std::move(*answer);
            m_criterion = tellingCriterion(m_rows.rows);
            judge();
        });
}

qint64 ComparePresenter::count(std::optional<bridge::Outcome> outcome) const {
    if (!outcome)
        return static_cast<qint64>(m_rows.rows.size());
    return std::ranges::count(m_outcomes, *outcome);
}

void ComparePresenter::setCriterion(const Criterion& criterion) {
    if (criterion == m_criterion)
        return;
    m_criterion = criterion;
    m_filter.reset();
    if (criterion.kind != Criterion::Kind::Similar || m_likeness.size() == m_rows.rows.size()) {
        judge();
        return;
    }
    m_bridge.run(
        m_likenessRequest, [rows = m_rows.rows](const StopToken& stop) { return likenessOf(rows, stop); },
        [this](Result<std::vector<Likeness>> answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            m_likeness = std::move(*answer);
            judge();
        });
}

void ComparePresenter::setOrder(RowOrder order) {
    m_order = order;
    applyFilter();
}

void ComparePresenter::judge() {
    m_outcomes.clear();
    for (std::size_t i = 0; i < m_rows.rows.size(); ++i)
        m_outcomes.push_back(
            judged(m_rows.rows[i], m_criterion, i < m_likeness.size() ? m_likeness[i] : Likeness()));
    applyFilter();
}

void ComparePresenter::setFilter(std::optional<bridge::Outcome> outcome) {
    m_filter = outcome;
    applyFilter();
}

void ComparePresenter::applyFilter() {
    m_shown.clear();
    for (std::size_t i = 0; i < m_rows.rows.size(); ++i)
        if (!m_filter || m_outcomes[i] == *m_filter)
            m_shown.push_back(static_cast<int>(i));
    if (m_order != RowOrder::AsRead)
        // Rows without a loss come last, whichever end is asked for.
        std::ranges::stable_sort(m_shown, {}, [this](int index) {
            const auto change = lossChange(rowAt(index));
            return !change                           ? std::numeric_limits<double>::infinity()
                   : m_order == RowOrder::MostGained ? *change
                                                     : -*change;
        });
    m_place = m_shown.empty() ? -1 : 0;
    Q_EMIT rowsChanged();
    Q_EMIT selectionChanged();
}

const bridge::ComparedRow* ComparePresenter::selected() const {
    return m_place < 0 ? nullptr : &rowAt(m_shown[static_cast<std::size_t>(m_place)]);
}

void ComparePresenter::select(int place) {
    if (place < 0 || place >= static_cast<int>(m_shown.size()))
        return;
    m_place = place;
    Q_EMIT selectionChanged();
}

void ComparePresenter::setDecoding(const Decoding& decoding) {
    m_decoding = decoding;
    Q_EMIT decodingChanged();
}

void ComparePresenter::takeJobs() {
    m_job.reset();
    for (const jobs::JobFacts& job : m_jobs.jobs()) {
        if (job.kind != "compare")
            continue;
        if (bridge::isUnderWay(job.state) && QString::fromStdString(job.run) == m_run)
            m_job = job;
        if (m_started && job.id == *m_started && !bridge::isUnderWay(job.state)) {
            m_started.reset();
            if (const auto reason = bridge::reasonOf(job))
                Q_EMIT failed(*reason);
        }
    }
    Q_EMIT jobChanged();
}

void ComparePresenter::compare(const ComparisonRequest& request) {
    const auto* chosen = run();
    if (!chosen || !isWritable())
        return;
    setDecoding(request.decoding);
    jobs::NewJob job;
    job.kind = "compare";
    job.run = chosen->number.toStdString();
    job.lane = chosen->lane.toStdString();
    job.parameters = toJson(request.decoding);
    if (!request.dataset.isEmpty())
        job.parameters["dataset"] = request.dataset.toStdString();
    if (!request.split.isEmpty())
        job.parameters["split"] = request.split.toStdString();
    if (request.limit > 0)
        job.parameters["limit"] = request.limit;
    m_bridge.write(
        m_startRequest,
        [job, engine = m_engine](project::Project& project, const StopToken&) {
            return bridge::startJob(project, job, engine);
        },
        [this](Result<jobs::JobFacts> answer) {
            if (answer)
                m_started = answer->id;
            else
                Q_EMIT failed(answer.error());
            m_jobs.refresh();
        });
}

void ComparePresenter::stop() {
    if (!m_job)
        return;
    m_bridge.write(
        m_stopRequest,
        [id = m_job->id](project::Project& project, const StopToken&) -> Result<bool> {
            TRY_VOID(jobs::requestStop(project, id));
            return true;
        },
        [this](Result<bool> answer) {
            if (!answer)
                Q_EMIT failed(answer.error());
            m_jobs.refresh();
        });
}

} // namespace luthier::compare
