#include "adapter_folder.h"

#include "float_values.h"
#include "model_folder.h"

#include <base/contained_folder.h>
#include <base/json.h>
#include <base/utf8.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace luthier::files {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kBaseHash = "base_model_hash";
constexpr std::string_view kConfig = "adapter_config.json";
constexpr std::string_view kWeights = "adapter_model.safetensors";
constexpr std::string_view kPrefix = "base_model.model.";
constexpr JsonLimits kConfigLimits{.bytes = 4u << 20, .depth = 16, .nodes = 200'000};

std::string shapeText(const std::vector<std::int64_t>& shape) {
    return dumpJson(Json(shape));
}

Result<const TensorInfo*> tensorOf(const SafetensorsFile& weights, const std::string& name,
                                   std::vector<std::int64_t> expected) {
    const TensorInfo* tensor = weights.find(name);
    if (!tensor)
        return refused("adapter.missing_tensor").with("name", name).at(std::string(kWeights));
    if (tensor->shape != expected)
        return refused("adapter.wrong_shape")
            .with("name", name)
            .with("expected", shapeText(expected))
            .with("found", shapeText(tensor->shape))
            .at(std::string(kWeights));
    if (!isTrainable(tensor->dtype))
        return refused("model.unsupported_dtype").with("name", name).with("dtype", dtypeName(tensor->dtype));
    return tensor;
}

Status refuseUnknown(const SafetensorsFile& weights, const std::vector<AdapterPair>& pairs) {
    std::vector<std::string_view> known;
    for (const AdapterPair& pair : pairs) {
        known.push_back(pair.a->name);
        known.push_back(pair.b->name);
    }
    std::sort(known.begin(), known.end());
    for (const TensorInfo& tensor : weights.tensors())
        if (!std::binary_search(known.begin(), known.end(), std::string_view(tensor.name)))
            return refused("adapter.unknown_tensor")
                .with("name", utf8Prefix(tensor.name, 160))
                .at(std::string(kWeights));
    return {};
}

std::string readme(const AdapterConfig& config) {
    std::string text = "---\n";
    if (!config.baseModel.empty())
        text += "base_model: " + dumpJson(Json(config.baseModel)) + "\n";
    text += "library_name: peft\npipeline_tag: text-generation\ntags:\n- lora\n---\n\n";
    text += "# LoRA adapter\n\nRank " + std::to_string(config.r) + ", trained with Luthier. Load it with\n";
    text += "`PeftModel.from_pretrained(base_model, folder)`.\n";
    return text;
}

} // namespace

AdapterFolder::AdapterFolder(fs::path path, AdapterConfig config, SafetensorsFile weights)
    : m_path(std::move(path))
    , m_config(std::move(config))
    , m_weights(std::move(weights)) {}

Result<AdapterFolder> AdapterFolder::open(const fs::path& path) {
    TRY(const ContainedFolder folder, openContained(path));
    std::error_code ignored;
    if (!fs::exists(folder.path / kConfig, ignored))
        return refused("adapter.not_found").at(path.string());
    TRY(const fs::path configPath, containedFile(folder, kConfig));
    TRY(const Json json, readJsonFile(configPath, kConfigLimits));
    TRY(AdapterConfig config, adapterConfigFromJson(json, configPath.string()));
    if (!fs::exists(folder.path / kWeights, ignored))
        return refused(fs::exists(folder.path / "adapter_model.bin", ignored) ? "model.pickle"
                                                                              : "adapter.no_weights")
            .at(path.string());
    TRY(const fs::path weightsPath, containedFile(folder, kWeights));
    TRY(SafetensorsFile weights, SafetensorsFile::open(weightsPath));
    return AdapterFolder(folder.path, std::move(config), std::move(weights));
}

Result<fs::path> tokenizerFolderOf(const fs::path& model, const fs::path& adapter) {
    if (adapter.empty())
        return model;
    TRY_VOID(AdapterFolder::open(adapter));
    return isTokenizerFolder(adapter) ? adapter : model;
}

Result<std::vector<AdapterPair>> bindAdapter(const AdapterFolder& folder, const families::ModelShape& shape) {
    TRY(std::vector<AdapterTarget> targets, resolveTargets(folder.config(), shape));
    std::vector<AdapterPair> pairs;
    for (AdapterTarget& target : targets) {
        AdapterPair pair;
        const auto& module = target.module;
        TRY(pair.a, tensorOf(folder.weights(), loraNameA(module.path), {target.rank, module.inFeatures}));
        TRY(pair.b, tensorOf(folder.weights(), loraNameB(module.path), {module.outFeatures, target.rank}));
        pair.aBytes = folder.weights().bytes(*pair.a);
        pair.bBytes = folder.weights().bytes(*pair.b);
        pair.target = std::move(target);
        pairs.push_back(std::move(pair));
    }
    TRY_VOID(refuseUnknown(folder.weights(), pairs));
    return pairs;
}

namespace {

std::vector<float> floatsOf(const TensorInfo& info, std::span<const std::byte> bytes) {
    std::vector<float> values(static_cast<std::size_t>(info.elements()));
    widenToFloats(bytes, info.dtype, values);
    return values;
}

} // namespace

Result<std::vector<AdapterValues>> readAdapter(const AdapterFolder& folder,
                                               const families::ModelShape& shape) {
    TRY(const auto pairs, bindAdapter(folder, shape));
    std::vector<AdapterValues> adapters;
    for (const AdapterPair& pair : pairs)
        adapters.push_back(
            {pair.target.asLora(), floatsOf(*pair.a, pair.aBytes), floatsOf(*pair.b, pair.bBytes)});
    return adapters;
}

std::string loraNameA(std::string_view modulePath) {
    return std::string(kPrefix) + std::string(modulePath) + ".lora_A.weight";
}

std::string loraNameB(std::string_view modulePath) {
    return std::string(kPrefix) + std::string(modulePath) + ".lora_B.weight";
}

Status writeAdapterFolder(const fs::path& folder, const AdapterConfig& config,
                          std::span<const AdapterTensors> tensors, const std::string& baseHash) {
    TRY_VOID(makeFolder(folder));
    std::vector<TensorData> data;
    for (const AdapterTensors& pair : tensors) {
        data.push_back(
            {{loraNameA(pair.path), Dtype::F32, {pair.rank, pair.inFeatures}}, std::as_bytes(pair.a)});
        data.push_back(
            {{loraNameB(pair.path), Dtype::F32, {pair.outFeatures, pair.rank}}, std::as_bytes(pair.b)});
    }
    TRY_VOID(writeAtomically(folder / "README.md", readme(config)));
    TRY_VOID(writeAtomically(folder / kConfig, dumpJson(adapterConfigToJson(config), 2) + "\n"));
    Metadata metadata{{"format", "pt"}};
    if (!baseHash.empty())
        metadata.emplace_back(kBaseHash, baseHash);
    return writeSafetensors(folder / kWeights, data, std::move(metadata));
}

std::string AdapterFolder::baseHash() const {
    for (const auto& [key, value] : m_weights.metadata())
        if (key == kBaseHash)
            return value;
    return {};
}

} // namespace luthier::files
