#pragma once

#include "channel.h"
#include "methods.h"

#include <list>
#include <memory>
#include <mutex>
#include <thread>

namespace luthier::engine_program {

/// The questions under way, each on a thread of its own. The destructor stops and joins them.
class Requests {
public:
    explicit Requests(Channel& channel);
    ~Requests();

    /// Takes one line; answers now or later.
    void take(const std::string& line);

private:
    struct Work;
    void start(const Json& id, const Method& method, Json params);
    void cancel(const Json& id, const Json& params);
    void refuse(const Json& id, int code, const Error& error);
    void sweep();

    Channel& m_channel;
    std::list<std::unique_ptr<Work>> m_works;
};

/// Serves until the end of input.
void serve(Channel& channel);

} // namespace luthier::engine_program
