#pragma once

#include <project/project.h>

#include <filesystem>

namespace luthier::compute_program {

/// Whether this user is known to have opened the project: a person's command looks, the child of a supervisor
/// need not.
enum class Caller { Person, Supervisor };

/// Opens a project for writing, with the parts that this program works with.
Result<project::Project> openProject(const std::filesystem::path& folder, Caller caller);

} // namespace luthier::compute_program
