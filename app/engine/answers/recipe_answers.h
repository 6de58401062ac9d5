#pragma once

#include <base/json.h>
#include <base/progress.h>
#include <base/result.h>
#include <preflight/check.h>
#include <project/project.h>
#include <recipe/recipe.h>

#include <filesystem>

namespace luthier::engine_program {

/// A recipe as a question gives it, and the folder its relative paths are looked for first.
struct RecipeDocument {
    Json recipe;
    std::filesystem::path folder;
};
/// Out of a file's path (a string) or the recipe itself (an object).
Result<RecipeDocument> recipeDocument(const Json& fileOrRecipe);

/// `recipe check`: `{ok, findings:[{severity, code, field, message, fix, parameters}], rows, counting}`;
/// `parameters` go along, so that the window can say a finding in any language. `rows` is what the run will
/// make of the training rows, `{rows, trained, cut, dropped, without_trained, refused:{code:n}, left_out,
/// ask}`, where `ask` means that a person should be asked before the start; null without a project, or while
/// they are counted in the background: then `counting` is `{done, total}`. `project` may be null.
Result<Json> checkedRecipe(const RecipeDocument& recipe, project::Project* project,
                           preflight::Workshop& workshop, preflight::Waiting waiting, StopToken stop,
                           ProgressSink& progress);

struct PlanRequest {
    RecipeDocument recipe;
    std::filesystem::path project; ///< empty: rows are not known
    std::string model;             ///< takes the place of the recipe's; empty: the recipe's own
    std::int64_t deviceMemory = 0; ///< 0: what the device has free
    bool program = false;          ///< also the listing of the step
};
/// `plan`, with `timeline`, and `rows` and `counting` as above: exact where the rows of the recipe can be
/// counted.
Result<Json> plannedRecipe(PlanRequest request, preflight::Workshop& workshop, preflight::Waiting waiting,
                           StopToken stop, ProgressSink& progress);

} // namespace luthier::engine_program
