#pragma once

#include "model_source.h"

#include <base/json.h>
#include <examples/example.h>
#include <planning/plan.h>
#include <recipe/recipe.h>

#include <cstdint>
#include <filesystem>
#include <optional>

namespace luthier::preflight {

class Workshop;

/// A recipe whose form is right, its model found, with the head that the task needs, its paths made absolute.
struct OpenRecipe {
    recipe::Recipe recipe;
    ModelSource source;
    std::int64_t ownLabels = 0; ///< logits of the folder's own head for the task; 0: it has none

    /// Labels that the model knows already.
    std::vector<std::string> modelLabels() const {
        return source.shape.headIsNew ? std::vector<std::string>{} : source.shape.labelNames;
    }
};

/// Relative paths of the recipe are looked for in `folder` (where its file lies), then in the project. Fails
/// with model.*, and with file.outside where a recipe that is not a file of one's own names a template
/// outside the project.
Result<OpenRecipe> openRecipe(recipe::Recipe recipe, const std::filesystem::path& folder,
                              const std::filesystem::path& project, Workshop& workshop);
/// The same of a document; fails with the recipe's first fault too.
Result<OpenRecipe> openRecipe(const Json& document, const std::filesystem::path& folder,
                              const std::filesystem::path& project, Workshop& workshop);

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

/// The plan of a recipe on this machine; `deviceMemory` 0: what the device has free. Without the facts of its
/// rows they are taken to fill max_length, and a run of epochs has no known length.
Result<planning::Plan> planFor(const OpenRecipe& recipe, const std::optional<planning::DataFacts>& rows,
                               std::int64_t deviceMemory);

} // namespace luthier::preflight
