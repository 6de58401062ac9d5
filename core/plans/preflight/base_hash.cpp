#include "base_hash.h"

#include <files/model_weights.h>
#include <project/user_state.h>

#include <system_error>

namespace luthier::preflight {
namespace {

/// Paths, sizes and times of what the hash is made of; empty when one cannot be had.
std::string stateOfFiles(const files::ModelFolder& folder) {
    std::vector<std::string> names = folder.weightFiles();
    if (!folder.gguf())
        names.emplace_back("config.json");
    std::string state;
    for (const std::string& name : names) {
        const auto path = folder.pathOf(name);
        if (!path)
            return {};
        std::error_code problem;
        const auto size = std::filesystem::file_size(*path, problem);
        if (problem)
            return {};
        const auto time = std::filesystem::last_write_time(*path, problem);
        if (problem)
            return {};
        state += std::filesystem::absolute(*path).lexically_normal().string() + "|" + std::to_string(size) +
                 "|" + std::to_string(time.time_since_epoch().count()) + "\n";
    }
    return state;
}

} // namespace

Result<std::string> knownModelHash(const files::ModelFolder& folder, StopToken stop, ProgressSink& progress) {
    const std::string state = stateOfFiles(folder);
    // Without the user's own database the hash is computed each time.
    auto user = project::UserState::open();
    if (user && !state.empty())
        if (const auto known = user->modelHash(state); known && *known)
            return **known;
    TRY(const Hash128 hash, files::modelHash(folder, std::move(stop), progress));
    if (user && !state.empty() && stateOfFiles(folder) == state)
        (void)user->keepModelHash(state, hash.hex());
    return hash.hex();
}

Result<std::optional<Error>> otherBase(const files::AdapterFolder& adapter, const files::ModelFolder& model,
                                       StopToken stop, ProgressSink& progress) {
    const std::string tunedOn = adapter.baseHash();
    if (tunedOn.empty())
        return std::optional<Error>();
    TRY(const std::string found, knownModelHash(model, std::move(stop), progress));
    if (found == tunedOn)
        return std::optional<Error>();
    return std::optional(refused("adapter.other_base")
                             .with("model", model.path().string())
                             .with("base", adapter.config().baseModel)
                             .at(adapter.path().string()));
}

} // namespace luthier::preflight
