#pragma once

#include <base/json.h>
#include <base/progress.h>
#include <base/result.h>

#include <span>
#include <string_view>

namespace luthier::engine_program {

/// A question of the window: params are the command's arguments by option name, the result is that command's JSON.
struct Method {
    std::string_view name;
    Result<Json> (*answer)(const Json& params, StopToken stop, ProgressSink& progress);
};

/// Every method that needs no model, in the order of cli.md.
std::span<const Method> methods();

} // namespace luthier::engine_program
