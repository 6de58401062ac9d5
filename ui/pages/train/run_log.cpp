#include "run_log.h"

#include <bridge/job_words.h>
#include <bridge/sentences.h>
#include <widgets/figures.h>

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace luthier::train {
namespace {

QString said(const char* text) {
    return QCoreApplication::translate("Train", text);
}

QString timeOf(const std::string& stored) {
    const QDateTime time =
        QDateTime::fromString(QString::fromStdString(stored), Qt::ISODateWithMs).toLocalTime();
    return time.isValid() ? time.toString(QStringLiteral("HH:mm:ss")) : QString();
}

void addEvaluations(std::vector<LogLine>& lines, const bridge::RunSeries& series) {
    double best = std::numeric_limits<double>::infinity();
    for (const bridge::Evaluated& one : series.evaluations) {
        const QString loss = widgets::figureText(one.loss);
        if (one.step == 0) {
            lines.push_back(
                {{}, 0, said(QT_TRANSLATE_NOOP("Train", "validation loss before tuning %1")).arg(loss), {}});
            continue;
        }
        const bool improved = one.loss < best;
        best = improved ? one.loss : best;
        lines.push_back(
            {{},
             static_cast<std::int64_t>(one.step),
             improved ? said(QT_TRANSLATE_NOOP("Train", "validation loss %1, the best so far")).arg(loss)
                      : said(QT_TRANSLATE_NOOP("Train", "validation loss %1")).arg(loss),
             improved ? QStringLiteral("good") : QString()});
    }
}

void addNotices(std::vector<LogLine>& lines, const Json& summary) {
    const Json* notices = member(summary, "notices");
    if (!notices || !notices->is_array())
        return;
    for (const Json& notice : *notices) {
        const Error read = errorFromJson(notice, "notice.not_bitwise");
        lines.push_back({{}, {}, bridge::sentence(read), QStringLiteral("warn")});
    }
}

QString ending(const jobs::JobFacts& job, const registry::RunFacts& run) {
    const Json* early = member(run.summary, "early_stopped");
    if (job.state == jobs::JobState::Done && early && early->is_boolean() && early->get<bool>())
        return said(QT_TRANSLATE_NOOP("Train", "stopped early: the validation loss no longer fell"));
    return bridge::jobStateWord(job.state);
}

} // namespace

std::vector<LogLine> logOf(const registry::RunFacts& run, const jobs::JobFacts* job,
                           const bridge::RunSeries& series) {
    std::vector<LogLine> lines;
    lines.push_back(
        {timeOf(run.createdAt),
         {},
         said(QT_TRANSLATE_NOOP("Train", "run %1 created")).arg(QString::fromStdString(run.number)),
         {}});
    if (job && !job->startedAt.empty())
        lines.push_back(
            {timeOf(job->startedAt),
             {},
             said(QT_TRANSLATE_NOOP("Train", "started on %1")).arg(QString::fromStdString(job->lane)),
             {}});
    addNotices(lines, run.summary);
    const std::size_t steps = lines.size();
    addEvaluations(lines, series);
    if (const Json* step = member(run.summary, "checkpoint_step"); step && step->is_number_integer()) {
        const LogLine line{
            {}, step->get<std::int64_t>(), said(QT_TRANSLATE_NOOP("Train", "checkpoint written")), {}};
        const auto after =
            std::upper_bound(lines.begin() + static_cast<std::ptrdiff_t>(steps), lines.end(), line.step,
                             [](const auto& at, const LogLine& other) { return at < other.step; });
        lines.insert(after, line);
    }
    if (job && (jobs::isFinished(job->state) || jobs::isHeld(job->state))) {
        const bool bad = job->state == jobs::JobState::Failed || job->state == jobs::JobState::Lost;
        const QString text = bad ? bridge::troubleOf(*job).sentence : ending(*job, run);
        lines.push_back({timeOf(job->finishedAt),
                         {},
                         text,
                         bad                                  ? QStringLiteral("bad")
                         : job->state == jobs::JobState::Done ? QStringLiteral("good")
                                                              : QString()});
    }
    return lines;
}

} // namespace luthier::train
