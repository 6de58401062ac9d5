#pragma once

#include <base/result.h>
#include <families/model_shape.h>
#include <files/model_folder.h>
#include <recipe/recipe.h>

#include <filesystem>
#include <optional>

namespace luthier::preflight {

/// The model that a recipe starts from.
struct ModelSource {
    families::ModelShape shape;
    /// The folder with weights; nothing for random weights.
    std::optional<files::ModelFolder> folder;
    /// Where the tokenizer and the template lie.
    std::filesystem::path tokenizerFolder;
    /// The folder, or the config of a random model, absolute.
    std::filesystem::path path;
};

/// The absolute path that a recipe means by `name`: looked for beside the recipe first, then in the project;
/// either folder may be empty.
std::filesystem::path pathBeside(const std::string& name, const std::filesystem::path& recipeFolder,
                                 const std::filesystem::path& projectFolder);

/// Where the model lies: a relative path is looked for beside the recipe first, then in the project.
std::filesystem::path pathOfModel(const recipe::ModelChoice& model, const std::filesystem::path& recipeFolder,
                                  const std::filesystem::path& projectFolder);

/// Finds and opens the model; a relative path is looked for beside the recipe first, then in the project.
/// Fails with model.* (not found, not supported, no weights).
Result<ModelSource> resolveModel(const recipe::ModelChoice& model, const std::filesystem::path& recipeFolder,
                                 const std::filesystem::path& projectFolder);

} // namespace luthier::preflight
