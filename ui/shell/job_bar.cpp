#include "job_bar.h"

#include <bridge/job_words.h>
#include <widgets/figures.h>

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QProgressBar>

namespace luthier::shell {

using namespace widgets;

namespace {

constexpr int kBarSteps = 1000;

void showShare(QProgressBar* bar, qint64 done, qint64 total) {
    bar->setRange(0, total > 0 ? kBarSteps : 0);
    bar->setValue(total > 0 ? static_cast<int>(kBarSteps * done / total) : 0);
}

} // namespace

JobBar::JobBar(bridge::JobsWatch& jobs)
    : m_jobs(jobs) {
    setObjectName(QStringLiteral("jobBar"));
    setProperty("kind", QStringLiteral("jobBar"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(measures::kJobBarHeight);
    auto* layout = row(this, measures::kGapCard);
    layout->setContentsMargins(measures::kPagePadding, 0, measures::kPagePadding, 0);
    m_what = label(TextStyle::Table);
    m_job = button(QStringLiteral("jobOpen"), QStringLiteral("quiet"), QStringLiteral("train"));
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(measures::kProgressWidth);
    m_detail = new ElidedLabel(TextStyle::Table, QStringLiteral("muted"));
    m_detail->setObjectName(QStringLiteral("jobDetail"));
    m_pause = button(QStringLiteral("jobPause"), QStringLiteral("quiet"), QStringLiteral("pause"));
    m_stop = button(QStringLiteral("jobStop"), QStringLiteral("quiet"), QStringLiteral("stop"));
    m_hints = label(TextStyle::Caption, QStringLiteral("muted"));
    layout->addWidget(m_what);
    layout->addWidget(m_job);
    layout->addWidget(m_bar);
    layout->addWidget(m_detail, 1);
    layout->addWidget(m_pause);
    layout->addWidget(m_stop);
    layout->addWidget(m_hints);
    connect(&jobs, &bridge::JobsWatch::changed, this, &JobBar::show);
    connect(m_job, &QPushButton::clicked, this, &JobBar::open);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (const auto* job = m_jobs.active())
            m_jobs.pause(job->id);
    });
    connect(m_stop, &QPushButton::clicked, this, [this] {
        if (m_import)
            Q_EMIT cancelImport();
        else if (const auto* job = m_jobs.active())
            m_jobs.stop(job->id);
    });
    speak([this] {
        m_pause->setText(tr("Pause"));
        m_bar->setAccessibleName(tr("Progress"));
        m_hints->setText(tr("Commands Ctrl+K   Undo Ctrl+Z"));
        show();
    });
}

void JobBar::showImport(const QString& file, const std::optional<bridge::EngineProgress>& progress) {
    m_file = file;
    m_import = progress;
    show();
}

void JobBar::open() {
    const auto* job = m_import ? nullptr : m_jobs.active();
    if (job && !job->run.empty())
        Q_EMIT runWanted(QString::fromStdString(job->run));
}

void JobBar::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && rect().contains(event->pos()))
        open();
}

void JobBar::showJob(const jobs::JobFacts& job) {
    const QString doing = jobs::isActive(job.state) && job.state != jobs::JobState::Running
                              ? bridge::jobStateWord(job.state)
                          : job.stage.empty() ? bridge::jobKindWord(job.kind)
                                              : bridge::stageWord(job.stage);
    const QString what =
        job.run.empty() ? doing : tr("run %1 · %2").arg(QString::fromStdString(job.run), doing);
    m_job->setText(what);
    showShare(m_bar, job.step, job.steps);
    QStringList parts;
    const bool trains = job.kind == "train";
    if (job.steps > 0)
        parts << (trains ? tr("step %1 of %2") : tr("%1 of %2"))
                     .arg(numberText(job.step), numberText(job.steps));
    const bridge::Pulse& pulse = m_jobs.pulse();
    if (trains && pulse.loss)
        parts << tr("loss %1").arg(figureText(*pulse.loss));
    if (trains && pulse.tokensPerSecond)
        parts << tr("%1 tok/s").arg(numberText(qRound64(*pulse.tokensPerSecond)));
    if (job.etaSeconds)
        parts << tr("%1 left").arg(durationText(*job.etaSeconds));
    m_detail->setFullText(parts.join(QStringLiteral("   ")));
    m_stop->setText(tr("Stop and keep"));
    m_pause->setEnabled(job.state == jobs::JobState::Running);
    m_stop->setEnabled(job.state != jobs::JobState::Stopping);
}

void JobBar::show() {
    const jobs::JobFacts* job = m_import ? nullptr : m_jobs.active();
    const bool busy = m_import || job;
    m_what->setVisible(!job);
    m_job->setVisible(job != nullptr);
    m_bar->setVisible(busy);
    m_stop->setVisible(busy && (m_import || m_jobs.isWritable()));
    m_pause->setVisible(job && job->kind == "train" && m_jobs.isWritable());
    m_hints->setVisible(!busy);
    setTone(m_what, busy ? QString() : QStringLiteral("muted"));
    if (m_import) {
        m_what->setText(
            tr("Importing %1")
                .arg(m_what->fontMetrics().elidedText(m_file, Qt::ElideMiddle, measures::kColumnText)));
        showShare(m_bar, m_import->done, m_import->total);
        m_detail->setFullText(m_import->total > 0 ? tr("%1 %").arg(100 * m_import->done / m_import->total)
                                                  : QString());
        m_stop->setEnabled(true);
        m_stop->setText(tr("Cancel"));
    } else if (job) {
        showJob(*job);
    } else {
        m_what->setText(tr("No job running"));
        m_detail->setFullText(QString());
    }
}

} // namespace luthier::shell
