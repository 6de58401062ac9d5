#pragma once

#include "result.h"

#include <filesystem>

namespace luthier {

/// Makes a folder to be filled and then renamed to `target`: beside it, hidden, under a name that nobody has
/// (`.NAME.partial-…`). What lies beside a target is never ours to take away. Fails with file.*.
Result<std::filesystem::path> makeStagingFolder(const std::filesystem::path& target);

} // namespace luthier
