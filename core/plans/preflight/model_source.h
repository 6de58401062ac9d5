#pragma once

#include <base/result.h>
#include <families/model_shape.h>
#include <files/model_folder.h>
#include <recipe/recipe.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

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

/// The tasks that a model of this shape can be tuned for, most usual first.
std::vector<recipe::Task> tasksOf(const families::ModelShape& shape);

/// How a model of this shape reads rows as it stands: the task and the labels of its own head, texts of at
/// most so many tokens.
recipe::Recipe recipeOfShape(const families::ModelShape& shape, std::int64_t maxLength);

/// What the rows of a run say of their labels.
struct KnownLabels {
    std::vector<std::string> names; ///< empty before the rows are read, and where none are learnt
    bool anyNumber = false;         ///< a row may have several
};

/// The shape that the recipe's task trains: with a head of so many labels where labels are learnt. Without
/// names, before the rows are read, the recipe's count, or those of the model, or two. Fails with
/// recipe.task_not_of_model, model.no_label_head.
Result<families::ModelShape> shapeForTask(const families::ModelShape& shape, const recipe::Recipe& recipe,
                                          const KnownLabels& known = {});

} // namespace luthier::preflight
