#pragma once

#include "open_recipe.h"
#include "workshop.h"

#include <examples/batch_plan.h>
#include <examples/source_rows.h>

#include <optional>
#include <vector>

namespace luthier::preflight {

/// What a run will make of its rows, all of them counted; a source's place is that in the recipe.
struct RunRows {
    std::vector<examples::SourceRows> train;
    std::vector<examples::SourceRows> validation;
    planning::DataFacts facts;
    std::optional<Error> labelFault; ///< why the labels of the training rows cannot be learnt
    KnownLabels labels;              ///< what those rows say of their labels

    examples::RowCounts trainCounts() const;
    /// In the order of the run.
    std::vector<examples::RowSize> trainSizes() const;
};

/// Above this share of rows that are left out a person is asked before the run starts.
constexpr double kAskedShare = 0.01;
/// Whether so many are left out.
bool isAskedAbout(const examples::RowCounts& counts);

/// What rows add up to in the batches of a run; the plan before it and the run itself ask the same.
planning::DataFacts dataFacts(const examples::BatchPlan& batches, const std::vector<examples::RowSize>& train,
                              const std::vector<examples::RowSize>& validation);

/// How the rows of a recipe become tokens.
struct RowRendering {
    std::shared_ptr<const tokenizing::Tokenizer> tokenizer;
    std::shared_ptr<const examples::ChosenTemplate> chosen;
};
/// Fails with tokenizer.*, template.*.
Result<RowRendering> renderingOf(const OpenRecipe& open, Workshop& workshop);

/// The rows of a recipe, or how far they are counted.
struct CountedRun {
    std::optional<RunRows> rows;
    std::optional<Progress> counting;
};
/// Fails with dataset.*, recipe.too_many_rows, interrupted().
Result<CountedRun> countRun(project::Project& project, const OpenRecipe& open, const RowRendering& rendering,
                            Workshop& workshop, Waiting waiting, StopToken stop, ProgressSink& progress);
/// The same for a recipe that may not be fit to run: without rows where its datasets, tokenizer or template
/// cannot be had, which a check tells.
Result<CountedRun> countKnownRows(project::Project& project, const OpenRecipe& open, Workshop& workshop,
                                  Waiting waiting, StopToken stop, ProgressSink& progress);

} // namespace luthier::preflight
