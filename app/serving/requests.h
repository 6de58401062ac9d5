#pragma once

#include "channel.h"

#include <base/progress.h>
#include <base/result.h>

#include <functional>
#include <list>
#include <memory>
#include <span>
#include <string_view>
#include <thread>

namespace luthier::serving {

/// A question that can be asked: params are the command's arguments by option name, the result is that
/// command's JSON. Called on a thread of its own, several at once.
struct Method {
    std::string_view name;
    std::function<Result<Json>(const Json& params, StopToken stop, ProgressSink& progress)> answer;
};

/// The questions under way, each on a thread of its own. The destructor stops and joins them.
class Requests {
public:
    Requests(Channel& channel, std::span<const Method> methods);
    ~Requests();

    /// Takes one line; answers now or later.
    void take(const std::string& line);
    /// Waits until everything is answered; stops it when nobody reads the answers any more.
    void finish();

private:
    struct Work;
    void start(const Json& id, const Method& method, Json params);
    void cancel(const Json& id, const Json& params);
    void refuse(const Json& id, int code, const Error& error);
    void sweep();

    Channel& m_channel;
    std::span<const Method> m_methods;
    std::list<std::unique_ptr<Work>> m_works;
};

/// Serves until the end of input, and answers what was asked before it.
void serve(Channel& channel, std::span<const Method> methods);

} // namespace luthier::serving
