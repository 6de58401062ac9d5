#include "phase_card.h"

#include "run_words.h"

#include <widgets/figures.h>

#include <QHBoxLayout>
#include <QProgressBar>
#include <QResizeEvent>

namespace luthier::train {

using namespace widgets;

namespace {

constexpr int kBarSteps = 1000;
constexpr std::size_t kPhases = 5;

} // namespace

PhaseCard::PhaseCard(TrainPresenter& presenter)
    : m_presenter(presenter) {
    setObjectName(QStringLiteral("phaseCard"));
    setProperty("kind", QStringLiteral("card"));
    setFixedHeight(measures::kPhaseHeight);
    auto* line = row(this, measures::kPagePadding);
    line->setContentsMargins(measures::kCardPadding, measures::kGap, measures::kCardPadding, measures::kGap);
    line->addWidget(makePhases(), 1);
    line->addWidget(makeFigures());
    connect(&presenter, &TrainPresenter::jobChanged, this, &PhaseCard::show);
    connect(&presenter, &TrainPresenter::runsChanged, this, &PhaseCard::show);
    connect(&presenter, &TrainPresenter::currentChanged, this, &PhaseCard::show);
    connect(&presenter, &TrainPresenter::seriesChanged, this, &PhaseCard::show);
    speak([this] {
        const QString captions[] = {tr("Step"),       tr("Epoch"),      tr("Left"), tr("Tokens/s"),
                                    tr("Train loss"), tr("Validation"), tr("Saved")};
        for (std::size_t i = 0; i < kFigures; ++i)
            m_figures[i].caption->setText(captions[i]);
        m_bar->setAccessibleName(tr("Progress of the run"));
        show();
    });
}

QWidget* PhaseCard::makePhases() {
    auto* whole = new QWidget;
    auto* lines = column(whole, measures::kGap);
    auto* words = row(measures::kGapSmall);
    for (std::size_t i = 0; i < kPhases; ++i) {
        Step step{new IconLabel(QStringLiteral("tick"), IconTone::Good, measures::kIconMark),
                  label(TextStyle::Table)};
        if (i > 0) {
            QLabel* then = label(TextStyle::Table, QStringLiteral("muted"));
            then->setText(QStringLiteral("›"));
            words->addWidget(then);
        }
        words->addWidget(step.tick);
        words->addWidget(step.word);
        m_steps.push_back(step);
    }
    words->addStretch(1);
    m_bar = new QProgressBar;
    m_bar->setObjectName(QStringLiteral("runProgress"));
    m_bar->setTextVisible(false);
    lines->addStretch(1);
    lines->addLayout(words);
    lines->addWidget(m_bar);
    lines->addStretch(1);
    return whole;
}

QWidget* PhaseCard::makeFigures() {
    auto* whole = new QWidget;
    auto* line = row(whole, measures::kPagePadding);
    for (std::size_t i = 0; i < kFigures; ++i) {
        Part& part = m_figures[i];
        part.whole = new QWidget;
        auto* lines = column(part.whole, 0);
        part.caption = label(TextStyle::Caption, QStringLiteral("muted"));
        part.value = new SteadyLabel(TextStyle::CardTitle, i == kTrain  ? QStringLiteral("adapted")
                                                           : i == kHeld ? QStringLiteral("action")
                                                                        : QString());
        part.value->setObjectName(QStringLiteral("figure_%1").arg(i));
        lines->addWidget(part.caption);
        lines->addWidget(part.value);
        line->addWidget(part.whole);
    }
    return whole;
}

void PhaseCard::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    const bool narrow = window()->width() < measures::kDrawerBelow;
    m_figures[kEpoch].whole->setVisible(!narrow);
    m_figures[kSaved].whole->setVisible(!narrow);
}

void PhaseCard::write(Figure figure, const QString& text) {
    m_figures[figure].value->setFigure(text);
}

void PhaseCard::show() {
    showPhases();
    showProgress();
    showFigures();
}

void PhaseCard::showPhases() {
    const jobs::JobFacts* job = m_presenter.job();
    const auto phases = phasesOf(job);
    const bool over = job && (jobs::isFinished(job->state) || job->state == jobs::JobState::Lost);
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        const bool done = phases[i].state == PhaseState::Done;
        const bool now = phases[i].state == PhaseState::Now && !over;
        if (m_steps[i].tick->isHidden() == done)
            m_steps[i].tick->setVisible(done);
        m_steps[i].word->setText(phases[i].word);
        setTone(m_steps[i].word, done  ? QStringLiteral("good")
                                 : now ? QStringLiteral("action")
                                       : QStringLiteral("muted"));
    }
}

void PhaseCard::showProgress() {
    const jobs::JobFacts* job = m_presenter.job();
    const double total = m_presenter.totalSteps();
    const double reached = m_presenter.series().step.empty() ? 0 : m_presenter.series().step.back();
    const double at =
        std::max(reached, job && job->stage != "preparing" ? static_cast<double>(job->step) : 0);
    // Work whose length is not known yet shows that it goes on.
    const bool unknown = job && (jobs::isActive(job->state) || job->state == jobs::JobState::Preparing) &&
                         (job->steps == 0 || total == 0);
    m_bar->setRange(0, unknown ? 0 : kBarSteps);
    m_bar->setValue(total > 0 ? static_cast<int>(kBarSteps * at / total) : 0);
    write(kStep, total > 0 ? tr("%1 / %2").arg(numberText(static_cast<qint64>(at)),
                                               numberText(static_cast<qint64>(total)))
                           : QStringLiteral("–"));
    const bool runs = job && jobs::isActive(job->state) && job->etaSeconds;
    write(kLeft, runs ? durationText(*job->etaSeconds) : QStringLiteral("–"));
}

/// While it works the speed of now; afterwards that of the whole run, which its last, short batch says little
/// about.
QString PhaseCard::speedText() const {
    const bridge::RunSeries& series = m_presenter.series();
    if (series.tokensPerSecond.empty())
        return QStringLiteral("–");
    const jobs::JobFacts* job = m_presenter.job();
    const bool over = job && jobs::isFinished(job->state);
    const double seconds = series.seconds.empty() ? 0 : series.seconds.back();
    return numberText(
        qRound64(over && seconds > 0 ? series.tokens.back() / seconds : series.tokensPerSecond.back()));
}

void PhaseCard::showFigures() {
    const bridge::RunSeries& series = m_presenter.series();
    const auto last = [](const std::vector<double>& values) {
        return values.empty() ? QStringLiteral("–") : figureText(values.back());
    };
    write(kEpoch,
          series.epoch.empty() ? QStringLiteral("–") : QLocale().toString(series.epoch.back(), 'f', 2));
    write(kSpeed, speedText());
    write(kTrain, last(series.loss));
    const bridge::Evaluated* best = series.best();
    m_figures[kHeld].caption->setText(
        best ? tr("Validation, best at %1").arg(numberText(static_cast<qint64>(best->step)))
             : tr("Validation"));
    write(kHeld, best ? figureText(best->loss) : QStringLiteral("–"));
    const registry::RunFacts* run = m_presenter.current();
    const Json* saved = run ? member(run->summary, "checkpoint_step") : nullptr;
    write(kSaved, saved && saved->is_number_integer() ? tr("step %1").arg(numberText(saved->get<qint64>()))
                                                      : QStringLiteral("–"));
}

} // namespace luthier::train
