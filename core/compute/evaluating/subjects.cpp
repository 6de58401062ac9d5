#include "subjects.h"

#include <engine/tuner.h>
#include <examples/frozen_data.h>
#include <files/model_weights.h>
#include <methods/full.h>
#include <planning/plan.h>
#include <planning/step_program.h>
#include <preflight/base_hash.h>
#include <preflight/model_source.h>
#include <preflight/open_recipe.h>
#include <project/manifest.h>
#include <registry/base_model.h>

namespace luthier::evaluating {
namespace {

/// Random weights as a run of this seed starts from: a tuner draws them.
Result<std::shared_ptr<const engine::Model>> drawnModel(const families::ModelShape& shape, std::uint64_t seed,
                                                        const engine::ComputeDevice& device) {
    planning::StepSettings settings;
    settings.method = methods::full();
    settings.trains = true;
    settings.tokens = settings.longestRow = settings.trainedTokens = 1;
    TRY(const auto tuner, engine::Tuner::create(engine::Model::random(shape, seed, device),
                                                planning::compileStep(shape, settings), 0));
    // The tuner's arena has gradients and moments too: only the weights are kept.
    const auto values = std::make_shared<std::vector<float>>(static_cast<std::size_t>(tuner->stateSize()));
    TRY_VOID(tuner->read(engine::kParameters, *values));
    std::vector<std::span<const float>> tensors;
    for (const footprint::Parameter& parameter : tuner->layout().parameters())
        tensors.push_back(std::span(*values).subspan(static_cast<std::size_t>(parameter.offset),
                                                     static_cast<std::size_t>(parameter.count)));
    return engine::Model::withValues(shape, tuner->layout().parameters(), tensors, values, device);
}

/// The run's labels, without its rows; nothing where none are learnt.
Result<examples::FrozenData> labelsOfRun(const project::Project& project, const registry::RunFacts& run) {
    const std::filesystem::path file = registry::folderOf(project, run) / "data" / "train.safetensors";
    examples::FrozenData labels;
    if (!std::filesystem::exists(file))
        return labels;
    TRY(const auto data, examples::readFrozenData(file));
    labels.labelNames = data.labelNames;
    labels.labelWidth = data.labelWidth;
    return labels;
}

std::string nameOf(const std::filesystem::path& folder) {
    const std::filesystem::path plain = folder.lexically_normal();
    return (plain.has_filename() ? plain : plain.parent_path()).filename().string();
}

} // namespace

Result<examples::ChosenTemplate> templateOfResult(recipe::Recipe recipe,
                                                  const tokenizing::Tokenizer& tokenizer,
                                                  const std::filesystem::path& result,
                                                  const std::filesystem::path& project) {
    const std::filesystem::path kept = result / "chat_template.jinja";
    if (recipe.chatTemplate.source != "model" && !result.empty() && std::filesystem::exists(kept))
        recipe.chatTemplate.source = kept.string();
    return preflight::templateOfRun(recipe, tokenizer, project);
}

Result<std::string> hashOfBase(const registry::RunFacts& run, const files::ModelFolder& base, StopToken stop,
                               ProgressSink& progress) {
    TRY(const std::string hash, preflight::knownModelHash(base, std::move(stop), progress));
    const Json* model = member(run.lineage, "model");
    const Json* trained = model ? member(*model, "hash") : nullptr;
    if (trained && *trained != hash)
        return refused("run.other_model").with("run", run.number).at(base.path().string());
    return hash;
}

Result<Subjects> openSubjects(project::Project& project, const registry::RunFacts& run,
                              const engine::ComputeDevice& device, StopToken stop, ProgressSink& progress,
                              std::shared_ptr<const engine::Model> base) {
    TRY(const auto result, registry::findResult(project, run, stop));
    TRY(auto recipe, recipe::recipeFromJson(run.recipe));
    if (recipe.task == recipe::Task::Reward)
        return usageError("compare.scores_only").with("run", run.number);
    TRY(recipe.model, registry::locateModel(project, run, recipe.model));
    TRY(auto source, preflight::resolveModel(recipe.model, {}, project.folder()));
    TRY(auto labels, labelsOfRun(project, run));
    TRY(source.shape,
        preflight::shapeForTask(source.shape, recipe, {labels.labelNames, labels.isMultiLabel()}));
    TRY(auto tokenizer, tokenizing::loadTokenizer(source.tokenizerFolder));
    TRY(auto chosen, templateOfResult(recipe, *tokenizer, result.folder, project.folder()));
    examples::ExampleMaker maker(tokenizer, std::move(chosen.chatTemplate), recipe::answering(recipe));
    Subjects subjects{
        run, std::move(recipe), std::move(tokenizer), std::move(maker), nullptr, nullptr, {}, {}, {}};
    subjects.labels = std::move(labels);
    progress.report({"loading model", 0, 0});
    if (source.folder) {
        TRY(const std::string hash, hashOfBase(run, *source.folder, stop, progress));
        subjects.baseWeights = nameOf(source.path) + " " + hash;
        source.folder->setShape(source.shape); // the hash is that of the folder as it is
        subjects.base = std::move(base);
        if (!subjects.base) {
            TRY(subjects.base, engine::Model::load(*source.folder, device,
                                                   planning::quantisedBy(subjects.recipe.quantization)));
        }
    } else {
        subjects.baseWeights = nameOf(source.path) + " random seed " + std::to_string(subjects.recipe.seed);
        TRY(subjects.base, drawnModel(source.shape, subjects.recipe.seed, device));
    }
    if (result.kind == registry::RunResult::Kind::Model) {
        TRY(const auto folder, files::ModelFolder::open(result.folder));
        TRY(const std::string hash, preflight::knownModelHash(folder, stop, progress));
        subjects.adaptedWeights = result.name + " " + hash;
        TRY(subjects.adapted, engine::Model::load(folder, device));
        return subjects;
    }
    TRY(const auto adapter, files::AdapterFolder::open(result.folder));
    TRY(subjects.adapter, files::readAdapter(adapter, source.shape));
    TRY(const std::string hash, project::fileSha256(result.folder / "adapter_model.safetensors", stop));
    subjects.adapted = subjects.base;
    subjects.adaptedWeights = result.name + " sha256:" + hash;
    return subjects;
}

} // namespace luthier::evaluating
