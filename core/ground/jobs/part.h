#pragma once

#include <project/project.h>

namespace luthier::jobs {

/// The table of this module; opening a project marks jobs whose worker is gone as lost.
const project::Part& projectPart();

/// What this module keeps in the user's own database: the jobs this user has asked for.
const storage::Schema& userSchema();

constexpr std::string_view kJobsTopic = "jobs";

} // namespace luthier::jobs
