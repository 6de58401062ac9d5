#pragma once

#include "checkpoint.h"

#include <engine/model.h>
#include <engine/tuner.h>
#include <examples/batch_plan.h>
#include <packing/row_packer.h>
#include <planning/plan.h>
#include <preflight/adapter_targets.h>
#include <preflight/model_source.h>
#include <project/project.h>
#include <recipe/recipe.h>
#include <registry/registry.h>
#include <tokenizing/tokenizer.h>

#include <memory>
#include <optional>

namespace luthier::training {

/// Everything a run needs before its first step, opened and checked.
struct RunSetup {
    registry::RunFacts run;
    std::filesystem::path folder;
    recipe::Recipe recipe;
    preflight::ModelSource source;
    files::AdapterForm adapters;
    std::shared_ptr<const tokenizing::Tokenizer> tokenizer;
    std::string chatTemplate; ///< goes along with the result; empty: the tokenizer's own serves
    examples::FrozenData train;
    examples::FrozenData validation;
    std::vector<std::int32_t> answerEnds; ///< tokens that end an answer as the rows are trained
    std::vector<std::string> questions;   ///< of the first validation rows, as people read them
    std::shared_ptr<const engine::Model> model;
    std::optional<examples::BatchPlan> batches;
    planning::StepSettings settings;
    Environment environment;

    /// Frozen rows to batches.
    packing::RowPacker packer() const;
};

Result<RunSetup> setUpRun(project::Project& project, const std::string& number);

/// The rest of a setup whose recipe, source, adapters and rows are there: device (`threads` 0: all) with what
/// its products are computed in, model and the settings of a step that holds what `facts` say. Batches are
/// there.
Status openModel(RunSetup& setup, int threads, footprint::Products products,
                 const planning::DataFacts& facts);

/// The tuner of a run, its adapters started from init_adapter when the recipe names one.
Result<std::unique_ptr<engine::Tuner>> makeTuner(const RunSetup& setup);

/// Writes what the run has made into its folder: `adapter/` (PEFT, with tokenizer files) or `model/`
/// (safetensors). Gives the folder's name.
Result<std::string> writeResult(const RunSetup& setup, const StepEngine& engine,
                                const ParameterValues& parameters);

} // namespace luthier::training
