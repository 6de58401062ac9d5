#include "adapter_folder.h"

#include "float_values.h"
#include "model_folder.h"

#include <base/contained_folder.h>
#include <base/json.h>
#include <base/utf8.h>
#include <families/family.h>

#include <methods/whole.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

namespace luthier::files {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kBaseHash = "base_model_hash";
constexpr std::string_view kLabels = "labels";
constexpr std::string_view kProblem = "problem_type";
constexpr std::string_view kConfig = "adapter_config.json";
constexpr std::string_view kWeights = "adapter_model.safetensors";
constexpr std::string_view kPrefix = kModulePrefix;
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

/// The tensor under the first of its names that the file has.
Result<const TensorInfo*> tensorOf(const SafetensorsFile& weights, const AdapterTensor& tensor) {
    const auto name = std::find_if(tensor.names.begin(), tensor.names.end(), [&](const std::string& spelled) {
        return weights.find(spelled) != nullptr;
    });
    return tensorOf(weights, name == tensor.names.end() ? tensor.names.front() : *name, tensor.shape);
}

Status refuseUnknown(const SafetensorsFile& weights, const AdapterForm& form) {
    std::vector<std::string_view> known;
    for (const AdapterTensor& tensor : form.passedOver)
        if (weights.find(tensor.names.front())) {
            TRY(const TensorInfo* info, tensorOf(weights, tensor));
            known.push_back(info->name);
        }
    for (const AdapterTensor& tensor : form.tensors) {
        TRY(const TensorInfo* info, tensorOf(weights, tensor));
        known.push_back(info->name);
    }
    std::sort(known.begin(), known.end());
    for (const TensorInfo& tensor : weights.tensors())
        if (!std::binary_search(known.begin(), known.end(), std::string_view(tensor.name)))
            return refused("adapter.unknown_tensor")
                .with("name", utf8Prefix(tensor.name, 160))
                .at(std::string(kWeights));
    return {};
}

std::string_view pipelineOf(const AdapterConfig& config) {
    return config.taskType == "SEQ_CLS"        ? "text-classification"
           : config.taskType == "TOKEN_CLS"    ? "token-classification"
           : config.taskType == "SEQ_2_SEQ_LM" ? "text2text-generation"
                                               : "text-generation";
}

struct KindWords {
    std::string_view tag;
    std::string_view title;
};

KindWords wordsOf(const AdapterConfig& config) {
    switch (config.kind) {
    case AdapterKind::Ia3:
        return {"ia3", "IA³ adapter"};
    case AdapterKind::Prompt:
        return {"prompt-tuning", "Learned prompt"};
    case AdapterKind::Prefix:
        return {"prefix-tuning", "Learned prefix"};
    default:
        return config.useDora ? KindWords{"dora", "DoRA adapter"} : KindWords{"lora", "LoRA adapter"};
    }
}

std::string trainableTokensText(const AdapterConfig& config) {
    std::size_t rows = 0;
    for (const auto& [module, ids] : config.trainableTokens)
        rows += ids.size();
    return rows == 0 ? std::string() : ", with " + std::to_string(rows) + " rows of tokens";
}

std::string readme(const AdapterConfig& config) {
    const KindWords words = wordsOf(config);
    std::string text = "---\n";
    if (!config.baseModel.empty())
        text += "base_model: " + dumpJson(Json(config.baseModel)) + "\n";
    text += "library_name: peft\npipeline_tag: " + std::string(pipelineOf(config)) + "\ntags:\n- " +
            std::string(words.tag) + "\n---\n\n# " + std::string(words.title) + "\n\n";
    if (config.kind == AdapterKind::Lora)
        text += "Rank " + std::to_string(config.r) + trainableTokensText(config) + ", trained";
    else if (isOfVirtualTokens(config.kind))
        text += std::to_string(config.virtualTokens) + " virtual tokens, trained";
    else
        text += "Trained";
    text += " with Luthier. Load it with\n`PeftModel.from_pretrained(base_model, folder)`.\n";
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

Result<AdapterForm> bindAdapter(const AdapterFolder& folder, const families::ModelShape& shape) {
    TRY(AdapterForm form, formOf(folder.config(), shape));
    TRY_VOID(refuseUnknown(folder.weights(), form));
    return form;
}

Result<std::vector<families::WeightEntry>> wholeTensorsOf(const AdapterConfig& config,
                                                          const families::ModelShape& shape) {
    std::vector<families::WeightEntry> whole;
    const std::vector<std::string> tables = families::embeddingsOf(shape);
    for (families::WeightEntry& entry : families::weightsOf(shape)) {
        if (!methods::isWithin(entry.name, config.modulesToSave))
            continue;
        const std::string module(program::moduleOf(entry.name));
        if (shape.tiedEmbeddings && std::find(tables.begin(), tables.end(), module) != tables.end())
            return refused("adapter.tied_head_not_yet").with("module", module).field("modules_to_save");
        whole.push_back(std::move(entry));
    }
    return whole;
}

namespace {

std::vector<float> floatsOf(const TensorInfo& info, std::span<const std::byte> bytes) {
    std::vector<float> values(static_cast<std::size_t>(info.elements()));
    widenToFloats(bytes, info.dtype, values);
    return values;
}

} // namespace

Result<Adapter> readAdapter(const AdapterFolder& folder, const families::ModelShape& shape) {
    Adapter adapter;
    TRY(adapter.form, bindAdapter(folder, shape));
    for (const AdapterTensor& tensor : adapter.form.tensors) {
        TRY(const TensorInfo* info, tensorOf(folder.weights(), tensor));
        std::vector<float> values = floatsOf(*info, folder.weights().bytes(*info));
        adapter.values.push_back(tensor.turned ? transposed(values, static_cast<std::size_t>(tensor.shape[0]))
                                               : std::move(values));
    }
    return adapter;
}

namespace {

std::string noteOf(const SafetensorsFile& weights, std::string_view wanted) {
    for (const auto& [key, value] : weights.metadata())
        if (key == wanted)
            return value;
    return {};
}

/// Rows of the tensor that makes the logits of labels; 0: there is none.
std::int64_t labelsIn(const SafetensorsFile& weights, std::string_view module) {
    for (const TensorInfo& tensor : weights.tensors()) {
        const std::string_view name = tensor.name;
        const bool speaks = name.starts_with(std::string(kPrefix) + std::string(module) + ".") &&
                            name.ends_with(".weight") && !name.ends_with(".dense.weight");
        if (speaks && tensor.shape.size() == 2)
            return tensor.shape[0];
    }
    return 0;
}

/// The names that the folder tells, else those that Transformers gives.
std::vector<std::string> labelNamesOf(const SafetensorsFile& weights, std::int64_t count) {
    std::vector<std::string> names;
    if (const auto told = parseJson(noteOf(weights, kLabels)); told && told->is_array())
        for (const Json& name : *told)
            if (name.is_string())
                names.push_back(name.get<std::string>());
    if (static_cast<std::int64_t>(names.size()) == count)
        return names;
    names.clear();
    for (std::int64_t i = 0; i < count; ++i)
        names.push_back("LABEL_" + std::to_string(i));
    return names;
}

} // namespace

Result<families::ModelShape> shapeWithAdapter(const AdapterFolder& folder, const families::ModelShape& base) {
    if (!isOfLabels(folder.config()))
        return base;
    constexpr std::int64_t kMostLabels = 65'536;
    const families::Family* family = families::familyNamed(base.family);
    const std::string module(family ? family->labelModule : "score");
    const std::int64_t count = labelsIn(folder.weights(), module);
    if (count < 1 || count > kMostLabels)
        return refused("adapter.missing_tensor")
            .with("name", std::string(kPrefix) + module + ".weight")
            .at(std::string(kWeights));
    families::LabelHead head;
    head.head =
        folder.config().taskType == "SEQ_CLS" ? families::Head::TextLabels : families::Head::TokenLabels;
    head.names = labelNamesOf(folder.weights(), count);
    const auto known = families::problemNamed(noteOf(folder.weights(), kProblem));
    head.problem = known        ? *known
                   : count == 1 ? families::Problem::Regression
                                : families::Problem::SingleLabel;
    return families::withLabels(base, head);
}

Status writeAdapterFolder(const fs::path& folder, const AdapterForm& form,
                          std::span<const std::span<const float>> values, const families::ModelShape& shape,
                          const AdapterNotes& notes) {
    const AdapterConfig& config = form.config;
    TRY_VOID(makeFolder(folder));
    std::vector<TensorData> data;
    std::vector<std::vector<float>> turned;
    turned.reserve(form.tensors.size()); // what is written borrows them
    for (std::size_t i = 0; i < form.tensors.size(); ++i) {
        const AdapterTensor& tensor = form.tensors[i];
        std::span<const float> written = values[i];
        if (tensor.turned)
            written = turned.emplace_back(transposed(written, static_cast<std::size_t>(tensor.shape[1])));
        data.push_back({{tensor.names.front(), Dtype::F32, tensor.shape}, std::as_bytes(written)});
    }
    TRY_VOID(writeAtomically(folder / "README.md", readme(config)));
    TRY_VOID(writeAtomically(folder / kConfig, dumpJson(adapterConfigToJson(config, shape), 2) + "\n"));
    Metadata metadata{{"format", "pt"}};
    if (!notes.baseHash.empty())
        metadata.emplace_back(kBaseHash, notes.baseHash);
    if (!notes.labels.empty()) {
        metadata.emplace_back(kLabels, dumpJson(Json(notes.labels)));
        metadata.emplace_back(kProblem, families::problemName(notes.problem));
    }
    return writeSafetensors(folder / kWeights, data, std::move(metadata));
}

std::string AdapterFolder::baseHash() const {
    return noteOf(m_weights, kBaseHash);
}

} // namespace luthier::files
