#include "bridge.h"

#include <base/log.h>
#include <dataset/part.h>
#include <jobs/part.h>
#include <project/topics.h>
#include <project/user_state.h>
#include <registry/part.h>

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <utility>

namespace luthier::bridge {
namespace {

constexpr int kPollMilliseconds = 250;

const std::array<project::Part, 3>& parts() {
    static const std::array<project::Part, 3> all = {dataset::projectPart(), registry::projectPart(),
                                                     jobs::projectPart()};
    return all;
}

std::filesystem::path pathOf(const QString& text) {
    return std::filesystem::path(text.toStdString());
}

/// For writing, with the window's lock; for reading where another window has it or the folder cannot be
/// written.
Result<project::Project>
openForWindow(const std::function<Result<project::Project>(project::Access)>& opening,
              std::optional<project::FileLock>& lock) {
    auto writable = opening(project::Access::ReadWrite);
    if (!writable)
        return writable.error().code() == "storage.read_only" ? opening(project::Access::ReadOnly)
                                                              : std::move(writable);
    TRY(lock, writable->tryTakeWindowLock());
    return lock ? std::move(writable)
                : project::Project::open(writable->folder(), project::Access::ReadOnly, parts(),
                                         project::Check::None);
}

/// Recent projects go by when a window opened them last. Our own notes may fail: the project is open all the
/// same.
void noteOpening(const project::Project& project) {
    auto user = project::UserState::open();
    const Status noted = user ? user->registerProject(project) : Status(user.error());
    if (!noted)
        logWarning(noted.error().code());
}

} // namespace

Bridge::Bridge() {
    m_poll.setInterval(kPollMilliseconds);
    connect(&m_poll, &QTimer::timeout, this, &Bridge::pollTopics);
}

Bridge::~Bridge() {
    m_openRequest.cancel();
    m_topicsRequest.cancel();
}

void Bridge::open(const QString& folder) {
    openBy(folder, [folder](project::Access access) {
        return project::openKnownProject(pathOf(folder), access, parts());
    });
}

void Bridge::create(const QString& folder, const QString& name) {
    openBy({}, [folder, name](project::Access access) -> Result<project::Project> {
        { TRY(const auto made, project::Project::create(pathOf(folder), name.toStdString(), parts())); }
        return project::openKnownProject(pathOf(folder), access, parts());
    });
}

/// `folder` is where it may be open already; empty: it cannot be.
void Bridge::openBy(const QString& folder, Opening opening) {
    Q_EMIT aboutToOpen();
    const Request::Ticket ticket = m_openRequest.restart();
    post(m_writing, [this, ticket, folder, opening = std::move(opening)] {
        const auto work = [&]() -> Opened {
            return ticket.stop.stop_requested() ? Opened(interrupted()) : openOnce(folder, opening);
        };
        // One that nobody waits for any more is closed where it was opened.
        deliver(ticket, Delivery::Each, guarded(work), [this, ticket](Opened answer) {
            if (ticket.isWanted())
                adopt(std::move(answer));
            else if (answer)
                close(std::move(*answer));
        });
    });
}

Bridge::FileIdentity Bridge::identityOf(const std::filesystem::path& file) {
    struct stat facts {};
    if (stat(file.c_str(), &facts) != 0)
        return {};
    return {facts.st_dev, facts.st_ino};
}

/// A project that this window still holds for writing is taken as it is: its own lock would make the second
/// opening read-only.
Bridge::Opened Bridge::openOnce(const QString& folder, const Opening& opening) {
    std::erase_if(m_alive, [](const std::weak_ptr<Open>& open) { return open.expired(); });
    const FileIdentity meant = folder.isEmpty() ? FileIdentity{} : identityOf(pathOf(folder) / "project.db");
    for (const std::weak_ptr<Open>& alive : m_alive)
        if (auto open = alive.lock(); open && open->window && meant.inode != 0 && open->file == meant) {
            noteOpening(open->project);
            return open;
        }
    std::optional<project::FileLock> lock;
    TRY(auto opened, openForWindow(opening, lock));
    noteOpening(opened);
    TRY(auto paging, opened.connect(project::Access::ReadOnly));
    TRY(auto slow, opened.connect(project::Access::ReadOnly));
    // Before anybody reads: what changes from now on is told.
    TRY(auto topics, project::topicRevisions(paging));
    const FileIdentity file = identityOf(opened.folder() / "project.db");
    auto open = std::make_shared<Open>(Open{std::move(opened), std::move(paging), std::move(slow),
                                            std::move(lock), std::move(topics), file});
    m_alive.push_back(open);
    return open;
}

/// Closing a database may write its log back: no work for the GUI thread.
void Bridge::close(std::shared_ptr<Open> open) {
    post(m_writing, [this, open = std::move(open)]() mutable {
        open.reset();
        release();
    });
}

void Bridge::adopt(Opened answer) {
    if (!answer) {
        Q_EMIT openFailed(answer.error());
        return;
    }
    if (*answer == m_open) {
        Q_EMIT alreadyOpen();
        return;
    }
    if (auto before = std::exchange(m_open, std::move(*answer)))
        close(std::move(before));
    const project::Project& project = m_open->project;
    OpenFacts facts;
    facts.folder = QString::fromStdString(project.folder().string());
    facts.name = QString::fromStdString(project.facts().name);
    facts.id = QString::fromStdString(project.facts().id);
    facts.writable = project.access() == project::Access::ReadWrite;
    if (!facts.writable)
        if (const auto holder = project.windowHolder())
            facts.otherWindow = holder->process;
    m_facts = facts;
    m_topics = m_open->topics;
    m_poll.start();
    Q_EMIT opened();
}

void Bridge::pollTopics() {
    if (!m_open)
        return;
    const auto work = [](storage::Connection& database, const StopToken&) {
        return project::topicRevisions(database);
    };
    // Not counted as pending by its frequency: a poll takes well under a millisecond.
    read(Reader::Paging, m_topicsRequest, work, [this](Result<std::map<std::string, std::int64_t>> answer) {
        if (!answer)
            return;
        std::vector<QString> changed;
        for (const auto& [topic, revision] : *answer)
            if (const auto known = m_topics.find(topic); known == m_topics.end() || known->second != revision)
                changed.push_back(QString::fromStdString(topic));
        m_topics = std::move(*answer);
        for (const QString& topic : changed)
            Q_EMIT topicChanged(topic);
    });
}

void Bridge::release() {
    QMetaObject::invokeMethod(this, [this] { --m_pending; });
}

void Bridge::post(WorkThread& thread, std::function<void()> work) {
    ++m_pending;
    thread.post(std::move(work));
}

} // namespace luthier::bridge
