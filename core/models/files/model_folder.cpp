#include "model_folder.h"

#include "safetensors.h"

#include <base/files.h>
#include <base/id_list.h>
#include <base/utf8.h>
#include <families/family.h>
#include <families/quantization.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace luthier::files {

namespace {

constexpr std::string_view kConfig = "config.json";
constexpr std::string_view kGenerationConfig = "generation_config.json";
constexpr std::string_view kSingleFile = "model.safetensors";
constexpr std::string_view kIndex = "model.safetensors.index.json";
constexpr std::size_t kMostShards = 10'000;
constexpr JsonLimits kConfigLimits{.bytes = 4u << 20, .depth = 32, .nodes = 200'000};
constexpr JsonLimits kIndexLimits{.bytes = 64u << 20, .depth = 8, .nodes = 2'000'000};

bool isPickle(std::string_view name) {
    constexpr std::array<std::string_view, 8> kEndings{".bin",  ".pt", ".pth",     ".pkl",
                                                       ".ckpt", ".h5", ".msgpack", ".pickle"};
    return std::any_of(kEndings.begin(), kEndings.end(),
                       [&](std::string_view ending) { return name.ends_with(ending); });
}

} // namespace

std::string_view tokenizerKindName(TokenizerKind kind) {
    switch (kind) {
    case TokenizerKind::TokenizerJson:
        return "tokenizer.json";
    case TokenizerKind::SentencePiece:
        return "sentencepiece";
    case TokenizerKind::VocabularyAndMerges:
        return "vocab+merges";
    case TokenizerKind::WordPiece:
        return "wordpiece";
    case TokenizerKind::Gguf:
        return "gguf";
    case TokenizerKind::None:
        break;
    }
    return "none";
}

bool ModelFolder::has(std::string_view name) const {
    return std::any_of(m_files.begin(), m_files.end(),
                       [&](const FolderFile& file) { return file.name == name; });
}

Result<std::filesystem::path> ModelFolder::pathOf(std::string_view name) const {
    if (m_gguf && name == m_folder.path.filename().string())
        return m_gguf->path();
    if (m_gguf)
        return fileError(ENOENT, m_folder.path / name);
    return containedFile(m_folder, name);
}

Result<ModelFolder> ModelFolder::open(const std::filesystem::path& path) {
    if (gguf::isGgufPath(path) && !std::filesystem::is_directory(path))
        return openFile(path);
    ModelFolder model;
    TRY(model.m_folder, openContained(path));
    model.m_files = listFiles(model.m_folder);
    TRY_VOID(model.readConfigs());
    TRY_VOID(model.findWeights());
    model.settleHead();
    return model;
}

/// Whether the head is tied where that stands in the files alone. A file that cannot be read says so when its
/// weights are opened.
void ModelFolder::settleHead() {
    if (!m_shape || !m_shape->tiedByFile || m_weightFiles.empty())
        return;
    const std::string head = std::string(families::familyNamed(m_shape->family)->outputModule) + ".weight";
    if (!m_shards.empty()) {
        m_shape->tiedEmbeddings = !shardOf(head);
        return;
    }
    const auto path = pathOf(m_weightFiles.front());
    if (!path)
        return;
    if (const auto file = SafetensorsFile::open(*path))
        m_shape->tiedEmbeddings = !file->find(head);
}

Status ModelFolder::readConfigs() {
    std::error_code ignored;
    if (!std::filesystem::exists(std::filesystem::symlink_status(m_folder.path / kConfig, ignored)))
        return refused(has("adapter_config.json") ? "model.is_adapter" : "model.no_config")
            .at(m_folder.path.string());
    TRY(const auto configPath, pathOf(kConfig));
    TRY(m_config, readJsonFile(configPath, kConfigLimits));
    if (!m_config.is_object())
        return refused("model.bad_config").at(std::string(kConfig));
    readConfig();
    if (has(kGenerationConfig)) {
        TRY(const auto generationPath, pathOf(kGenerationConfig));
        TRY(m_generationConfig, readJsonFile(generationPath, kConfigLimits));
    }
    return {};
}

void ModelFolder::readConfig() {
    if (const Json* type = member(m_config, "model_type"); type && type->is_string())
        m_modelType = utf8Prefix(type->get_ref<const std::string&>(), 80);
    if (const Json* names = member(m_config, "architectures"); names && names->is_array() && !names->empty())
        if (names->front().is_string())
            m_architecture = utf8Prefix(names->front().get_ref<const std::string&>(), 80);
    m_shape = families::shapeFromConfig(m_config);
}

Status ModelFolder::findWeights() {
    std::error_code ignored;
    const auto exists = [&](std::string_view name) {
        return std::filesystem::exists(std::filesystem::symlink_status(m_folder.path / name, ignored));
    };
    if (exists(kSingleFile)) {
        TRY_VOID(pathOf(kSingleFile));
        m_weightFiles.emplace_back(kSingleFile);
        return {};
    }
    if (exists(kIndex))
        return readIndex();
    const auto pickle =
        std::find_if(m_files.begin(), m_files.end(), [](const FolderFile& f) { return isPickle(f.name); });
    if (pickle != m_files.end())
        return refused("model.pickle").at((m_folder.path / pickle->name).string());
    return {};
}

std::optional<families::Stored> ModelFolder::quantised() const {
    const auto known = families::quantisationOf(m_config);
    return known ? *known : std::nullopt;
}

const std::string* ModelFolder::shardOf(std::string_view tensor) const {
    const auto found = m_shards.find(std::string(tensor));
    return found == m_shards.end() ? nullptr : &found->second;
}

Status ModelFolder::readIndex() {
    const std::string file(kIndex);
    TRY(const auto path, pathOf(kIndex));
    TRY(const Json index, readJsonFile(path, kIndexLimits));
    const Json* map = member(index, "weight_map");
    if (!map || !map->is_object() || map->empty())
        return refused("model.bad_index").field("weight_map").at(file);
    for (const auto& [tensor, shard] : map->items()) {
        if (!shard.is_string())
            return refused("model.bad_index").field(utf8Prefix(tensor, 120)).at(file);
        const std::string& name = shard.get_ref<const std::string&>();
        m_shards.emplace(tensor, name);
        const auto place = std::lower_bound(m_weightFiles.begin(), m_weightFiles.end(), name);
        if (place != m_weightFiles.end() && *place == name)
            continue;
        if (!isPlainName(name) || !name.ends_with(".safetensors"))
            return refused(isPickle(name) && isPlainName(name) ? "model.pickle" : "model.unsafe_name")
                .with("name", replaceInvalidUtf8(utf8Prefix(name, 120)))
                .at(file);
        if (m_weightFiles.size() >= kMostShards)
            return refused("model.bad_index").field("weight_map").at(file);
        m_weightFiles.insert(place, name);
    }
    for (const std::string& name : m_weightFiles) {
        const auto shard = pathOf(name);
        if (!shard && shard.error().code() == "file.not_found")
            return refused("model.missing_shard").with("name", name).at(m_folder.path.string());
        if (!shard)
            return shard.error();
    }
    return {};
}

std::optional<Dtype> ModelFolder::declaredDtype() const {
    for (const char* key : {"dtype", "torch_dtype"})
        if (const Json* value = member(m_config, key); value && value->is_string())
            return dtypeFromTorchName(value->get_ref<const std::string&>());
    return std::nullopt;
}

TokenizerKind ModelFolder::tokenizerKind() const {
    if (m_gguf)
        return m_gguf->has("tokenizer.ggml.model") ? TokenizerKind::Gguf : TokenizerKind::None;
    if (has("tokenizer.json"))
        return TokenizerKind::TokenizerJson;
    if (has("tokenizer.model") || has("spiece.model") || has("sentencepiece.bpe.model"))
        return TokenizerKind::SentencePiece;
    if (has("vocab.json") && has("merges.txt"))
        return TokenizerKind::VocabularyAndMerges;
    return has("vocab.txt") ? TokenizerKind::WordPiece : TokenizerKind::None;
}

std::vector<std::int64_t> ModelFolder::endIds() const {
    std::vector<std::int64_t> ids = idListAt(m_generationConfig, "eos_token_id");
    if (ids.empty() && m_shape)
        ids = m_shape->endIds;
    return ids;
}

bool isTokenizerFolder(const std::filesystem::path& path) {
    const auto folder = openContained(path);
    if (!folder)
        return false;
    const auto there = [&](std::string_view name) {
        return containedFile(*folder, name).has_value();
    };
    return !there(kConfig) && (there("tokenizer.json") || there("tokenizer.model") || there("spiece.model") ||
                               there("sentencepiece.bpe.model") ||
                               (there("vocab.json") && there("merges.txt")) || there("vocab.txt"));
}

} // namespace luthier::files
