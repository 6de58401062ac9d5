#pragma once

#include <base/result.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace luthier::preflight {

/// Values that were read from files, the newest few of them, each for as long as its stamp stays the same.
/// Thread-safe; who asks while another reads waits and takes the same value.
template <class Value>
class Kept {
public:
    explicit Kept(std::size_t most)
        : m_most(most) {}

    /// The value of `key` if it was read under this stamp, else what `read` gives.
    template <class Read>
    Result<std::shared_ptr<const Value>> get(const std::string& key, const std::string& stamp, Read read) {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_entries.find(key);
            found != m_entries.end() && found->second.stamp == stamp) {
            found->second.usedAt = ++m_uses;
            return found->second.value;
        }
        TRY(std::shared_ptr<const Value> value, read());
        m_entries[key] = {stamp, value, ++m_uses};
        if (m_entries.size() > m_most)
            m_entries.erase(
                std::min_element(m_entries.begin(), m_entries.end(), [](const auto& a, const auto& b) {
                    return a.second.usedAt < b.second.usedAt;
                }));
        return value;
    }

private:
    struct Entry {
        std::string stamp;
        std::shared_ptr<const Value> value;
        std::uint64_t usedAt = 0;
    };
    std::mutex m_mutex;
    std::map<std::string, Entry> m_entries;
    std::size_t m_most;
    std::uint64_t m_uses = 0;
};

} // namespace luthier::preflight
