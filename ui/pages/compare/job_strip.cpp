#include "job_strip.h"

#include <bridge/job_words.h>

#include <QHBoxLayout>
#include <QProgressBar>

namespace luthier::compare {

using namespace widgets;

namespace {

constexpr int kBarSteps = 1000;

} // namespace

JobStrip::JobStrip(ComparePresenter& presenter)
    : m_presenter(presenter) {
    setObjectName(QStringLiteral("compareJob"));
    setProperty("kind", QStringLiteral("card"));
    auto* line = row(this, measures::kGapDense);
    line->setContentsMargins(measures::kCardPadding, measures::kGapSmall, measures::kGap,
                             measures::kGapSmall);
    m_what = label(TextStyle::Body);
    m_what->setObjectName(QStringLiteral("compareJobText"));
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_stop = button(QStringLiteral("compareStop"), QStringLiteral("quiet"), QStringLiteral("stop"));
    line->addWidget(m_what);
    line->addWidget(m_bar, 1);
    m_yield = button(QStringLiteral("compareNow"), QStringLiteral("quiet"), QStringLiteral("pause"));
    line->addWidget(m_yield);
    line->addWidget(m_stop);
    connect(m_yield, &QPushButton::clicked, this, [this] {
        if (const auto* training = m_presenter.jobs().canYield())
            m_presenter.jobs().yield(training->id);
    });
    connect(m_stop, &QPushButton::clicked, &presenter, &ComparePresenter::stop);
    connect(&presenter, &ComparePresenter::jobChanged, this, &JobStrip::show);
    connect(&presenter, &ComparePresenter::runsChanged, this, &JobStrip::show);
    speak([this] {
        m_yield->setText(tr("Compare now"));
        m_yield->setToolTip(tr("The run in progress is paused for the comparison and resumes by itself"));
        m_stop->setText(tr("Stop"));
        m_stop->setToolTip(tr("Rows already answered are kept"));
        m_bar->setAccessibleName(tr("Progress of the comparison"));
        show();
    });
}

void JobStrip::show() {
    const auto& job = m_presenter.job();
    setVisible(job.has_value());
    if (!job)
        return;
    const bool counted = job->steps > 0;
    m_bar->setRange(0, counted ? kBarSteps : 0);
    m_bar->setValue(counted ? static_cast<int>(kBarSteps * job->step / job->steps) : 0);
    const bool waits = job->state == luthier::jobs::JobState::Queued;
    const bool stops = job->state == luthier::jobs::JobState::Stopping;
    m_stop->setEnabled(!stops && m_presenter.isWritable());
    const auto* training = m_presenter.jobs().canYield();
    m_yield->setVisible(waits && training);
    m_what->setText(
        waits     ? tr("The comparison waits for %1").arg(bridge::jobAtWork(m_presenter.jobs().active()))
        : stops   ? tr("The comparison stops after this row")
        : counted ? tr("Comparing: row %1 of %2").arg(numberText(job->step), numberText(job->steps))
                  : tr("Comparing: loading the model"));
}

} // namespace luthier::compare
