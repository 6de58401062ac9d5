#include "job_bar.h"

#include <jobs/control.h>
#include <jobs/part.h>

#include <QHBoxLayout>
#include <QProgressBar>

#include <algorithm>

namespace luthier::shell {

using namespace widgets;

namespace {

constexpr int kBarSteps = 1000;

} // namespace

JobBar::JobBar(bridge::Bridge& bridge) : m_bridge(bridge) {
    setObjectName(QStringLiteral("jobBar"));
    setProperty("kind", QStringLiteral("jobBar"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(measures::kJobBarHeight);
    auto* layout = row(this, measures::kGapCard);
    layout->setContentsMargins(measures::kPagePadding, 0, measures::kPagePadding, 0);
    m_what = label(TextStyle::Table);
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(measures::kProgressWidth);
    m_detail = label(TextStyle::Table, QStringLiteral("muted"));
    m_pause = button(QStringLiteral("jobPause"), QStringLiteral("quiet"), QStringLiteral("pause"));
    m_stop = button(QStringLiteral("jobStop"), QStringLiteral("quiet"), QStringLiteral("stop"));
    m_hints = label(TextStyle::Caption, QStringLiteral("muted"));
    layout->addWidget(m_what);
    layout->addWidget(m_bar);
    layout->addWidget(m_detail, 1);
    layout->addWidget(m_pause);
    layout->addWidget(m_stop);
    layout->addWidget(m_hints);
    connect(&bridge, &bridge::Bridge::opened, this, &JobBar::readJobs);
    connect(&bridge, &bridge::Bridge::topicChanged, this, [this](const QString& topic) {
        if (topic.toStdString() == jobs::kJobsTopic)
            readJobs();
    });
    connect(m_pause, &QPushButton::clicked, this, [this] { ask(jobs::requestPause); });
    connect(m_stop, &QPushButton::clicked, this, [this] {
        if (m_import)
            Q_EMIT cancelImport();
        else
            ask(jobs::requestStop);
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

void JobBar::readJobs() {
    m_bridge.read(bridge::Reader::Paging, m_jobsRequest,
                  [](storage::Connection& database, const StopToken&) { return jobs::listJobs(database); },
                  [this](Result<std::vector<jobs::JobFacts>> answer) {
                      m_job.reset();
                      if (answer)
                          if (const auto found = std::ranges::find_if(*answer, [](const auto& job) { return jobs::isActive(job.state); });
                              found != answer->end())
                              m_job = *found;
                      show();
                  });
}

void JobBar::ask(Status (*request)(project::Project&, JobId)) {
    if (!m_job)
        return;
    m_bridge.write(m_askRequest,
                   [request, id = m_job->id](project::Project& project, const StopToken&) -> Result<bool> {
                       TRY_VOID(request(project, id));
                       return true;
                   },
                   [this](Result<bool>) { readJobs(); });
}

void JobBar::show() {
    const bool busy = m_import || m_job;
    m_bar->setVisible(busy);
    m_stop->setVisible(busy);
    m_pause->setVisible(!m_import && m_job && m_bridge.isWritable());
    m_hints->setVisible(!busy);
    setTone(m_what, busy ? QString() : QStringLiteral("muted"));
    if (m_import) {
        m_what->setText(tr("Importing %1").arg(m_what->fontMetrics().elidedText(m_file, Qt::ElideMiddle, measures::kColumnText)));
        m_bar->setRange(0, m_import->total > 0 ? kBarSteps : 0);
        m_bar->setValue(m_import->total > 0 ? static_cast<int>(kBarSteps * m_import->done / m_import->total) : 0);
        m_detail->setText(m_import->total > 0 ? tr("%1 %").arg(100 * m_import->done / m_import->total) : QString());
        m_stop->setText(tr("Cancel"));
    } else if (m_job) {
        m_what->setText(m_job->run.empty() ? QString::fromStdString(m_job->kind) : tr("run %1").arg(QString::fromStdString(m_job->run)));
        m_bar->setRange(0, m_job->steps > 0 ? kBarSteps : 0);
        m_bar->setValue(m_job->steps > 0 ? static_cast<int>(kBarSteps * m_job->step / m_job->steps) : 0);
        m_detail->setText(tr("step %1 of %2").arg(numberText(m_job->step), numberText(m_job->steps)));
        m_stop->setText(tr("Stop and keep"));
    } else {
        m_what->setText(tr("No job running"));
        m_detail->clear();
    }
}

} // namespace luthier::shell
