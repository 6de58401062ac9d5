#pragma once

#include "request.h"
#include "work_thread.h"

#include <base/result.h>
#include <project/project.h>
#include <storage/connection.h>

#include <QObject>
#include <QString>
#include <QTimer>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <type_traits>
#include <vector>

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
    /// Where that very project is open for writing, nothing happens to it: the answer is alreadyOpen.
    void open(const QString& folder);
    void create(const QString& folder, const QString& name);
    const std::optional<OpenFacts>& project() const { return m_facts; }
    bool isWritable() const { return m_facts && m_facts->writable; }

    /// Work on a read-only connection: `work(storage::Connection&, StopToken) -> Result<T>`. The answer comes
    /// to `done(Result<T>)` on the GUI thread, unless a newer question of `request` or its end comes first.
    /// Without a project it is project.none_open; what `work` throws is job.out_of_memory or
    /// window.unexpected.
    template <class Work, class Done>
    void read(Reader reader, Request& request, Work work, Done done) {
        if (m_open)
            readWith(reader, request.restart(), std::move(work), std::move(done));
        else
            refuse<std::invoke_result_t<Work, storage::Connection&, const StopToken&>>(
                request.restart(), Delivery::Newest, std::move(done));
    }
    /// Work on the project itself, in order: `work(project::Project&, StopToken) -> Result<T>`. Each answer
    /// is delivered; errors as those of read().
    template <class Work, class Done>
    void write(Request& request, Work work, Done done) {
        const Request::Ticket ticket = request.join();
        if (!m_open) {
            refuse<std::invoke_result_t<Work, project::Project&, const StopToken&>>(ticket, Delivery::Each,
                                                                                    std::move(done));
            return;
        }
        post(m_writing,
             [this, open = m_open, ticket, work = std::move(work), done = std::move(done)]() mutable {
                 const storage::StopScope scope(open->project.database(), ticket.stop);
                 deliver(ticket, Delivery::Each, guarded([&] { return work(open->project, ticket.stop); }),
                         std::move(done));
             });
    }
    /// Work without a project, on the slow thread: `work(StopToken) -> Result<T>`.
    template <class Work, class Done>
    void run(Request& request, Work work, Done done) {
        const Request::Ticket ticket = request.restart();
        post(m_slow, [this, ticket, work = std::move(work), done = std::move(done)]() mutable {
            if (!ticket.stop.stop_requested())
                deliver(ticket, Delivery::Newest, guarded([&] { return work(ticket.stop); }),
                        std::move(done));
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
    /// The project that open() named is the one that is open.
    void alreadyOpen();
    void openFailed(const luthier::Error& error);
    /// A topic of the project has a new revision: dataset, runs, jobs, ….
    void topicChanged(const QString& topic);

private:
    struct FileIdentity {
        std::uint64_t device = 0;
        std::uint64_t inode = 0; // 0: no file
        friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
    };
    static FileIdentity identityOf(const std::filesystem::path& file);
    struct Open {
        project::Project project;
        storage::Connection paging;
        storage::Connection slow;
        std::optional<project::FileLock> window;
        std::map<std::string, std::int64_t> topics; // revisions at the opening
        FileIdentity file;                          // of its project.db, whatever path leads there
    };
    enum class Delivery { Newest, Each };
    using Opening = std::function<Result<project::Project>(project::Access)>;
    using Opened = Result<std::shared_ptr<Open>>;

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
                 deliver(ticket, Delivery::Newest, guarded([&] { return work(database, ticket.stop); }),
                         std::move(done));
             });
    }
    /// What is thrown in a background thread is an answer like any other error.
    template <class Work>
    static std::invoke_result_t<Work> guarded(Work work) {
        try {
            return work();
        } catch (const std::bad_alloc&) {
            return failed("job.out_of_memory");
        } catch (const std::exception& error) {
            return failed("window.unexpected").because(error.what());
        }
    }
    template <class Answer, class Done>
    void refuse(const Request::Ticket& ticket, Delivery delivery, Done done) {
        ++m_pending;
        deliver(ticket, delivery, Answer(failed("project.none_open")), std::move(done));
    }
    template <class Answer, class Done>
    void deliver(const Request::Ticket& ticket, Delivery delivery, Answer answer, Done done) {
        auto shared = std::make_shared<Answer>(std::move(answer));
        auto take = [this, ticket, delivery, shared, done = std::move(done)]() mutable {
            --m_pending;
            if (delivery == Delivery::Newest ? ticket.isWanted() : ticket.isOwned())
                done(std::move(*shared));
        };
        // Never before the question is asked, whoever answers it.
        QMetaObject::invokeMethod(this, std::move(take), Qt::QueuedConnection);
    }
    void release();
    void post(WorkThread& thread, std::function<void()> work);
    void openBy(const QString& folder, Opening opening);
    Opened openOnce(const QString& folder, const Opening& opening);
    void adopt(Opened answer);
    void close(std::shared_ptr<Open> open);
    void pollTopics();

    std::optional<OpenFacts> m_facts;
    std::shared_ptr<Open> m_open;
    int m_pending = 0;
    Request m_openRequest;
    Request m_topicsRequest;
    std::vector<std::weak_ptr<Open>> m_alive; // not closed yet; used by m_writing only
    std::map<std::string, std::int64_t> m_topics;
    QTimer m_poll;
    // Last, so that the threads end before anything they use.
    WorkThread m_paging;
    WorkThread m_slow;
    WorkThread m_writing;
};

} // namespace luthier::bridge
