#pragma once

#include <base/progress.h>
#include <base/result.h>
#include <engine/model.h>
#include <examples/example.h>
#include <examples/frozen_data.h>
#include <files/adapter_folder.h>
#include <files/model_folder.h>
#include <project/project.h>
#include <recipe/recipe.h>
#include <registry/result.h>
#include <tokenizing/tokenizer.h>

#include <memory>
#include <string>
#include <vector>

namespace luthier::evaluating {

/// What a run started from and what it made, ready to answer: weights of the base once, and beside them
/// either the run's adapters or, after full tuning, its whole model.
struct Subjects {
    registry::RunFacts run;
    recipe::Recipe recipe;
    std::shared_ptr<const tokenizing::Tokenizer> tokenizer;
    examples::ExampleMaker maker; ///< the run's own template, system text and length
    std::shared_ptr<const engine::Model> base;
    std::shared_ptr<const engine::Model> adapted; ///< `base` itself when adapters make the difference
    files::Adapter adapter;
    std::string baseWeights; ///< name and hash of the weights behind an answer
    std::string adaptedWeights;
    examples::FrozenData labels = {}; ///< without rows: what the run's labels are

    const families::ModelShape& shape() const { return base->shape(); }
    /// The run learnt labels, and not to write.
    bool labelled() const { return shape().hasLabels(); }
};

/// The template that a run's result answers in, for comparisons and chats alike: one that is not the
/// tokenizer's own lies beside the result, whatever has become of the recipe's file. `result` and `project`
/// may be empty: then it is what the recipe names. Fails with what templateOfRun fails with.
Result<examples::ChosenTemplate> templateOfResult(recipe::Recipe recipe,
                                                  const tokenizing::Tokenizer& tokenizer,
                                                  const std::filesystem::path& result,
                                                  const std::filesystem::path& project);

/// The hash of the base, which must still be the model that the run was trained on (run.other_model). Reads
/// all weights once.
Result<std::string> hashOfBase(const registry::RunFacts& run, const files::ModelFolder& base, StopToken stop,
                               ProgressSink& progress);

/// Opens both sides of a run. Fails with hashOfBase's errors, run.*, model.*, adapter.*, manifest.*,
/// device.*. `base`, where given, is the run's base as it is loaded already.
Result<Subjects> openSubjects(project::Project& project, const registry::RunFacts& run,
                              const engine::ComputeDevice& device, StopToken stop, ProgressSink& progress,
                              std::shared_ptr<const engine::Model> base = nullptr);

} // namespace luthier::evaluating
