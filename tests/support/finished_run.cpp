#include "finished_run.h"

#include "shared_data.h"

#include <dataset/part.h>
#include <files/adapter_folder.h>
#include <files/companions.h>
#include <files/model_weights.h>
#include <importing/importing.h>
#include <jobs/part.h>
#include <project/manifest.h>
#include <recipe/recipe.h>
#include <registry/part.h>

#include <array>
#include <random>
#include <stdexcept>

namespace luthier::tests {
namespace {

namespace fs = std::filesystem;

template <class T>
T must(Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().code() + " " + result.error().detail());
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

std::vector<float> randomValues(std::size_t count, unsigned seed, float spread) {
    std::mt19937 draws(seed);
    std::normal_distribution<float> normal(0.0F, spread);
    std::vector<float> values(count);
    for (float& value : values)
        value = normal(draws);
    return values;
}

project::Project newProject(const fs::path& folder) {
    const std::vector<project::Part> parts = {dataset::projectPart(), registry::projectPart(),
                                              jobs::projectPart()};
    return must(project::Project::create(folder, "p", parts));
}

void importRows(project::Project& project, const fs::path& file) {
    std::string rows;
    for (int i = 0; i < 12; ++i)
        rows += dumpJson({{"prompt", "Where is part " + std::to_string(i) + "?"},
                          {"completion", "On bench " + std::to_string(i % 5) + "."},
                          {"part_of", i < 8 ? "train" : "test"}}) +
                "\n";
    writeFile(file, rows);
    NullProgress progress;
    importing::ImportOptions options;
    options.name = "rows";
    options.roles = {{"part_of", "split"}};
    must(importing::importFiles(project, std::span(&file, 1), options, {}, progress));
}

recipe::Recipe recipeOf(const fs::path& model, FinishedRun::Kind kind) {
    recipe::Recipe recipe;
    recipe.name = "bench";
    recipe.model.path = model.string();
    recipe.data = {{"rows", "train", 1.0}};
    recipe.validation = {{"rows", "test", 1.0}};
    recipe.method.kind =
        kind == FinishedRun::Kind::Adapter ? recipe::MethodKind::Lora : recipe::MethodKind::Full;
    recipe.method.r = 4;
    recipe.tokens.maxLength = 128;
    return recipe;
}

void writeAdapter(const fs::path& folder, const families::ModelShape& shape, const std::string& baseHash) {
    files::AdapterConfig config;
    config.baseModel = "tiny";
    config.r = 4;
    config.loraAlpha = 8;
    config.targetModules = files::TargetModules::list(families::allLinearTargets(shape));
    const auto form = must(files::formOf(config, shape));
    std::vector<std::vector<float>> values;
    unsigned seed = 900;
    for (const files::AdapterTensor& tensor : form.tensors)
        values.push_back(
            randomValues(static_cast<std::size_t>(tensor.shape[0] * tensor.shape[1]), seed++, 0.3F));
    const std::vector<std::span<const float>> written(values.begin(), values.end());
    must(files::writeAdapterFolder(folder, form, written, shape, {.baseHash = baseHash}));
}

} // namespace

void writeTinyModel(const fs::path& folder, unsigned seed) {
    fs::create_directories(folder);
    const Json config = {{"model_type", "llama"},
                         {"architectures", {"LlamaForCausalLM"}},
                         {"hidden_size", 32},
                         {"intermediate_size", 64},
                         {"num_hidden_layers", 2},
                         {"num_attention_heads", 4},
                         {"num_key_value_heads", 2},
                         {"vocab_size", 640},
                         {"max_position_embeddings", 256},
                         {"rms_norm_eps", 1e-5},
                         {"hidden_act", "silu"},
                         {"tie_word_embeddings", true},
                         {"bos_token_id", 1},
                         {"eos_token_id", 2},
                         {"torch_dtype", "float32"}};
    writeFile(folder / "config.json", dumpJson(config, 2));
    must(files::copyTokenizerFiles(sourceFile("tests/golden/tokens/trained"), folder));
    const auto shape = must(families::shapeFromConfig(config));
    std::vector<std::vector<float>> values;
    std::vector<files::TensorPlan> plans;
    for (const families::WeightEntry& entry : families::weightsOf(shape)) {
        std::size_t count = 1;
        for (const std::int64_t size : entry.shape)
            count *= static_cast<std::size_t>(size);
        plans.push_back({entry.name, files::Dtype::F32, entry.shape});
        values.push_back(entry.shape.size() == 1 ? std::vector<float>(count, 1.0F)
                                                 : randomValues(count, seed++, 0.2F));
    }
    std::vector<files::TensorData> tensors;
    for (std::size_t i = 0; i < plans.size(); ++i)
        tensors.push_back({plans[i], std::as_bytes(std::span(values[i]))});
    must(files::writeSafetensors(folder / "model.safetensors", tensors));
}

FinishedRun::FinishedRun(Kind kind)
    : model(folder / "tiny")
    , project(newProject(folder / "p.luthier")) {
    writeTinyModel(model, 1);
    writeFile(model / "LICENSE", "Example licence 1.0\n");
    importRows(project, folder / "rows.jsonl");
    run = must(registry::createRun(project, "bench", recipe::recipeToJson(recipeOf(model, kind))));
    NullProgress progress;
    const auto opened = must(files::ModelFolder::open(model));
    const auto hash = must(files::modelHash(opened, {}, progress));
    must(registry::setLineage(project.database(), run.id,
                              {{"datasets", {{{"dataset", "rows"}, {"version", "v1"}, {"split", "train"}}}},
                               {"model", {{"path", model.string()}, {"hash", hash.hex()}}},
                               {"device", "cpu"},
                               {"threads", 2},
                               {"template", "model"},
                               {"train", {{"rows", 8}, {"trained", 8}}}}));
    const bool adapter = kind == Kind::Adapter;
    const fs::path result = runFolder() / (adapter ? "adapter" : "model");
    if (adapter) {
        fs::create_directories(result);
        writeAdapter(result, *opened.shape(), hash.hex());
    } else {
        writeTinyModel(result, 77);
    }
    must(project::writeManifest(result));
    must(registry::updateSummary(project.database(), run.id,
                                 {{adapter ? "adapter" : "model", adapter ? "adapter" : "model"},
                                  {"steps", 20},
                                  {"loss", 1.25},
                                  {"best_loss", 1.5},
                                  {"best_step", 10},
                                  {"trained_tokens", 640},
                                  {"peak_bytes", 123456}}));
    refresh();
}

void FinishedRun::refresh() {
    run = must(registry::runById(project.database(), run.id));
}

} // namespace luthier::tests
