#pragma once

#include <cstdint>
#include <stop_token>
#include <string>

namespace luthier {

/// Asked at least every 50 ms of work; when set, a step ends with interrupted() and leaves nothing half done.
using StopToken = std::stop_token;

/// How far a step is. `stage` is a code ("importing", "loading model"); total 0 means unknown.
struct Progress {
    std::string stage;
    std::int64_t done = 0;
    std::int64_t total = 0;
};

/// Receives progress on the thread that works; must return at once.
class ProgressSink {
public:
    virtual ~ProgressSink() = default;
    virtual void report(const Progress& progress) = 0;
};

class NullProgress final : public ProgressSink {
public:
    void report(const Progress&) override {}
};

} // namespace luthier
