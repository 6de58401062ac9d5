#include "channel.h"

#include <array>
#include <cerrno>

#include <poll.h>
#include <unistd.h>

namespace luthier::serving {
namespace {

constexpr std::size_t kLongestLine = std::size_t{16} << 20;

} // namespace

std::optional<std::string> Channel::readLine() {
    bool tooLong = false;
    std::size_t searched = 0;
    for (;;) {
        if (const auto end = m_buffer.find('\n', searched); end != std::string::npos) {
            std::string line = m_buffer.substr(0, end);
            m_buffer.erase(0, end + 1);
            if (!tooLong)
                return line;
            tooLong = false;
            searched = 0;
            continue;
        }
        if (m_buffer.size() > kLongestLine) {
            tooLong = true;
            m_buffer.clear();
        }
        searched = m_buffer.size();
        std::array<char, 65536> piece;
        const ssize_t got = ::read(m_input, piece.data(), piece.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return std::nullopt;
        m_buffer.append(piece.data(), static_cast<std::size_t>(got));
    }
}

void Channel::write(const Json& message) {
    const std::string line = dumpJson(message) + "\n";
    const std::lock_guard lock(m_writing);
    for (std::size_t written = 0; written < line.size();) {
        const ssize_t put = ::write(m_output, line.data() + written, line.size() - written);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return; // nobody listens any more; the end of input follows
        written += static_cast<std::size_t>(put);
    }
}

bool Channel::isReaderGone() const {
    pollfd output = {m_output, 0, 0};
    return poll(&output, 1, 0) > 0 && (output.revents & (POLLERR | POLLNVAL)) != 0;
}

} // namespace luthier::serving
