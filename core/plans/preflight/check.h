#pragma once

#include "run_rows.h"

#include <base/json.h>
#include <base/progress.h>
#include <base/result.h>
#include <project/project.h>
#include <recipe/recipe.h>

#include <filesystem>
#include <optional>
#include <vector>

namespace luthier::preflight {

/// What a recipe is held against.
struct CheckInputs {
    const Json& document;
    std::filesystem::path folder; ///< where its file lies
    project::Project* project = nullptr;
    Waiting waiting = Waiting::UntilCounted;
};

/// A recipe with all that is known of it before Start. What was opened for it is handed on.
struct CheckedRecipe {
    recipe::Recipe recipe;
    std::vector<recipe::Finding> findings;
    std::optional<OpenRecipe> open;   ///< when its form is right and its model is there
    std::optional<RunRows> rows;      ///< with a project, once all of them are counted
    std::optional<Progress> counting; ///< how far counting is, until it is done
};

/// Everything known before Start that is wrong or worth knowing about a recipe: its form, its datasets and
/// splits (when a project is given), its model, tokenizer, template and layers, and what the run will make of
/// all rows: which are left out for what reason, cut, or have nothing to learn. Findings come in that order;
/// later questions are not asked where an earlier answer makes them idle. Each reason why rows are left
/// out is a note; recipe.rows_left_out is a warning where they are more than kAskedShare of all. Fails only
/// when the project cannot be read, or with interrupted().
Result<CheckedRecipe> checkRecipe(const CheckInputs& inputs, Workshop& workshop, StopToken stop,
                                  ProgressSink& progress);

} // namespace luthier::preflight
