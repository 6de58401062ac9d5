#include "run_notices.h"

#include <bridge/job_words.h>
#include <train/quick_look_view.h>
#include <widgets/figures.h>

#include <QDBusConnection>
#include <QDBusMessage>
#include <QVariantMap>

#include <algorithm>

namespace luthier::shell {
namespace {

/// What the run has come to: its quick look, else its loss.
QString outcomeOf(const registry::RunFacts& run) {
    if (const auto look = train::quickLookWords(run))
        return *look;
    const Json* best = member(run.summary, "best_loss");
    return best && best->is_number()
               ? RunNotices::tr("Validation loss %1").arg(widgets::figureText(best->get<double>()))
               : QString();
}

} // namespace

RunNotices::RunNotices(bridge::JobsWatch& jobs, bridge::RunsWatch& runs, IsInFront isInFront, Send send)
    : m_jobs(jobs)
    , m_runs(runs)
    , m_isInFront(std::move(isInFront))
    , m_send(std::move(send)) {
    // A run's result is read under its own topic: whoever comes last has all there is to tell.
    connect(&jobs, &bridge::JobsWatch::changed, this, &RunNotices::look);
    connect(&runs, &bridge::RunsWatch::changed, this, &RunNotices::look);
}

void RunNotices::look() {
    for (const jobs::JobFacts& job : m_jobs.jobs()) {
        if (job.kind != "train")
            continue;
        if (jobs::isActive(job.state)) {
            m_working.insert(job.id.value);
            continue;
        }
        const bool done = job.state == jobs::JobState::Done;
        const bool bad = job.state == jobs::JobState::Failed || job.state == jobs::JobState::Lost;
        const auto run = std::ranges::find(m_runs.present(), job.run, &registry::RunFacts::number);
        const bool told = run != m_runs.present().end() &&
                          (bad || member(run->summary, "adapter") || member(run->summary, "model"));
        if (done && !told)
            continue; // its result has not been read yet
        if (m_working.erase(job.id.value) == 0 || !(done || bad) || m_isInFront())
            continue;
        const QString number = QString::fromStdString(job.run);
        m_send(done ? tr("Run %1 is done").arg(number) : tr("Run %1 failed").arg(number),
               bad ? bridge::troubleOf(job).sentence : outcomeOf(*run));
    }
}

void RunNotices::sendToDesktop(const QString& title, const QString& text) {
    QDBusMessage message = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"),
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("Notify"));
    const QVariantMap hints{{QStringLiteral("suppress-sound"), true},
                            {QStringLiteral("desktop-entry"), QStringLiteral("luthier")}};
    message << QStringLiteral("Luthier") << 0U << QString() << title << text.toHtmlEscaped() << QStringList()
            << hints << -1;
    // Without a session bus, or nobody on it who shows notices, nothing is shown.
    QDBusConnection::sessionBus().send(message);
}

} // namespace luthier::shell
