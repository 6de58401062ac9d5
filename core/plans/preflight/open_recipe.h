#pragma once

#include "model_source.h"

#include <base/json.h>
#include <examples/example.h>
#include <planning/plan.h>
#include <recipe/recipe.h>

#include <filesystem>

namespace luthier::preflight {

/// A recipe whose form is right, its model found, its paths made absolute.
struct OpenRecipe {
    recipe::Recipe recipe;
    ModelSource source;
};

/// Relative paths of the recipe are looked for in `folder` (where its file lies), then in the project. Fails
/// with the recipe's first fault, with model.*, and with file.outside where a recipe that is not a file of
/// one's own names a template outside the project.
Result<OpenRecipe> openRecipe(const Json& document, const std::filesystem::path& folder,
                              const std::filesystem::path& project);
Result<OpenRecipe> openRecipeFile(const std::filesystem::path& file, const std::filesystem::path& project);

/// The template of a run's frozen recipe. Fails with file.outside where it leads out of the project, which
/// may be a stranger's, and as examples::chooseTemplate does.
Result<examples::ChosenTemplate> templateOfRun(const recipe::Recipe& recipe,
                                               const tokenizing::Tokenizer& tokenizer,
                                               const std::filesystem::path& project);

/// The device that a recipe's run takes: this version computes on the CPU unless a GPU is named.
std::string deviceOf(const recipe::Recipe& recipe);

/// The recipe's device with what was measured on it. Fails with device.unknown.
Result<devices::DeviceFacts> measuredDevice(const recipe::Recipe& recipe);

/// What the recipe's products are computed in on this machine, as it was measured by now.
Result<footprint::Products> productsOf(const recipe::Recipe& recipe);

/// The plan of a recipe on this machine, before its rows are known; `deviceMemory` 0: what the device has
/// free.
Result<planning::Plan> planFor(const OpenRecipe& recipe, std::int64_t deviceMemory);

} // namespace luthier::preflight
