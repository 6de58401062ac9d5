#pragma once

#include "dtype.h"

#include <base/contained_folder.h>
#include <base/json.h>
#include <base/result.h>
#include <families/family.h>
#include <gguf/file.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace luthier::files {

/// How the folder's text becomes ids, as far as the names of the files tell.
enum class TokenizerKind { None, TokenizerJson, SentencePiece, VocabularyAndMerges, WordPiece, Gguf };

std::string_view tokenizerKindName(TokenizerKind kind);

/// The chat templates that a model brings along.
struct ChatTemplates {
    std::optional<std::string> text; ///< the one that is taken when none is named
    std::vector<std::string> names;  ///< of those that are taken by name

    bool any() const { return text || !names.empty(); }
};

/// A Hugging Face model folder, or a GGUF file in the place of one, opened and checked without reading
/// weights. Nothing in it is ever executed; pickles are never opened. Files are reached by plain names only,
/// never outside the folder; in a hub cache (`models--ORG--NAME/snapshots/REV`) links may lead to the `blobs`
/// of the same model. Of a GGUF file the config is made from its keys, and no file beside it is looked at.
class ModelFolder {
public:
    /// Reads config.json, generation_config.json and the shard index. A model that cannot be run opens all
    /// the same: `shape()` holds the reason. Fails with file.not_found, model.not_a_folder, model.no_config,
    /// model.is_adapter, model.pickle (only pickled weights lie there), model.bad_index, model.unsafe_name,
    /// model.missing_shard, json.*, gguf.*.
    static Result<ModelFolder> open(const std::filesystem::path& path);

    /// The folder; a GGUF file itself.
    const std::filesystem::path& path() const { return m_folder.path; }
    /// Null where it is a folder.
    const std::shared_ptr<const gguf::File>& gguf() const { return m_gguf; }
    const Json& config() const { return m_config; }
    /// Null JSON when there is none.
    const Json& generationConfig() const { return m_generationConfig; }
    const std::string& modelType() const { return m_modelType; }
    const std::string& architecture() const { return m_architecture; }
    const Result<families::ModelShape>& shape() const { return m_shape; }
    /// The same weights with another head (families::withLabels).
    void setShape(families::ModelShape shape) { m_shape = std::move(shape); }
    /// Regular files of the folder, by name; those in subfolders are not among them.
    const std::vector<FolderFile>& files() const { return m_files; }
    /// The weight file that the index names for a tensor; null where no index names it.
    const std::string* shardOf(std::string_view tensor) const;
    /// Names of the files with weights, in order; empty for a folder without any.
    const std::vector<std::string>& weightFiles() const { return m_weightFiles; }
    /// The type that config.json names.
    std::optional<Dtype> declaredDtype() const;
    /// What people call the types of a GGUF file ("Q4_K_M"), else the short name of `declaredDtype`; empty
    /// when unknown.
    std::string storedName() const;
    /// How bitsandbytes quantised the linear layers of the blocks, as config.json says; nothing where it did
    /// not.
    std::optional<families::Stored> quantised() const;
    /// How the matrices lie in the files that bitsandbytes did not quantise, as far as headers tell.
    struct StoredForm {
        families::Stored stored = families::Stored::Fp32;
        double blockBytes = 0.0; ///< of a weight on the average, where they are blocks
    };
    StoredForm storedForm() const;
    TokenizerKind tokenizerKind() const;
    bool has(std::string_view name) const;
    /// The template of chat_template.jinja and the names of those in additional_chat_templates/; without
    /// any such file the (default) one of tokenizer_config.json or chat_template.json, and the names of
    /// further ones.
    Result<ChatTemplates> chatTemplates() const;
    /// `license` of README.md's front matter, else what LICENSE begins with; general.license of a GGUF file;
    /// empty when unknown.
    std::string license() const;
    /// Ids that end a generation: those of generation_config.json, else of config.json.
    std::vector<std::int64_t> endIds() const;
    /// The path of a file of this folder, after checking that it is a regular file inside it.
    Result<std::filesystem::path> pathOf(std::string_view name) const;

private:
    ModelFolder() = default;
    static Result<ModelFolder> openFile(const std::filesystem::path& path);
    void readConfig();
    Status readConfigs();
    Status findWeights();
    Status readIndex();
    void settleHead();

    ContainedFolder m_folder;
    std::shared_ptr<const gguf::File> m_gguf;
    Json m_config;
    Json m_generationConfig;
    std::string m_modelType;
    std::string m_architecture;
    Result<families::ModelShape> m_shape;
    std::vector<FolderFile> m_files;
    std::vector<std::string> m_weightFiles;
    std::unordered_map<std::string, std::string> m_shards; // of each tensor, as the index says
};

/// True when the folder holds tokenizer files and no config.json: a MODEL for tokenize, detokenize and
/// render.
bool isTokenizerFolder(const std::filesystem::path& path);

} // namespace luthier::files
