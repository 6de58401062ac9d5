#pragma once

#include "result.h"

#include <filesystem>

namespace luthier {

/// Makes a folder to be filled and then renamed to `target`: beside it, hidden, under a name that nobody has
/// (`.NAME.partial-…`). What lies beside a target is never ours to take away. Fails with file.*.
Result<std::filesystem::path> makeStagingFolder(const std::filesystem::path& target);

/// The same in a folder that is the program's own and that one process at a time writes (a run's): one name a
/// target (`.partial-NAME`), so that what a killed process left there is taken away by the next. Fails with
/// file.*.
Result<std::filesystem::path> restartStagingFolder(const std::filesystem::path& target);

} // namespace luthier
