#pragma once

#include <base/json.h>
#include <base/progress.h>
#include <dataset/types.h>
#include <examples/example.h>
#include <preflight/workshop.h>
#include <project/project.h>

#include <filesystem>
#include <memory>

namespace luthier::engine_program {

/// How rows become tokens: a recipe with its model's tokenizer and its template.
struct TokenSource {
    recipe::Recipe recipe;
    std::shared_ptr<const tokenizing::Tokenizer> tokenizer;
    std::shared_ptr<const examples::ChosenTemplate> chosen;
};

/// Of a recipe (its relative paths are looked for in `folder`, then in the project).
Result<TokenSource> tokenSourceOfRecipe(const Json& recipe, const std::filesystem::path& folder,
                                        const std::filesystem::path& project, preflight::Workshop& workshop);
/// Of a model, or a folder with tokenizer files alone, under the default recipe.
Result<TokenSource> tokenSourceOfModel(const std::filesystem::path& model, preflight::Workshop& workshop);

/// `data tokens PROJECT DATASET ROW`: `{row, tokens:[…], trained, ignored, cut, text}`.
Result<Json> rowTokens(const dataset::Row& row, const dataset::DatasetFacts& facts,
                       const TokenSource& source);

/// `data tokens PROJECT DATASET`: the lengths.
Result<Json> datasetTokens(project::Project& project, const dataset::DatasetFacts& facts,
                           const TokenSource& source, preflight::Workshop& workshop, StopToken stop,
                           ProgressSink& progress);

} // namespace luthier::engine_program
