#include "train_presenter.h"

#include <base/files.h>
#include <bridge/json_values.h>
#include <registry/part.h>

#include <QByteArray>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace luthier::train {
namespace {

/// Charts change at most twice a second.
constexpr int kPaceMilliseconds = 500;

bool isOpen(const jobs::JobFacts& job) {
    return !jobs::isFinished(job.state);
}

QByteArray figure(double value) {
    return std::isnan(value) ? QByteArray() : QByteArray::number(value, 'g', QLocale::FloatingPointShortest);
}

} // namespace

TrainPresenter::TrainPresenter(bridge::Bridge& bridge, bridge::JobsWatch& jobs, bridge::RunsWatch& runs)
    : m_bridge(bridge)
    , m_jobs(jobs)
    , m_listed(runs) {
    m_pace.setSingleShot(true);
    m_pace.setInterval(kPaceMilliseconds);
    connect(&m_pace, &QTimer::timeout, this, [this] {
        if (m_seriesStale)
            readSeriesSoon();
    });
    connect(&bridge, &bridge::Bridge::opened, this, [this] {
        m_undo.clear();
        m_awaited.clear();
        m_newest.reset();
        m_chosen = false;
        m_followed = false;
        m_letGo = false;
        setCurrent({});
    });
    connect(&bridge, &bridge::Bridge::topicChanged, this, [this](const QString& topic) {
        if (topic.toStdString() == registry::kMetricsTopic)
            readSeriesSoon();
    });
    connect(&jobs, &bridge::JobsWatch::changed, this, [this] {
        follow();
        Q_EMIT jobChanged();
    });
    connect(&jobs, &bridge::JobsWatch::failed, this, &TrainPresenter::failed);
    connect(&runs, &bridge::RunsWatch::changed, this, &TrainPresenter::takeRuns);
    connect(&runs, &bridge::RunsWatch::failed, this, &TrainPresenter::failed);
}

const registry::RunFacts* TrainPresenter::current() const {
    const auto found = std::ranges::find(runs(), m_current, &registry::RunFacts::number);
    return found == runs().end() ? nullptr : &*found;
}

const jobs::JobFacts* TrainPresenter::job() const {
    return m_current.empty() ? nullptr : m_jobs.jobOfRun(m_current);
}

double TrainPresenter::totalSteps() const {
    const jobs::JobFacts* own = job();
    const double reached = m_series.step.empty() ? 0 : m_series.step.back();
    // Preparation and the quick look count rows in the same columns.
    const bool trains = own && own->state != jobs::JobState::Preparing && own->stage != "preparing" &&
                        own->stage != "quick look";
    return std::max(trains ? static_cast<double>(own->steps) : 0, reached);
}

void TrainPresenter::takeRuns() {
    const RunId newest = runs().empty() ? RunId{} : runs().front().id;
    const auto before = std::exchange(m_newest, newest);
    if (!m_awaited.empty() && isListed(m_awaited)) {
        show(QString::fromStdString(std::exchange(m_awaited, {})));
    } else if (before && newest.value > before->value) {
        // A run that has just been made is what its maker wants to see.
        show(QString::fromStdString(runs().front().number));
    }
    follow();
    if (m_seriesStale)
        readSeriesSoon();
    readQuickLook();
    Q_EMIT runsChanged();
}

bool TrainPresenter::isListed(const std::string& number) const {
    return std::ranges::find(runs(), number, &registry::RunFacts::number) != runs().end();
}

/// Until a person chooses, the run that works is shown. Where none has worked since the project was opened,
/// it is the one that waits to be resumed, and without one the newest.
void TrainPresenter::follow() {
    if (m_letGo)
        return;
    const jobs::JobFacts* job = m_jobs.active();
    if (!job && !m_followed)
        job = m_jobs.held();
    const bool follows = !m_chosen && job && isListed(job->run);
    m_followed = m_followed || follows;
    if (follows && job->run != m_current)
        setCurrent(job->run);
    else if (!current() && !runs().empty())
        setCurrent(runs().front().number);
    else if (!current() && !m_current.empty())
        setCurrent({});
}

void TrainPresenter::show(const QString& number) {
    m_chosen = true;
    m_letGo = false;
    // A run that has just been made may not be listed yet, and nothing can be told of it before.
    if (!isListed(number.toStdString()))
        m_awaited = number.toStdString();
    else if (number.toStdString() != m_current)
        setCurrent(number.toStdString());
}

void TrainPresenter::setCurrent(const std::string& number) {
    m_current = number;
    m_series = {};
    m_samples.clear();
    m_seriesRequest.cancel();
    m_samplesRequest.cancel();
    readQuickLook();
    Q_EMIT currentChanged();
    m_pace.stop();
    readSeriesSoon();
}

void TrainPresenter::setWatching(bridge::Watching watching) {
    if (std::exchange(m_watching, watching) == bridge::Watching::No && std::exchange(m_letGo, false)) {
        follow();
        Q_EMIT runsChanged();
    }
    if (watching == bridge::Watching::Yes && m_seriesStale)
        readSeriesSoon();
}

void TrainPresenter::readSeriesSoon() {
    m_seriesStale = true;
    if (m_watching == bridge::Watching::Yes && !m_pace.isActive() && !m_current.empty())
        readSeriesNow();
}

void TrainPresenter::readSeriesNow() {
    const registry::RunFacts* run = current();
    if (!run)
        return;
    m_seriesStale = false;
    m_pace.start();
    m_bridge.read(
        bridge::Reader::Slow, m_seriesRequest,
        [id = run->id, mark = bridge::markOf(m_series)](storage::Connection& database, const StopToken&) {
            return bridge::readNews(database, id, mark);
        },
        [this](Result<bridge::SeriesNews> answer) {
            if (answer)
                takeNews(*answer);
            else
                Q_EMIT failed(answer.error());
        });
}

void TrainPresenter::takeNews(const bridge::SeriesNews& news) {
    // Samples are written a moment after their evaluation, under the same topic.
    const double evaluated = m_series.evaluations.empty() ? -1 : m_series.evaluations.back().step;
    const double sampled = m_samples.empty() ? -1 : static_cast<double>(m_samples.back().step);
    const bool replaced = news.from == bridge::Continues::FromStart;
    if (!news.isEmpty()) {
        bridge::append(m_series, news);
        Q_EMIT seriesChanged(replaced ? SeriesChange::Replaced : SeriesChange::Appended);
    }
    if (replaced || !news.added.evaluations.empty() || evaluated > sampled)
        readSamples();
}

void TrainPresenter::readSamples() {
    const registry::RunFacts* run = current();
    if (!run)
        return;
    m_bridge.read(
        bridge::Reader::Slow, m_samplesRequest,
        [id = run->id](storage::Connection& database, const StopToken&) {
            return registry::readSamples(database, id);
        },
        [this](Result<std::vector<registry::Sample>> answer) {
            if (!answer || (answer->size() == m_samples.size() &&
                            (m_samples.empty() || answer->back().step == m_samples.back().step)))
                return;
            m_samples = std::move(*answer);
            Q_EMIT samplesChanged();
        });
}

bool TrainPresenter::startsFromBase() const {
    const registry::RunFacts* run = current();
    const Json* method = run ? member(run->recipe, "method") : nullptr;
    return !method || bridge::textIn(*method, "init_adapter").isEmpty();
}

void TrainPresenter::readQuickLook() {
    const registry::RunFacts* run = current();
    const Json* look = run ? member(run->summary, "quick_look") : nullptr;
    const QString folder = look && look->is_object() ? bridge::textIn(*look, "folder") : QString();
    const std::filesystem::path place =
        folder.isEmpty() ? std::filesystem::path()
                         : std::filesystem::path(m_bridge.project()->folder.toStdString()) / "runs" /
                               run->number / folder.toStdString();
    if (place == m_lookFolder)
        return;
    m_lookFolder = place;
    m_look.clear();
    m_lookRequest.cancel();
    if (place.empty())
        return;
    m_bridge.run(
        m_lookRequest, [place](const StopToken& stop) { return bridge::readComparedRows(place, stop); },
        [this](Result<bridge::ComparedRows> answer) {
            // Without its rows the summary of the look is still told.
            if (!answer)
                return;
            m_look = std::move(answer->rows);
            Q_EMIT quickLookChanged();
        });
}

bool TrainPresenter::hasResult() const {
    const registry::RunFacts* run = current();
    const jobs::JobFacts* own = job();
    const auto made = [run](std::string_view what) {
        const Json* value = member(run->summary, what);
        return value && value->is_string() && !value->get_ref<const std::string&>().empty();
    };
    return run && own && (own->state == jobs::JobState::Done || own->state == jobs::JobState::Stopped) &&
           (made("adapter") || made("model"));
}

bool TrainPresenter::canPause() const {
    const jobs::JobFacts* own = job();
    using enum jobs::JobState;
    return isWritable() && own && (own->state == Running || own->state == Queued || own->state == Preparing);
}

bool TrainPresenter::canResume() const {
    const jobs::JobFacts* own = job();
    using enum jobs::JobState;
    return isWritable() && own &&
           (own->state == Paused || own->state == Lost || own->state == Failed || own->state == Stopped);
}

bool TrainPresenter::canStop() const {
    const jobs::JobFacts* own = job();
    return isWritable() && own && isOpen(*own) && own->state != jobs::JobState::Stopping;
}

bool TrainPresenter::keepsWhenStopped() const {
    return job() && jobs::isActive(job()->state);
}

void TrainPresenter::pause() {
    if (canPause())
        m_jobs.pause(job()->id);
}

void TrainPresenter::resume() {
    if (canResume())
        m_jobs.resume(job()->id);
}

void TrainPresenter::stop() {
    if (canStop())
        m_jobs.stop(job()->id);
}

bool TrainPresenter::discardEndsWork() const {
    const jobs::JobFacts* own = job();
    return own && (jobs::isActive(own->state) || own->state == jobs::JobState::Preparing);
}

void TrainPresenter::discard(const QString& number) {
    const auto found = std::ranges::find(runs(), number.toStdString(), &registry::RunFacts::number);
    if (found == runs().end() || !isWritable() || std::ranges::count(m_undo, found->number) > 0)
        return;
    const jobs::JobFacts* own = m_jobs.jobOfRun(found->number);
    if (own && isOpen(*own) && own->state != jobs::JobState::Stopping)
        m_jobs.stop(own->id);
    m_undo.push_back(found->number);
    m_chosen = false;
    put(*found, Place::Discarded);
    if (found->number == m_current) {
        m_letGo = true;
        setCurrent({});
        Q_EMIT runsChanged();
    }
}

void TrainPresenter::restore(const QString& number) {
    const auto found = std::ranges::find(discarded(), number.toStdString(), &registry::RunFacts::number);
    if (found == discarded().end() || !isWritable())
        return;
    std::erase(m_undo, found->number);
    put(*found, Place::Listed);
}

const registry::RunFacts* TrainPresenter::undoable() const {
    if (m_undo.empty() || !isWritable())
        return nullptr;
    const auto found = std::ranges::find(discarded(), m_undo.back(), &registry::RunFacts::number);
    return found == discarded().end() ? nullptr : &*found;
}

void TrainPresenter::undo() {
    if (const registry::RunFacts* run = undoable()) {
        m_awaited = run->number;
        restore(QString::fromStdString(m_awaited));
    }
}

void TrainPresenter::rename(const QString& number, const QString& name) {
    const auto found = std::ranges::find(runs(), number.toStdString(), &registry::RunFacts::number);
    if (found == runs().end() || !isWritable() || name.isEmpty() || name.toStdString() == found->name)
        return;
    m_bridge.write(
        m_changeRequest,
        [id = found->id, name = name.toStdString()](project::Project& project,
                                                    const StopToken&) -> Result<bool> {
            TRY_VOID(registry::renameRun(project, id, name));
            return true;
        },
        [this](const Result<bool>& answer) {
            if (!answer)
                Q_EMIT failed(answer.error());
            m_listed.refresh();
        });
}

void TrainPresenter::put(const registry::RunFacts& run, Place place) {
    m_bridge.write(
        m_changeRequest,
        [id = run.id, place](project::Project& project, const StopToken&) -> Result<bool> {
            TRY_VOID(registry::setRemoved(project, id, place == Place::Discarded));
            return true;
        },
        [this, number = run.number, place](const Result<bool>& answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                if (place == Place::Discarded) {
                    // It is still there, and so it is shown again.
                    std::erase(m_undo, number);
                    show(QString::fromStdString(number));
                }
            }
            m_listed.refresh();
        });
}

QByteArray TrainPresenter::csv() const {
    QByteArray text = "step,epoch,tokens,seconds,loss,learning_rate,grad_norm,tokens_per_second,memory_bytes,"
                      "validation_loss\n";
    std::size_t evaluation = 0;
    const auto& all = m_series.evaluations;
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        double held = std::nan("");
        while (evaluation < all.size() && all[evaluation].step <= m_series.step[i])
            held = all[evaluation].step == m_series.step[i] ? all[evaluation].loss : held, ++evaluation;
        QByteArrayList cells;
        for (const double value :
             {m_series.step[i], m_series.epoch[i], m_series.tokens[i], m_series.seconds[i], m_series.loss[i],
              m_series.learningRate[i], m_series.gradNorm[i], m_series.tokensPerSecond[i],
              m_series.memoryBytes[i], held})
            cells << figure(value);
        text += cells.join(',') + '\n';
    }
    return text;
}

void TrainPresenter::save(const QString& file, QByteArray bytes) {
    m_bridge.run(
        m_saveRequest,
        [path = file.toStdString(), bytes = std::move(bytes)](const StopToken&) -> Result<bool> {
            TRY_VOID(writeAtomically(
                path, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size()))));
            return true;
        },
        [this, file](const Result<bool>& answer) {
            if (answer)
                Q_EMIT saved(file);
            else
                Q_EMIT failed(answer.error());
        });
}

} // namespace luthier::train
