#include "run_setup.h"

#include <base/files.h>
#include <base/hash.h>
#include <base/staging.h>
#include <devices/devices.h>
#include <examples/closing_tokens.h>
#include <examples/example.h>
#include <families/family.h>
#include <files/adapter_folder.h>
#include <files/companions.h>
#include <files/generation_ends.h>
#include <kernels/common/cpu_level.h>
#include <planning/plan.h>
#include <planning/step_program.h>
#include <preflight/run_rows.h>
#include <program/listing.h>
#include <project/manifest.h>
#include <registry/base_model.h>

#include <algorithm>
#include <cstring>

namespace luthier::training {
namespace {

Result<examples::FrozenData> frozen(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file))
        return examples::FrozenData{};
    return examples::readFrozenData(file);
}

/// Words for people only: a run without them, or with a damaged file of them, trains just the same.
std::vector<std::string> questionsOf(const std::filesystem::path& file) {
    std::vector<std::string> questions;
    const auto document = readJsonFile(file);
    const Json* listed = document ? member(*document, "questions") : nullptr;
    if (!listed || !listed->is_array())
        return questions;
    for (const Json& question : *listed)
        questions.push_back(question.is_string() ? question.get<std::string>() : std::string());
    return questions;
}

/// Settings that hold the largest micro-batch, and any row of the validation.
Result<planning::StepSettings> settingsOf(const RunSetup& setup, const planning::DataFacts& facts) {
    TRY(const auto device,
        devices::deviceById(devices::findDevices(nullptr), preflight::deviceOf(setup.recipe)));
    const auto budget =
        static_cast<std::int64_t>(planning::kSafeShare * static_cast<double>(device.freeBytes));
    return planning::stepSettings(setup.recipe, setup.source.shape, setup.adapters.adapting, facts,
                                  setup.model->formats(), budget);
}

Status startFromAdapter(const RunSetup& setup, engine::Tuner& tuner) {
    const std::filesystem::path path = setup.recipe.method.initAdapter;
    TRY(const auto folder, files::AdapterFolder::open(path));
    TRY(const files::Adapter adapter, files::readAdapter(folder, setup.source.shape));
    const auto same = [](const files::AdapterTensor& a, const files::AdapterTensor& b) {
        return a.parameter == b.parameter && a.shape == b.shape && a.tokens == b.tokens;
    };
    if (!std::equal(adapter.form.tensors.begin(), adapter.form.tensors.end(), setup.adapters.tensors.begin(),
                    setup.adapters.tensors.end(), same))
        return refused("adapter.other_targets").at(path.string());
    std::vector<engine::NamedValues> values;
    for (std::size_t i = 0; i < adapter.values.size(); ++i)
        values.push_back({adapter.form.tensors[i].parameter, adapter.values[i]});
    return tuner.setParameters(values);
}

Status writeAdapter(const RunSetup& setup, const StepEngine& engine, const ParameterValues& parameters,
                    const std::filesystem::path& folder) {
    std::vector<std::span<const float>> values;
    for (const files::AdapterTensor& tensor : setup.adapters.tensors)
        values.push_back(parameters.of(tensor.parameter, engine));
    const Json* base = member(setup.run.lineage, "model");
    files::AdapterNotes notes;
    TRY(notes.baseHash, base ? stringAt(*base, "hash", "") : Result<std::string>(std::string()));
    notes.labels = setup.source.shape.labelNames;
    notes.problem = setup.source.shape.problem;
    return files::writeAdapterFolder(folder, setup.adapters, values, setup.source.shape, notes);
}

Status writeModel(const RunSetup& setup, const StepEngine& engine, const ParameterValues& parameters,
                  const std::filesystem::path& folder) {
    std::vector<files::TensorData> tensors;
    for (std::size_t i = 0; i < parameters.tensors.size(); ++i) {
        const footprint::Parameter& parameter = engine.parameters()[i];
        tensors.push_back(
            {{parameter.name, files::Dtype::F32, parameter.shape}, std::as_bytes(parameters.tensors[i])});
    }
    TRY(Json config,
        readJsonFile(setup.source.folder                                ? setup.source.path / "config.json"
                     : std::filesystem::is_directory(setup.source.path) ? setup.source.path / "config.json"
                                                                        : setup.source.path));
    config = families::configOf(std::move(config), setup.source.shape);
    // Both spellings of transformers 4 and 5 name the type; everything else stays as it was.
    config.erase("dtype");
    config["torch_dtype"] = "float32";
    TRY_VOID(writeAtomically(folder / "config.json", dumpJson(config, 2) + "\n"));
    return files::writeSafetensors(folder / "model.safetensors", tensors);
}

/// The text of the template that rows were rendered with, where it is not the tokenizer's own.
Result<std::string> foreignTemplate(const RunSetup& setup, const std::filesystem::path& project) {
    TRY(auto chosen, preflight::templateOfRun(setup.recipe, *setup.tokenizer, project));
    return chosen.source == "model" || !recipe::rendersChats(setup.recipe.task) ? std::string()
                                                                                : std::move(chosen.text);
}

} // namespace

Result<RunSetup> setUpRun(project::Project& project, const std::string& number) {
    RunSetup setup;
    TRY(setup.run, registry::findRun(project.database(), number));
    setup.folder = registry::folderOf(project, setup.run);
    TRY(setup.recipe, recipe::recipeFromJson(setup.run.recipe));
    TRY(setup.recipe.model, registry::locateModel(project, setup.run, setup.recipe.model));
    TRY(setup.source, preflight::resolveModel(setup.recipe.model, {}, project.folder()));
    TRY(setup.tokenizer, tokenizing::loadTokenizer(setup.source.tokenizerFolder));
    TRY(setup.chatTemplate, foreignTemplate(setup, project.folder()));
    TRY(setup.train, frozen(setup.folder / "data" / "train.safetensors"));
    TRY(setup.source.shape, preflight::shapeForTask(setup.source.shape, setup.recipe,
                                                    {setup.train.labelNames, setup.train.isMultiLabel()}));
    if (setup.source.folder)
        setup.source.folder->setShape(setup.source.shape);
    TRY(setup.adapters,
        preflight::adapterPlan(setup.recipe.method, setup.source.shape, setup.source.path.string()));
    TRY(setup.validation, frozen(setup.folder / "data" / "validation.safetensors"));
    if (!setup.source.shape.writesText())
        setup.answerEnds.clear();
    else if (recipe::answersChats(setup.recipe.task))
        setup.answerEnds = examples::answerEnds(setup.train, *setup.tokenizer);
    else
        setup.answerEnds = setup.tokenizer->specialTokens().endOfTurnIds;
    setup.questions = questionsOf(setup.folder / "data" / "samples.json");
    if (setup.train.totalTargets() == 0)
        return refused("run.nothing_to_train").with("run", number);
    TRY(const std::int64_t threads, integerAt(setup.run.lineage, "threads", 0));
    // A run keeps the number format it began with, whatever is measured later.
    TRY(const std::string dtype, stringAt(setup.run.lineage, "dtype", "fp32"));
    const auto train = examples::sizesOf(setup.train);
    setup.batches.emplace(train, setup.recipe);
    const auto facts = preflight::dataFacts(*setup.batches, train, examples::sizesOf(setup.validation));
    TRY_VOID(openModel(setup, static_cast<int>(threads), planning::productsFor(dtype, {}), facts));
    return setup;
}

Status openModel(RunSetup& setup, int threads, footprint::Products products,
                 const planning::DataFacts& facts) {
    TRY(engine::ComputeDevice device, engine::parseDevice(preflight::deviceOf(setup.recipe), threads));
    device.products = products;
    TRY_VOID(engine::prepareDevice(device));
    if (setup.source.folder) {
        TRY(setup.model, engine::Model::load(*setup.source.folder, device,
                                             planning::quantisedBy(setup.recipe.quantization)));
    } else {
        setup.model = engine::Model::random(setup.source.shape, setup.recipe.seed, device);
    }
    TRY(setup.settings, settingsOf(setup, facts));
    setup.environment = {
        engine::deviceName(device), engine::threadCount(),
        std::string(kernels::cpuLevelName(kernels::cpuLevel())), engine::libtorchVersion(),
        hash128(program::listingOf(planning::stepProgram(setup.source.shape, setup.settings))).hex()};
    return {};
}

packing::RowPacker RunSetup::packer() const {
    return packing::RowPacker(source.shape, packing::maskingOf(tokenizer->specialTokens(), recipe.seed),
                              recipe::virtualTokens(recipe));
}

Result<std::unique_ptr<engine::Tuner>> makeTuner(const RunSetup& setup) {
    TRY(auto tuner,
        engine::Tuner::create(setup.model, planning::compileStep(setup.source.shape, setup.settings),
                              setup.recipe.seed));
    if (setup.recipe.method.kind != recipe::MethodKind::Full && !setup.recipe.method.initAdapter.empty())
        TRY_VOID(startFromAdapter(setup, *tuner));
    return tuner;
}

Result<std::string> writeResult(const RunSetup& setup, const StepEngine& engine,
                                const ParameterValues& parameters) {
    const bool full = setup.recipe.method.kind == recipe::MethodKind::Full;
    const std::string name = full ? "model" : "adapter";
    TRY(const auto staging, restartStagingFolder(setup.folder / name));
    TRY_VOID(files::copyTokenizerFiles(setup.source.tokenizerFolder, staging));
    if (!setup.chatTemplate.empty())
        TRY_VOID(writeAtomically(staging / "chat_template.jinja", setup.chatTemplate));
    if (setup.source.shape.writesText())
        TRY_VOID(files::addGenerationEnds(staging, setup.source.shape.endIds, setup.answerEnds));
    TRY_VOID(full ? writeModel(setup, engine, parameters, staging)
                  : writeAdapter(setup, engine, parameters, staging));
    TRY_VOID(project::writeManifest(staging));
    project::removeFinished(setup.folder / name);
    TRY_VOID(renameDurably(staging, setup.folder / name));
    return name;
}

} // namespace luthier::training
