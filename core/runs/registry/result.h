#pragma once

#include "registry.h"

#include <base/progress.h>

#include <filesystem>

namespace luthier::registry {

/// What a finished run has made: a PEFT folder, or after full tuning a whole model.
struct RunResult {
    enum class Kind { Adapter, Model };
    Kind kind = Kind::Adapter;
    std::filesystem::path folder;
    /// As people and files name it: `runs/0001/adapter`.
    std::string name;
};

/// The result of a run, held against its manifest (every file is read once). Fails with run.not_finished,
/// manifest.*, interrupted().
Result<RunResult> findResult(const project::Project& project, const RunFacts& run, StopToken stop);

} // namespace luthier::registry
