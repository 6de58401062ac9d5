#include "run_words.h"

#include <bridge/job_words.h>
#include <bridge/json_values.h>
#include <widgets/figures.h>
#include <widgets/parts.h>

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <thread>

namespace luthier::train {
namespace {

using jobs::JobState;
using widgets::IconTone;

QString said(const char* text) {
    return QCoreApplication::translate("Train", text);
}

} // namespace

StateLook stateLook(const jobs::JobFacts* job) {
    if (!job)
        return {said(QT_TRANSLATE_NOOP("Train", "not started")), QStringLiteral("info"), IconTone::Muted,
                QStringLiteral("muted")};
    const QString word = bridge::jobStateWord(job->state);
    switch (job->state) {
    case JobState::Done:
        return {word, QStringLiteral("check"), IconTone::Good, QStringLiteral("good")};
    case JobState::Failed:
    case JobState::Lost:
        return {word, QStringLiteral("error"), IconTone::Bad, QStringLiteral("bad")};
    case JobState::Paused:
        return {word, QStringLiteral("pause"), IconTone::Warn, QStringLiteral("warn")};
    case JobState::Stopped:
        return {word, QStringLiteral("stop"), IconTone::Muted, QStringLiteral("muted")};
    case JobState::Queued:
        return {word, QStringLiteral("clock"), IconTone::Muted, QStringLiteral("muted")};
    case JobState::Preparing:
    case JobState::Running:
    case JobState::Pausing:
    case JobState::Stopping:
        break;
    }
    return {word, QStringLiteral("play"), IconTone::Action, QStringLiteral("action")};
}

namespace {

QString methodWords(const recipe::Method& method) {
    switch (method.kind) {
    case recipe::MethodKind::Lora:
        return QStringLiteral("%1 r%2")
            .arg(method.useDora ? QStringLiteral("DoRA") : QStringLiteral("LoRA"))
            .arg(method.r);
    case recipe::MethodKind::Full:
        return said(QT_TRANSLATE_NOOP("Train", "Full fine-tuning"));
    case recipe::MethodKind::Ia3:
        return QStringLiteral("IA³");
    case recipe::MethodKind::Prefix:
        return said(QT_TRANSLATE_NOOP("Train", "Prefix of %1")).arg(method.numVirtualTokens);
    case recipe::MethodKind::Prompt:
        return said(QT_TRANSLATE_NOOP("Train", "Prompt of %1")).arg(method.numVirtualTokens);
    }
    return {};
}

} // namespace

QString recipeWords(const registry::RunFacts& run) {
    // A recipe that this version cannot read any more says less.
    const recipe::ReadRecipe read = recipe::readRecipe(run.recipe);
    const QString method = methodWords(read.recipe.method);
    const QString model = read.recipe.model.randomInit
                              ? said(QT_TRANSLATE_NOOP("Train", "random weights"))
                              : QFileInfo(QString::fromStdString(read.recipe.model.path)).fileName();
    return model.isEmpty() ? method : QStringLiteral("%1 · %2").arg(method, model);
}

std::vector<Phase> phasesOf(const jobs::JobFacts* job) {
    std::vector<Phase> phases = {{said(QT_TRANSLATE_NOOP("Train", "Prepare")), PhaseState::Ahead},
                                 {said(QT_TRANSLATE_NOOP("Train", "Queue")), PhaseState::Ahead},
                                 {said(QT_TRANSLATE_NOOP("Train", "Load")), PhaseState::Ahead},
                                 {said(QT_TRANSLATE_NOOP("Train", "Train")), PhaseState::Ahead},
                                 {said(QT_TRANSLATE_NOOP("Train", "Finish")), PhaseState::Ahead}};
    if (!job)
        return phases;
    std::size_t now = 3;
    if (job->state == JobState::Done)
        now = phases.size();
    else if (job->state == JobState::Preparing || job->stage == "preparing")
        now = job->state == JobState::Queued ? 1 : 0;
    else if (job->state == JobState::Queued)
        now = 1;
    else if (job->stage == "loading model" || job->stage.empty())
        now = 2;
    for (std::size_t i = 0; i < phases.size(); ++i)
        phases[i].state = i < now ? PhaseState::Done : i == now ? PhaseState::Now : PhaseState::Ahead;
    return phases;
}

QString resumeWords(const registry::RunFacts& run) {
    const Json* step = member(run.summary, "checkpoint_step");
    if (!step || !step->is_number_integer())
        return said(QT_TRANSLATE_NOOP("Train", "No checkpoint yet: Resume starts over with the same seed."));
    const auto at = step->get<std::int64_t>();
    const Json* threads = member(run.lineage, "threads");
    const auto here = static_cast<std::int64_t>(std::thread::hardware_concurrency());
    if (threads && threads->is_number_integer() && threads->get<std::int64_t>() != here)
        return said(QT_TRANSLATE_NOOP("Train",
                                      "Resumes at step %1. The last digits may differ from an uninterrupted "
                                      "run: it was started with %2 threads and there are %3 here."))
            .arg(at)
            .arg(threads->get<std::int64_t>())
            .arg(here);
    return said(QT_TRANSLATE_NOOP("Train",
                                  "Resumes at step %1; the result is identical to an uninterrupted run."))
        .arg(at);
}

namespace {

/// An amount of a run: what it took and what was planned.
struct Cost {
    std::optional<double> took;
    std::optional<double> planned;
    QString text(const std::optional<double>& amount) const {
        return isTime ? widgets::durationText(*amount) : widgets::bytesText(static_cast<qint64>(*amount));
    }
    bool isTime = true;
};

std::array<Cost, 2> costsOf(const registry::RunFacts& run) {
    return {Cost{bridge::numberIn(run.summary, "seconds"), bridge::numberIn(run.summary, "planned_seconds"),
                 true},
            Cost{bridge::numberIn(run.summary, "peak_bytes"), bridge::numberIn(run.summary, "planned_bytes"),
                 false}};
}

} // namespace

QString costWords(const registry::RunFacts& run) {
    QStringList parts;
    for (const Cost& cost : costsOf(run)) {
        if (!cost.took)
            continue;
        const char* alone = cost.isTime ? QT_TRANSLATE_NOOP("Train", "It took %1")
                                        : QT_TRANSLATE_NOOP("Train", "peak memory %1");
        const char* beside = cost.isTime ? QT_TRANSLATE_NOOP("Train", "It took %1, %2 were planned")
                                         : QT_TRANSLATE_NOOP("Train", "peak memory %1, %2 were planned");
        parts << (cost.planned ? said(beside).arg(cost.text(cost.took), cost.text(cost.planned))
                               : said(alone).arg(cost.text(cost.took)));
    }
    return parts.join(QStringLiteral(" · "));
}

QString costLine(const registry::RunFacts& run) {
    QStringList parts;
    for (const Cost& cost : costsOf(run))
        if (cost.took && cost.planned)
            parts << said(QT_TRANSLATE_NOOP("Train", "%1 (plan %2)"))
                         .arg(cost.text(cost.took), cost.text(cost.planned));
        else if (cost.took)
            parts << cost.text(cost.took);
        else if (cost.planned)
            parts << said(QT_TRANSLATE_NOOP("Train", "plan %1")).arg(cost.text(cost.planned));
    return parts.join(QStringLiteral(" · "));
}

QString planErrorWords(const registry::RunFacts& run) {
    QStringList parts;
    for (const Cost& cost : costsOf(run)) {
        if (!cost.took || !cost.planned || *cost.planned <= 0)
            continue;
        const qint64 off = qRound64(100 * (*cost.took / *cost.planned - 1));
        const QString percent = QStringLiteral("%1%2 %").arg(off > 0   ? QStringLiteral("+")
                                                             : off < 0 ? QStringLiteral("−")
                                                                       : QString(),
                                                             QLocale().toString(std::abs(off)));
        parts << (cost.isTime ? said(QT_TRANSLATE_NOOP("Train", "time %1 against the plan"))
                              : said(QT_TRANSLATE_NOOP("Train", "memory %1 against the plan")))
                     .arg(percent);
    }
    return parts.join(QStringLiteral(" · "));
}

namespace {

constexpr std::size_t kSmoothed = 10; // steps whose mean stands for one end of the training loss

double meanOf(const std::vector<double>& values, std::size_t first, std::size_t count) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first);
    return std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(count), 0.0) /
           static_cast<double>(count);
}

RunResult validatedResult(const bridge::RunSeries& series) {
    const bridge::Evaluated& first = series.evaluations.front();
    // Only what tuning began from was measured.
    if (!series.best())
        return {
            said(QT_TRANSLATE_NOOP("Train", "Validation loss before tuning was %1; the run ended before the "
                                            "next validation."))
                .arg(widgets::figureText(first.loss)),
            false};
    const bridge::Evaluated& best = *series.best();
    const auto stepOf = [](const bridge::Evaluated& evaluated) {
        return QLocale().toString(static_cast<qlonglong>(evaluated.step));
    };
    if (series.evaluations.size() == 1)
        return {said(QT_TRANSLATE_NOOP("Train", "Validation loss is %1 at step %2. Compare it with the base "
                                                "to see what the model learned."))
                    .arg(widgets::figureText(first.loss), stepOf(first)),
                true};
    const bool fell = best.loss < first.loss;
    const QString percent = QLocale().toString(100 * (first.loss - best.loss) / first.loss, 'f', 0);
    const QString from = widgets::figureText(first.loss);
    const QString to = widgets::figureText(best.loss);
    if (first.step == 0)
        return fell ? RunResult{said(QT_TRANSLATE_NOOP("Train",
                                                       "Validation loss fell from %1 before tuning to "
                                                       "%2 at step %3: %4 % lower."))
                                    .arg(from, to, stepOf(best), percent),
                                true}
                    : RunResult{said(QT_TRANSLATE_NOOP("Train", "Validation loss did not improve: it was %1 "
                                                                "before tuning and at best %2, at step %3."))
                                    .arg(from, to, stepOf(best)),
                                false};
    if (!fell)
        return {said(QT_TRANSLATE_NOOP("Train", "Validation loss did not improve: it was lowest, %1, at the "
                                                "first validation (step %2)."))
                    .arg(widgets::figureText(first.loss), stepOf(first)),
                false};
    return {said(QT_TRANSLATE_NOOP("Train", "Validation loss fell from %1 at step %2 to %3 at step %4: %5 % "
                                            "lower."))
                .arg(widgets::figureText(first.loss), stepOf(first), widgets::figureText(best.loss),
                     stepOf(best), QLocale().toString(100 * (first.loss - best.loss) / first.loss, 'f', 0)),
            true};
}

} // namespace

RunResult resultOf(const bridge::RunSeries& series) {
    if (!series.evaluations.empty())
        return validatedResult(series);
    if (series.loss.empty())
        return {};
    const std::size_t count = std::min(kSmoothed, std::max<std::size_t>(1, series.size() / 2));
    const double first = meanOf(series.loss, 0, count);
    const double last = meanOf(series.loss, series.size() - count, count);
    return {
        said(QT_TRANSLATE_NOOP("Train", "Train loss went from %1 to %2. No rows were held out, so whether "
                                        "it learned or memorised is not known."))
            .arg(widgets::figureText(first), widgets::figureText(last)),
        false};
}

} // namespace luthier::train
