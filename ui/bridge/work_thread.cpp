#include "work_thread.h"

#include <future>

namespace luthier::bridge {

WorkThread::WorkThread()
    : m_thread([this](const std::stop_token& stop) { loop(stop); }) {}

WorkThread::~WorkThread() {
    m_thread.request_stop();
    m_thread.join();
}

void WorkThread::post(std::function<void()> work) {
    {
        const std::lock_guard lock(m_mutex);
        m_queue.push_back(std::move(work));
    }
    m_wake.notify_one();
}

void WorkThread::finish() {
    std::promise<void> done;
    post([&done] { done.set_value(); });
    done.get_future().wait();
}

void WorkThread::loop(const std::stop_token& stop) {
    for (;;) {
        std::function<void()> work;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, stop, [this] { return !m_queue.empty(); });
            if (stop.stop_requested())
                return;
            work = std::move(m_queue.front());
            m_queue.pop_front();
        }
        work();
    }
}

} // namespace luthier::bridge
