#include "tokenizer.h"

#include "pipeline.h"

#include <base/files.h>
#include <base/json.h>
#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <system_error>

namespace luthier::tokenizing {
namespace {

constexpr JsonLimits kConfigLimits{std::size_t{16} << 20, 24, 1'000'000};

// Tokens that close a turn in templates in use, when the template of the folder writes them.
constexpr std::array<std::string_view, 8> kTurnEnds{"<|im_end|>",    "<|eot_id|>",     "<|end|>",
                                                    "<end_of_turn>", "<|eom_id|>",     "<|return|>",
                                                    "<|user_end|>",  "<|end_of_turn|>"};

constexpr std::string_view kQwenPattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

bool isFile(const std::filesystem::path& path) {
    std::error_code error;
    return std::filesystem::is_regular_file(path, error);
}

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

/// A token with a role is a control token too, if the vocabulary has it.
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

Status readRole(const Json& config, std::string_view key, Pipeline& pipeline,
                std::optional<SpecialToken>& role) {
    TRY(const std::optional<std::string> text, tokenText(config, key));
    if (!text)
        return {};
    role = SpecialToken{*text, idIn(pipeline, *text)};
    markSpecial(pipeline, *role);
    return {};
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

/// `chat_template` is a text, or a list of named ones of which "default" and "tool_use" count.
Status readTemplates(const Json& config, Pipeline& pipeline) {
    const Json* value = member(config, "chat_template");
    if (value == nullptr)
        return {};
    if (value->is_string()) {
        pipeline.chatTemplate = value->get<std::string>();
        return {};
    }
    if (!value->is_array() || value->size() > 64)
        return refused("tokenizer.part_invalid").with("part", "chat_template");
    for (const Json& entry : *value) {
        TRY(const std::string name, stringAt(entry, "name"));
        TRY(const std::string text, stringAt(entry, "template"));
        if (name == "default")
            pipeline.chatTemplate = text;
        else if (name == "tool_use")
            pipeline.toolTemplate = text;
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

Status readGenerationConfig(const std::filesystem::path& folder, Pipeline& pipeline) {
    std::vector<std::int32_t>& ids = pipeline.specials.eosIds;
    if (pipeline.specials.eos && pipeline.specials.eos->id)
        addId(ids, *pipeline.specials.eos->id);
    if (!isFile(folder / "generation_config.json"))
        return {};
    TRY(const Json config, readJsonFile(folder / "generation_config.json", kConfigLimits));
    const Json* eos = member(config, "eos_token_id");
    const auto take = [&](const Json& value) {
        if (value.is_number_integer() && value.get<std::int64_t>() >= 0 &&
            value.get<std::int64_t>() < INT32_MAX)
            addId(ids, static_cast<std::int32_t>(value.get<std::int64_t>()));
    };
    if (eos != nullptr && eos->is_array() && eos->size() <= 256)
        std::for_each(eos->begin(), eos->end(), take);
    else if (eos != nullptr)
        take(*eos);
    return {};
}

/// The two-file form of GPT-2 and Qwen2; the rest of the pipeline is known by the class alone.
Result<Pipeline> readTwoFiles(const std::filesystem::path& folder) {
    TRY(const std::string vocabularyText, readFile(folder / "vocab.json", kTokenizerFileBytes));
    TRY(const std::string mergeText, readFile(folder / "merges.txt", kTokenizerFileBytes));
    TRY(const Json vocabulary, parseJson(vocabularyText, {kTokenizerFileBytes, 4, 4'000'000}, "vocab.json"));
    std::string kind;
    bool addPrefixSpace = false;
    if (isFile(folder / "tokenizer_config.json")) {
        TRY(const Json config, readJsonFile(folder / "tokenizer_config.json", kConfigLimits));
        TRY(kind, stringAt(config, "tokenizer_class", ""));
        TRY(addPrefixSpace, boolAt(config, "add_prefix_space", false));
    }
    if (!isValidUtf8(mergeText))
        return refused("tokenizer.merge_invalid").with("number", 1).at("merges.txt");
    Pipeline pipeline;
    Result<std::unique_ptr<const BytePairModel>> model = bytePairModelOf(vocabulary, mergeText);
    if (!model)
        return std::move(model.error()).at("vocab.json");
    pipeline.model = *std::move(model);
    const bool qwen = kind.starts_with("Qwen2");
    TRY(PreTokenizerPointer byteLevel, byteLevelPreTokenizer(addPrefixSpace, !qwen));
    if (qwen) {
        TRY(Pattern pattern, Pattern::expression(kQwenPattern));
        std::vector<PreTokenizerPointer> steps;
        steps.push_back(
            splitPreTokenizer(std::move(pattern), DelimiterBehaviour::Isolated, PatternFinds::Delimiters));
        steps.push_back(std::move(byteLevel));
        byteLevel = preTokenizerSequence(std::move(steps));
        pipeline.normalizer = nfcNormalizer();
    }
    pipeline.preTokenizer = std::move(byteLevel);
    pipeline.decoder = byteLevelDecoder();
    pipeline.hash = hash128(vocabularyText);
    pipeline.hash += hash128(mergeText);
    if (pipeline.model->vocabulary().find(
            "<|endoftext|>")) // the control token that both families always have
        markSpecial(pipeline, {"<|endoftext|>", pipeline.model->vocabulary().find("<|endoftext|>")});
    return pipeline;
}

Result<Pipeline> readPipeline(const std::filesystem::path& folder) {
    if (isFile(folder / "tokenizer.json")) {
        TRY(const std::string text, readFile(folder / "tokenizer.json", kTokenizerFileBytes));
        return readTokenizerJson(text, "tokenizer.json");
    }
    for (const std::string_view name : {"tokenizer.model", "spiece.model"}) {
        if (!isFile(folder / name))
            continue;
        TRY(const std::string bytes, readFile(folder / name, kTokenizerFileBytes));
        TRY(Pipeline pipeline, readSentencePiece(bytes, name));
        // Models of this kind begin with <s> unless their configuration says otherwise.
        if (const auto bos = pipeline.model->vocabulary().find("<s>"))
            pipeline.postProcessor = surroundingPostProcessor({{*bos, "<s>"}}, {});
        return pipeline;
    }
    if (isFile(folder / "vocab.json") && isFile(folder / "merges.txt"))
        return readTwoFiles(folder);
    if (isFile(folder / "vocab.txt"))
        return refused("tokenizer.model_not_yet").with("model", "WordPiece").at("vocab.txt");
    return refused("tokenizer.not_found").with("folder", folder.string());
}

} // namespace

Status readTokenizerConfig(const std::filesystem::path& folder, Pipeline& pipeline) {
    if (isFile(folder / "tokenizer_config.json")) {
        TRY(const std::string text, readFile(folder / "tokenizer_config.json", kConfigLimits.bytes));
        TRY(const Json config, parseJson(text, kConfigLimits, "tokenizer_config.json"));
        TRY_VOID(addDecoderTokens(config, pipeline));
        TRY_VOID(readRole(config, "bos_token", pipeline, pipeline.specials.bos));
        TRY_VOID(readRole(config, "eos_token", pipeline, pipeline.specials.eos));
        TRY_VOID(readRole(config, "pad_token", pipeline, pipeline.specials.pad));
        TRY_VOID(readRole(config, "unk_token", pipeline, pipeline.specials.unknown));
        TRY_VOID(readTemplates(config, pipeline));
        TRY_VOID(readSurrounding(config, pipeline));
        pipeline.hash += hash128(text, 1);
    }
    if (isFile(folder / "chat_template.jinja")) {
        TRY(pipeline.chatTemplate, readFile(folder / "chat_template.jinja", kTemplateFileBytes));
        pipeline.toolTemplate.reset();
        pipeline.hash += hash128(*pipeline.chatTemplate, 2);
    }
    TRY_VOID(readGenerationConfig(folder, pipeline));
    pipeline.specials.endOfTurnIds = pipeline.specials.eosIds;
    for (const std::string_view end : kTurnEnds) {
        const bool written = pipeline.chatTemplate && pipeline.chatTemplate->find(end) != std::string::npos;
        if (const auto id = idIn(pipeline, end); id && written)
            addId(pipeline.specials.endOfTurnIds, *id);
    }
    return {};
}

Result<std::shared_ptr<const Tokenizer>> loadTokenizer(const std::filesystem::path& folder) {
    TRY(Pipeline pipeline, readPipeline(folder));
    TRY_VOID(readTokenizerConfig(folder, pipeline));
    return Tokenizer::make(std::move(pipeline));
}

} // namespace luthier::tokenizing
