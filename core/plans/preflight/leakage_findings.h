#pragma once

#include <project/project.h>
#include <recipe/finding.h>
#include <recipe/recipe.h>

#include <vector>

namespace luthier::preflight {

/// What the newest leakage report on each dataset that is trained says (`data leakage`): a warning where rows
/// of one split stand in an earlier one, a note where they did in rows that have changed since. Nothing
/// without a report.
Status tellLeakage(project::Project& project, const std::vector<recipe::DataSource>& sources,
                   std::vector<recipe::Finding>& findings);

} // namespace luthier::preflight
