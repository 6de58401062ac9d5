#include "tokenizer.h"

#include "gguf_pipeline.h"

#include "pipeline.h"

#include <base/contained_folder.h>
#include <base/files.h>
#include <base/id_list.h>
#include <base/json.h>
#include <base/subfolder_files.h>
#include <base/utf8.h>

#include <algorithm>
#include <array>

namespace luthier::tokenizing {
namespace {

constexpr JsonLimits kConfigLimits{std::size_t{16} << 20, 24, 1'000'000};
constexpr std::size_t kTemplates = 64;
constexpr std::string_view kTemplateFolder = "additional_chat_templates";

// Tokens that close a turn in templates in use, when the template of the folder writes them.
constexpr std::array<std::string_view, 8> kTurnEnds{"<|im_end|>",    "<|eot_id|>",     "<|end|>",
                                                    "<end_of_turn>", "<|eom_id|>",     "<|return|>",
                                                    "<|user_end|>",  "<|end_of_turn|>"};

/// "token", or {"content": "token", …}.
Result<std::optional<std::string>> tokenText(const Json& config, std::string_view key) {
    const Json* value = member(config, key);
    if (value == nullptr)
        return std::optional<std::string>();
    if (value->is_string())
        return std::optional(value->get<std::string>());
    TRY(std::string content, stringAt(*value, "content"));
    return std::optional(std::move(content));
}

std::optional<std::int32_t> idIn(const Pipeline& pipeline, std::string_view token) {
    for (const AddedToken& added : pipeline.added)
        if (added.content == token)
            return added.id;
    return pipeline.model->vocabulary().find(token);
}

/// Makes a token special that has an id, with the flags that it is written with ("token" has none).
Status markNamed(Pipeline& pipeline, const Json& written, const SpecialToken& token) {
    const std::size_t before = pipeline.added.size();
    markSpecial(pipeline, token);
    if (pipeline.added.size() == before || !written.is_object())
        return {};
    TRY(AddedToken flagged, readAddedToken(written, *token.id));
    flagged.id = *token.id;
    flagged.special = true;
    flagged.normalized = flagged.normalized && member(written, "normalized") != nullptr;
    pipeline.added.back() = std::move(flagged);
    return {};
}

Status readRole(const Json& config, std::string_view key, Pipeline& pipeline,
                std::optional<SpecialToken>& role) {
    TRY(const std::optional<std::string> text, tokenText(config, key));
    if (!text)
        return {};
    role = SpecialToken{*text, idIn(pipeline, *text)};
    return markNamed(pipeline, *member(config, key), *role);
}

/// Tokens without a role that are special all the same.
Status readFurtherSpecials(const Json& config, Pipeline& pipeline) {
    for (const char* key : {"additional_special_tokens", "extra_special_tokens"}) {
        const Json* tokens = member(config, key);
        if (tokens == nullptr || !tokens->is_array())
            continue;
        if (tokens->size() > kAddedTokens)
            return refused("tokenizer.part_invalid").with("part", key);
        for (const Json& token : *tokens) {
            TRY(const std::string text, token.is_string() ? Result<std::string>(token.get<std::string>())
                                                          : stringAt(token, "content"));
            TRY_VOID(markNamed(pipeline, token, {text, pipeline.model->vocabulary().find(text)}));
        }
    }
    return {};
}

/// The tokens that a class has for its roles when the config does not name them.
struct ClassRoles {
    std::string_view name;
    std::string_view bos, eos, pad, unknown, classification, separator, mask;
};
constexpr std::array<ClassRoles, 6> kClassRoles{{
    {"BertTokenizer", "", "", "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"},
    {"ElectraTokenizer", "", "", "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"},
    {"DistilBertTokenizer", "", "", "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"},
    {"RobertaTokenizer", "<s>", "</s>", "<pad>", "<unk>", "<s>", "</s>", "<mask>"},
    {"XLMRobertaTokenizer", "<s>", "</s>", "<pad>", "<unk>", "<s>", "</s>", "<mask>"},
    {"T5Tokenizer", "", "</s>", "<pad>", "<unk>", "", "", ""},
}};

/// Roles by the config, then by the class, for tokens that the vocabulary has.
Status readRoles(const ClassConfig& config, Pipeline& pipeline) {
    SpecialTokens& specials = pipeline.specials;
    const auto kind = std::find_if(kClassRoles.begin(), kClassRoles.end(),
                                   [&](const ClassRoles& one) { return one.name == config.name; });
    const ClassRoles defaults = kind == kClassRoles.end() ? ClassRoles{} : *kind;
    const auto read = [&](std::string_view key, std::string_view text,
                          std::optional<SpecialToken>& role) -> Status {
        TRY_VOID(readRole(config.config, key, pipeline, role));
        const auto id = text.empty() || role ? std::nullopt : idIn(pipeline, text);
        if (id) {
            role = SpecialToken{std::string(text), id};
            markSpecial(pipeline, *role);
        }
        return {};
    };
    TRY_VOID(read("bos_token", defaults.bos, specials.bos));
    TRY_VOID(read("eos_token", defaults.eos, specials.eos));
    TRY_VOID(read("pad_token", defaults.pad, specials.pad));
    TRY_VOID(read("unk_token", defaults.unknown, specials.unknown));
    TRY_VOID(read("cls_token", defaults.classification, specials.classification));
    TRY_VOID(read("sep_token", defaults.separator, specials.separator));
    return read("mask_token", defaults.mask, specials.mask);
}

Status addDecoderTokens(const Json& config, Pipeline& pipeline) {
    const Json* tokens = member(config, "added_tokens_decoder");
    if (tokens == nullptr)
        return {};
    if (!tokens->is_object() || tokens->size() > kAddedTokens)
        return refused("tokenizer.part_invalid").with("part", "added_tokens_decoder");
    std::vector<bool> known;
    for (const AddedToken& added : pipeline.added) {
        const auto id = static_cast<std::size_t>(added.id);
        if (id < 16'000'000 && known.size() <= id)
            known.resize(id + 1);
        if (id < known.size())
            known[id] = true;
    }
    for (const auto& [key, value] : tokens->items()) {
        if (key.empty() || key.size() > 9 ||
            !std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; }))
            return refused("tokenizer.part_invalid").with("part", "added_tokens_decoder");
        const std::int64_t id = std::stoll(key);
        TRY(AddedToken token, readAddedToken(value, id));
        if (static_cast<std::size_t>(id) >= known.size() || !known[static_cast<std::size_t>(id)])
            pipeline.added.push_back(std::move(token));
    }
    return {};
}

void addTemplate(Pipeline& pipeline, const std::string& name, const std::string& text) {
    if (name == "default") {
        pipeline.chatTemplate = text;
        return;
    }
    if (name == "tool_use")
        pipeline.toolTemplate = text;
    pipeline.namedTemplates.emplace_back(name, text);
}

/// `chat_template` is a text, or named ones in a list or by name: "default" is taken when none is named, and
/// "tool_use" where there are tools.
Status readTemplates(const Json& config, Pipeline& pipeline) {
    const Json* value = member(config, "chat_template");
    if (value == nullptr)
        return {};
    if (value->is_string()) {
        pipeline.chatTemplate = value->get<std::string>();
        return {};
    }
    if (value->is_object() && value->size() <= kTemplates) {
        for (const auto& [name, text] : value->items()) {
            if (!text.is_string())
                return refused("tokenizer.part_invalid").with("part", "chat_template");
            addTemplate(pipeline, name, text.get<std::string>());
        }
        return {};
    }
    if (!value->is_array() || value->size() > kTemplates)
        return refused("tokenizer.part_invalid").with("part", "chat_template");
    for (const Json& entry : *value) {
        TRY(const std::string name, stringAt(entry, "name"));
        TRY(const std::string text, stringAt(entry, "template"));
        addTemplate(pipeline, name, text);
    }
    return {};
}

/// Files of templates take the place of all that the configurations name, as in transformers:
/// chat_template.jinja is the default one, NAME.jinja in a folder of its own the one called NAME.
Status readTemplateFiles(const ContainedFolder& folder, Pipeline& pipeline) {
    TRY(const auto own, fileIfThere(folder, "chat_template.jinja"));
    TRY(const auto named, filesInSubfolder(folder, kTemplateFolder, ".jinja"));
    if (!own && named.empty())
        return {};
    if (named.size() > kTemplates)
        return refused("tokenizer.part_invalid").with("part", kTemplateFolder);
    pipeline.chatTemplate.reset();
    pipeline.toolTemplate.reset();
    pipeline.namedTemplates.clear();
    if (own) {
        TRY(pipeline.chatTemplate, readFile(*own, kTemplateFileBytes));
        pipeline.hash += hash128(*pipeline.chatTemplate, 2);
    }
    for (const SubfolderFile& file : named) {
        TRY(const std::string text, readFile(file.path, kTemplateFileBytes));
        addTemplate(pipeline, file.stem, text);
        pipeline.hash += hash128(file.stem + '\n' + text, 4);
    }
    return {};
}

/// `add_bos_token` and `add_eos_token` replace the post-processor when the configuration says them.
Status readSurrounding(const Json& config, Pipeline& pipeline) {
    const bool says =
        member(config, "add_bos_token") != nullptr || member(config, "add_eos_token") != nullptr;
    if (!says)
        return {};
    TRY(const bool addBos, boolAt(config, "add_bos_token", false));
    TRY(const bool addEos, boolAt(config, "add_eos_token", false));
    std::vector<std::pair<std::int32_t, std::string>> before;
    std::vector<std::pair<std::int32_t, std::string>> after;
    if (const auto& bos = pipeline.specials.bos; addBos && bos && bos->id)
        before.emplace_back(*bos->id, bos->text);
    if (const auto& eos = pipeline.specials.eos; addEos && eos && eos->id)
        after.emplace_back(*eos->id, eos->text);
    if (before.empty() && after.empty() && pipeline.postProcessor)
        return {};
    pipeline.postProcessor = surroundingPostProcessor(before, after);
    return {};
}

void addId(std::vector<std::int32_t>& ids, std::int32_t id) {
    if (std::find(ids.begin(), ids.end(), id) == ids.end())
        ids.push_back(id);
}

Status readGenerationConfig(const ContainedFolder& folder, Pipeline& pipeline) {
    std::vector<std::int32_t>& ids = pipeline.specials.eosIds;
    if (pipeline.specials.eos && pipeline.specials.eos->id)
        addId(ids, *pipeline.specials.eos->id);
    TRY(const auto path, fileIfThere(folder, "generation_config.json"));
    if (!path)
        return {};
    TRY(const Json config, readJsonFile(*path, kConfigLimits));
    for (const std::int64_t id : idListAt(config, "eos_token_id"))
        addId(ids, static_cast<std::int32_t>(id));
    return {};
}

} // namespace

void markSpecial(Pipeline& pipeline, const SpecialToken& token) {
    if (!token.id || token.text.empty() || token.text.size() > 512)
        return;
    const auto same = [&](const AddedToken& added) {
        return added.content == token.text;
    };
    if (std::any_of(pipeline.added.begin(), pipeline.added.end(), same))
        return;
    AddedToken added;
    added.id = *token.id;
    added.content = token.text;
    added.special = true;
    added.normalized = false;
    pipeline.added.push_back(std::move(added));
}

namespace {

/// What the config itself says.
Status readConfig(const ClassConfig& config, Pipeline& pipeline) {
    TRY_VOID(addDecoderTokens(config.config, pipeline));
    TRY_VOID(readRoles(config, pipeline));
    TRY_VOID(readFurtherSpecials(config.config, pipeline));
    TRY_VOID(readTemplates(config.config, pipeline));
    return readSurrounding(config.config, pipeline);
}

void findTurnEnds(Pipeline& pipeline) {
    pipeline.specials.endOfTurnIds = pipeline.specials.eosIds;
    for (const std::string_view end : kTurnEnds) {
        bool written = pipeline.chatTemplate && pipeline.chatTemplate->find(end) != std::string::npos;
        for (const auto& [name, text] : pipeline.namedTemplates)
            written = written || text.find(end) != std::string::npos;
        if (const auto id = idIn(pipeline, end); id && written)
            addId(pipeline.specials.endOfTurnIds, *id);
    }
}

} // namespace

Status readTokenizerConfig(const ContainedFolder& folder, const ClassConfig& config, Pipeline& pipeline) {
    TRY(const auto configFile, fileIfThere(folder, "tokenizer_config.json"));
    TRY_VOID(readConfig(config, pipeline));
    TRY(const std::string side, stringAt(config.config, "truncation_side", "right"));
    pipeline.truncatesLeft = side == "left";
    if (configFile) {
        TRY(const std::string text, readFile(*configFile, kConfigLimits.bytes));
        pipeline.hash += hash128(text, 1);
    }
    TRY(const auto mapFile, fileIfThere(folder, "special_tokens_map.json"));
    if (mapFile && member(config.config, "added_tokens_decoder") == nullptr) {
        TRY(const std::string text, readFile(*mapFile, kConfigLimits.bytes));
        pipeline.hash += hash128(text, 5);
    }
    TRY(const auto templateConfig, fileIfThere(folder, "chat_template.json"));
    if (templateConfig) {
        TRY(const Json templates, readJsonFile(*templateConfig, kConfigLimits));
        TRY_VOID(readTemplates(templates, pipeline));
        pipeline.hash += hash128(dumpJson(templates), 3);
    }
    TRY_VOID(readTemplateFiles(folder, pipeline));
    TRY_VOID(readGenerationConfig(folder, pipeline));
    findTurnEnds(pipeline);
    return {};
}

namespace {

Result<std::shared_ptr<const Tokenizer>> tokenizerIn(const ContainedFolder& folder) {
    TRY(const ClassConfig config, readClassConfig(folder));
    TRY(Pipeline pipeline, readPipeline(folder, config));
    TRY_VOID(readTokenizerConfig(folder, config, pipeline));
    return Tokenizer::make(std::move(pipeline));
}

Result<std::shared_ptr<const Tokenizer>> tokenizerOf(const gguf::File& file) {
    TRY(Pipeline pipeline, readGgufPipeline(file));
    ClassConfig config;
    TRY(config.config, tokenizerConfigOf(file));
    pipeline.postProcessor = nullptr; // the file says what stands around a text
    TRY_VOID(readConfig(config, pipeline));
    std::vector<std::int32_t>& ids = pipeline.specials.eosIds;
    if (pipeline.specials.eos && pipeline.specials.eos->id)
        addId(ids, *pipeline.specials.eos->id);
    for (const std::int64_t id : answerEndsOf(file))
        addId(ids, static_cast<std::int32_t>(id));
    findTurnEnds(pipeline);
    return Tokenizer::make(std::move(pipeline));
}

} // namespace

Result<std::shared_ptr<const Tokenizer>> loadTokenizer(const std::filesystem::path& path) {
    if (gguf::isGgufPath(path) && !std::filesystem::is_directory(path)) {
        TRY(const auto file, gguf::File::open(path));
        return tokenizerOf(*file);
    }
    auto folder = openContained(path);
    if (!folder &&
        (folder.error().code() == "model.not_a_folder" || folder.error().code() == "file.not_found"))
        return refused("tokenizer.not_found").with("folder", path.string());
    if (!folder)
        return std::move(folder.error());
    return tokenizerIn(*folder);
}

} // namespace luthier::tokenizing
