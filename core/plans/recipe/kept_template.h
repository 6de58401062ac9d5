#pragma once

#include <base/result.h>

#include <filesystem>
#include <string>

namespace luthier::recipe {

/// Copies a template into the project, as `templates/NAME-HASH.jinja`, and gives that path relative to the
/// project: what a recipe of the project may name, wherever the file came from, and what stays as it was when
/// a run began. Fails with file.*, template.empty.
Result<std::string> keepTemplate(const std::filesystem::path& file, const std::filesystem::path& project);

} // namespace luthier::recipe
