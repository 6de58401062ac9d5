#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>

namespace luthier::bridge {

/// A line of questions of one asker; lives on the GUI thread. Answers reach it only while it lives.
class Request {
public:
    /// What an answer must show to be delivered.
    struct Ticket {
        std::weak_ptr<std::uint64_t> line;
        std::uint64_t serial = 0;
        std::stop_token stop;

        bool isWanted() const {
            const auto state = line.lock();
            return state && *state == serial;
        }
        bool isOwned() const { return !line.expired(); }
    };

    Request()
        : m_serial(std::make_shared<std::uint64_t>(0)) {}
    ~Request() { m_stop.request_stop(); }
    Request(const Request&) = delete;
    Request& operator=(const Request&) = delete;

    /// Stops the question that is under way; its answer is dropped.
    Ticket restart() {
        cancel();
        return {m_serial, *m_serial, m_stop.get_token()};
    }
    /// One more question beside those under way.
    Ticket join() const { return {m_serial, *m_serial, m_stop.get_token()}; }
    void cancel() {
        ++*m_serial;
        m_stop.request_stop();
        m_stop = std::stop_source();
    }

private:
    std::shared_ptr<std::uint64_t> m_serial;
    std::stop_source m_stop;
};

} // namespace luthier::bridge
