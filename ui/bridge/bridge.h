#pragma once

#include "request.h"
#include "work_thread.h"

#include <base/result.h>
#include <project/project.h>
#include <storage/connection.h>

#include <QObject>
#include <QString>
#include <QTimer>

#include <map>
#include <memory>
#include <optional>
#include <type_traits>

namespace luthier::bridge {

/// Paging: what is on the screen, short. Slow: what may take seconds and can be interrupted.
enum class Reader { Paging, Slow };

/// Whether somebody looks at a page: nothing is read for one that is hidden.
enum class Watching { No, Yes };

/// What the window knows of the project it has open.
struct OpenFacts {
    QString folder;
    QString name;
    QString id;
    bool writable = true;
    qint64 otherWindow = 0; // process that holds the window lock, when this one is read-only
};

/// The open project and the threads that work on it. Lives on the GUI thread; every call returns at once.
class Bridge final : public QObject {
    Q_OBJECT

public:
    Bridge();
    ~Bridge() override;

    /// Opens a project, or makes one first; answers by opened or openFailed. The one that was open is closed.
    void open(const QString& folder);
    void create(const QString& folder, const QString& name);
    const std::optional<OpenFacts>& project() const { return m_facts; }
    bool isWritable() const { return m_facts && m_facts->writable; }

    /// Work on a read-only connection: `work(storage::Connection&, StopToken) -> Result<T>`. The answer comes
    /// to `done(Result<T>)` on the GUI thread, unless a newer question of `request` or its end comes first.
    template <class Work, class Done>
    void read(Reader reader, Request& request, Work work, Done done) {
        if (m_open)
            readWith(reader, request.restart(), std::move(work), std::move(done));
    }
    /// Work on the project itself, in order: `work(project::Project&, StopToken) -> Result<T>`. Each answer
    /// is delivered.
    template <class Work, class Done>
    void write(Request& request, Work work, Done done) {
        if (!m_open)
            return;
        const Request::Ticket ticket = request.join();
        post(m_writing,
             [this, open = m_open, ticket, work = std::move(work), done = std::move(done)]() mutable {
                 const storage::StopScope scope(open->project.database(), ticket.stop);
                 deliver(ticket, Delivery::Each, work(open->project, ticket.stop), std::move(done));
             });
    }
    /// Work without a project, on the slow thread: `work(StopToken) -> Result<T>`.
    template <class Work, class Done>
    void run(Request& request, Work work, Done done) {
        const Request::Ticket ticket = request.restart();
        post(m_slow, [this, ticket, work = std::move(work), done = std::move(done)]() mutable {
            if (!ticket.stop.stop_requested())
                deliver(ticket, Delivery::Newest, work(ticket.stop), std::move(done));
            else
                release();
        });
    }

    /// For the end of an asker that has written: waits until its work is stored. Nobody else waits on the GUI
    /// thread.
    void finishWriting() { m_writing.finish(); }

    /// Questions under way; 0: everything asked for has arrived.
    int pending() const { return m_pending; }

Q_SIGNALS:
    /// Another project is about to be opened; what is still unwritten of this one can be written now.
    void aboutToOpen();
    void opened();
    void openFailed(const luthier::Error& error);
    /// A topic of the project has a new revision: dataset, runs, jobs, ….
    void topicChanged(const QString& topic);

private:
    struct Open {
        project::Project project;
        storage::Connection paging;
        storage::Connection slow;
        std::optional<project::FileLock> window;
        std::map<std::string, std::int64_t> topics; // revisions at the opening
    };
    enum class Delivery { Newest, Each };
    using Opening = std::function<Result<project::Project>(project::Access)>;

    template <class Work, class Done>
    void readWith(Reader reader, Request::Ticket ticket, Work work, Done done) {
        WorkThread& thread = reader == Reader::Paging ? m_paging : m_slow;
        post(thread,
             [this, reader, open = m_open, ticket, work = std::move(work), done = std::move(done)]() mutable {
                 if (ticket.stop.stop_requested()) {
                     release();
                     return;
                 }
                 storage::Connection& database = reader == Reader::Paging ? open->paging : open->slow;
                 const storage::StopScope scope(database, ticket.stop);
                 deliver(ticket, Delivery::Newest, work(database, ticket.stop), std::move(done));
             });
    }
    template <class Answer, class Done>
    void deliver(const Request::Ticket& ticket, Delivery delivery, Answer answer, Done done) {
        auto shared = std::make_shared<Answer>(std::move(answer));
        QMetaObject::invokeMethod(this, [this, ticket, delivery, shared, done = std::move(done)]() mutable {
            --m_pending;
            if (delivery == Delivery::Newest ? ticket.isWanted() : ticket.isOwned())
                done(std::move(*shared));
        });
    }
    void release();
    void post(WorkThread& thread, std::function<void()> work);
    void openBy(Opening opening);
    void adopt(Result<std::shared_ptr<Open>> answer);
    void pollTopics();

    std::optional<OpenFacts> m_facts;
    std::shared_ptr<Open> m_open;
    int m_pending = 0;
    Request m_openRequest;
    Request m_topicsRequest;
    std::map<std::string, std::int64_t> m_topics;
    QTimer m_poll;
    // Last, so that the threads end before anything they use.
    WorkThread m_paging;
    WorkThread m_slow;
    WorkThread m_writing;
};

} // namespace luthier::bridge
