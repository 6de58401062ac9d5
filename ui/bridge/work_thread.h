#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace luthier::bridge {

/// A thread that does pieces of work in the order they come. The destructor drops what has not begun and
/// joins.
class WorkThread {
public:
    WorkThread();
    ~WorkThread();
    WorkThread(const WorkThread&) = delete;
    WorkThread& operator=(const WorkThread&) = delete;

    void post(std::function<void()> work);
    /// Waits until everything posted so far is done.
    void finish();

private:
    void loop(const std::stop_token& stop);

    std::mutex m_mutex; // guards m_queue
    std::condition_variable_any m_wake;
    std::deque<std::function<void()>> m_queue;
    std::jthread m_thread;
};

} // namespace luthier::bridge
