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
    m_queue = button(QStringLiteral("jobQueue"), QStringLiteral("quiet"));
    m_resume = button(QStringLiteral("jobResume"), QStringLiteral("quiet"), QStringLiteral("play"));
    m_pause = button(QStringLiteral("jobPause"), QStringLiteral("quiet"), QStringLiteral("pause"));
    m_stop = button(QStringLiteral("jobStop"), QStringLiteral("quiet"), QStringLiteral("stop"));
    m_hints = label(TextStyle::Caption, QStringLiteral("muted"));
    layout->addWidget(m_what);
    layout->addWidget(m_job);
    layout->addWidget(m_bar);
    layout->addWidget(m_detail, 1);
    layout->addWidget(m_queue);
    layout->addWidget(m_resume);
    layout->addWidget(m_pause);
    layout->addWidget(m_stop);
    layout->addWidget(m_hints);
    connect(&jobs, &bridge::JobsWatch::changed, this, &JobBar::show);
    connect(m_job, &QPushButton::clicked, this, &JobBar::open);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (const auto* job = m_jobs.active())
            m_jobs.pause(job->id);
    });
    connect(m_resume, &QPushButton::clicked, this, [this] {
        if (const auto* held = m_jobs.held())
            m_jobs.resume(held->id);
    });
    connect(m_queue, &QPushButton::clicked, this, &JobBar::queueWanted);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        if (m_import)
            Q_EMIT cancelImport();
        else if (const auto* own = job())
            m_jobs.stop(own->id);
    });
    speak([this] {
        m_pause->setText(tr("Pause"));
        m_resume->setText(tr("Resume"));
        m_queue->setToolTip(tr("Opens the queue"));
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

const jobs::JobFacts* JobBar::job() const {
    if (m_import)
        return nullptr;
    const jobs::JobFacts* works = m_jobs.active();
    return works ? works : m_jobs.held();
}

void JobBar::open() {
    const auto* own = job();
    if (own && !own->run.empty())
        Q_EMIT runWanted(QString::fromStdString(own->run));
}

void JobBar::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && rect().contains(event->pos()))
        open();
}

void JobBar::showJob(const jobs::JobFacts& job) {
    const bool works = m_jobs.active() != nullptr;
    const bool ends = jobs::isActive(job.state) && job.state != jobs::JobState::Running;
    const QString doing = !works || ends      ? bridge::jobStateWord(job.state)
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
    if (trains && works && pulse.loss)
        parts << tr("loss %1").arg(figureText(*pulse.loss));
    if (trains && works && pulse.tokensPerSecond)
        parts << tr("%1 tok/s").arg(numberText(qRound64(*pulse.tokensPerSecond)));
    if (works && job.etaSeconds)
        parts << tr("%1 left").arg(durationText(*job.etaSeconds));
    m_detail->setFullText(parts.join(QStringLiteral("   ")));
    m_stop->setText(tr("Stop and keep"));
    m_pause->setEnabled(job.state == jobs::JobState::Running);
    m_stop->setEnabled(job.state != jobs::JobState::Stopping);
}

/// What waits and what is paused beside the job that is shown.
void JobBar::showQueue() {
    int waiting = 0, paused = 0;
    for (const jobs::JobFacts& other : m_jobs.jobs()) {
        if (&other == job())
            continue;
        waiting += other.state == jobs::JobState::Queued ? 1 : 0;
        paused += jobs::isHeld(other.state) ? 1 : 0;
    }
    QStringList parts;
    if (waiting > 0)
        parts << tr("%n waiting", nullptr, waiting);
    if (paused > 0)
        parts << tr("%n paused", nullptr, paused);
    m_queue->setText(parts.join(QStringLiteral(" · ")));
    m_queue->setVisible(!parts.isEmpty());
}

void JobBar::show() {
    const jobs::JobFacts* job = this->job();
    const bool works = job && m_jobs.active();
    const bool busy = m_import || job;
    showQueue();
    m_what->setVisible(!job);
    m_job->setVisible(job != nullptr);
    m_bar->setVisible(m_import || works);
    m_resume->setVisible(job && !works && m_jobs.isWritable());
    m_stop->setVisible(busy && (m_import || m_jobs.isWritable()));
    m_pause->setVisible(works && !jobs::isShort(job->kind) && m_jobs.isWritable());
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
