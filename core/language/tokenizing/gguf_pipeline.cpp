#include "gguf_pipeline.h"

#include "byte_pair.h"
#include "part_reading.h"
#include "sentencepiece_merges.h"

#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace luthier::tokenizing {
namespace {

using gguf::File;
using gguf::Value;

// Kinds of tokens (tokenizer.ggml.token_type) have the numbers of SentencePiece's pieces.

/// How words are cut, by tokenizer.ggml.pre; the parts as tokenizer.json of the source has them.
struct WordKind {
    std::string_view name;
    std::string_view preTokenizer;
    bool normalised = false;   // to NFC
    bool ignoreMerges = false; // a word that is a token is taken whole
    bool beginsTexts = false;  // unless the file says otherwise
};
constexpr std::string_view kGpt2 = R"({"type":"ByteLevel","add_prefix_space":false,"use_regex":true})";
constexpr std::string_view kDigits = R"({"type":"Sequence","pretokenizers":[
    {"type":"Digits","individual_digits":true},{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}]})";
constexpr std::string_view kLlama3 =
    R"re({"type":"Sequence","pretokenizers":[{"type":"Split","behavior":"Isolated",
    "invert":false,"pattern":{"Regex":"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"}},
    {"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]})re";
constexpr std::string_view kQwen2 =
    R"re({"type":"Sequence","pretokenizers":[{"type":"Split","behavior":"Isolated",
    "invert":false,"pattern":{"Regex":"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"}},
    {"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]})re";
constexpr std::array<WordKind, 7> kWordKinds{{
    {"default", kGpt2},
    {"gpt-2", kGpt2},
    {"smollm", kDigits},
    {"llama-bpe", kLlama3, false, true, true},
    {"llama3", kLlama3, false, true, true},
    {"llama-v3", kLlama3, false, true, true},
    {"qwen2", kQwen2, true},
}};

Error fault(const File& file, std::string_view code) {
    return refused(code).at(file.path().string());
}

Error badValue(const File& file, std::string_view key) {
    return fault(file, "gguf.bad_value").with("key", key);
}

Error unsupported(const File& file, std::string_view kind, std::string_view supported) {
    return fault(file, "gguf.unsupported_tokenizer")
        .with("kind", replaceInvalidUtf8(utf8Prefix(kind, 80)))
        .with("supported", supported);
}

Result<std::vector<std::string_view>> textsAt(const File& file, std::string_view key) {
    const Value* value = file.header().find(key);
    if (!value)
        return fault(file, "gguf.missing_key").with("key", key);
    auto texts = value->texts();
    if (!texts)
        return badValue(file, key);
    return *std::move(texts);
}

/// One number a token.
Result<std::vector<double>> numbersAt(const File& file, std::string_view key, std::size_t tokens) {
    const Value* value = file.header().find(key);
    if (!value)
        return fault(file, "gguf.missing_key").with("key", key);
    auto numbers = value->numbers();
    if (!numbers || numbers->size() != tokens)
        return badValue(file, key);
    return *std::move(numbers);
}

Result<bool> flagAt(const File& file, std::string_view key, bool absent) {
    const Value* value = file.header().find(key);
    if (!value)
        return absent;
    const auto flag = value->boolean();
    if (!flag)
        return badValue(file, key);
    return *flag;
}

/// The tokens with their kinds and scores.
Result<std::vector<SentencePiece>> piecesOf(const File& file, bool scored) {
    TRY(const auto tokens, textsAt(file, "tokenizer.ggml.tokens"));
    if (tokens.size() > kVocabularyTokens)
        return badValue(file, "tokenizer.ggml.tokens");
    std::vector<double> kinds(tokens.size(), 1.0);
    std::vector<double> scores(tokens.size(), 0.0);
    if (scored || file.has("tokenizer.ggml.token_type")) {
        TRY(kinds, numbersAt(file, "tokenizer.ggml.token_type", tokens.size()));
    }
    if (scored) {
        TRY(scores, numbersAt(file, "tokenizer.ggml.scores", tokens.size()));
    }
    std::vector<SentencePiece> pieces;
    pieces.reserve(tokens.size());
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (!(kinds[i] >= 1 && kinds[i] <= 6))
            return badValue(file, "tokenizer.ggml.token_type");
        if (!std::isfinite(scores[i]))
            return badValue(file, "tokenizer.ggml.scores");
        if (tokens[i].size() > kTokenBytes || !isValidUtf8(tokens[i]))
            return badToken(replaceInvalidUtf8(utf8Prefix(tokens[i], 60))).at(file.path().string());
        pieces.push_back({std::string(tokens[i]), static_cast<float>(scores[i]),
                          static_cast<PieceKind>(static_cast<int>(kinds[i]))});
    }
    return pieces;
}

const WordKind* wordKindOf(std::string_view name) {
    const auto found = std::find_if(kWordKinds.begin(), kWordKinds.end(),
                                    [&](const WordKind& kind) { return kind.name == name; });
    return found == kWordKinds.end() ? nullptr : &*found;
}

Result<const WordKind*> wordKindOf(const File& file) {
    constexpr std::string_view kKey = "tokenizer.ggml.pre";
    std::string_view name = "default";
    if (file.has(kKey)) {
        TRY(name, file.text(kKey));
    }
    std::string supported;
    for (const WordKind& kind : kWordKinds)
        supported += (supported.empty() ? "" : ", ") + std::string(kind.name);
    const WordKind* kind = wordKindOf(name);
    if (!kind)
        return unsupported(file, name, supported);
    return kind;
}

/// Tokens that are found as wholes stand beside the vocabulary; unused ones nowhere.
Status takeTokens(std::vector<SentencePiece> pieces, Vocabulary& vocabulary, Pipeline& pipeline) {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        SentencePiece& piece = pieces[i];
        if (piece.kind == PieceKind::Unused)
            continue;
        if (piece.kind == PieceKind::Normal || piece.kind == PieceKind::Byte) {
            TRY_VOID(vocabulary.add(piece.text, static_cast<std::int64_t>(i)));
            continue;
        }
        if (pipeline.added.size() >= kAddedTokens || piece.text.empty() || piece.text.size() > 512)
            return badToken(piece.text);
        AddedToken token;
        token.id = static_cast<std::int32_t>(i);
        token.content = std::move(piece.text);
        token.special = piece.kind != PieceKind::UserDefined;
        token.normalized = false;
        pipeline.added.push_back(std::move(token));
    }
    return {};
}

Result<Pipeline> byteLevelPipeline(const File& file) {
    TRY(const WordKind* kind, wordKindOf(file));
    TRY(auto pieces, piecesOf(file, false));
    TRY(const auto lines, textsAt(file, "tokenizer.ggml.merges"));
    Pipeline pipeline;
    Vocabulary vocabulary;
    TRY_VOID(takeTokens(std::move(pieces), vocabulary, pipeline));
    BytePairOptions options;
    options.ignoreMerges = kind->ignoreMerges;
    TRY(pipeline.model, bytePairModelOf(std::move(vocabulary), lines, std::move(options)));
    TRY(const Json words, parseJson(kind->preTokenizer));
    TRY(pipeline.preTokenizer, readPreTokenizer(words));
    if (kind->normalised)
        pipeline.normalizer = formNormalizer(templates::NormalForm::Nfc);
    pipeline.decoder = byteLevelDecoder();
    return pipeline;
}

Result<Pipeline> sentencePiecePipeline(const File& file) {
    SentencePieceModel model;
    model.algorithm = SentencePieceAlgorithm::BytePair;
    TRY(model.pieces, piecesOf(file, true));
    model.byteFallback =
        std::any_of(model.pieces.begin(), model.pieces.end(),
                    [](const SentencePiece& piece) { return piece.kind == PieceKind::Byte; });
    TRY(model.addDummyPrefix, flagAt(file, "tokenizer.ggml.add_space_prefix", true));
    TRY(model.removeExtraBlanks, flagAt(file, "tokenizer.ggml.remove_extra_whitespaces", false));
    if (file.has("tokenizer.ggml.precompiled_charsmap"))
        return unsupported(file, "precompiled_charsmap", "llama");
    return bytePairPipelineOf(model);
}

/// Of what decides ids and templates: all that the file says under `tokenizer.`.
Hash128 hashOf(const File& file) {
    Hash128Stream stream;
    for (const auto& [key, value] : file.header().entries) {
        if (!key.starts_with("tokenizer."))
            continue;
        stream.update(key);
        stream.update(value.bytes());
    }
    return stream.finish();
}

} // namespace

Result<Pipeline> readGgufPipeline(const File& file) {
    if (!file.has("tokenizer.ggml.model"))
        return refused("tokenizer.not_found").with("folder", file.path().string());
    TRY(const std::string_view model, file.text("tokenizer.ggml.model"));
    if (model != "gpt2" && model != "llama")
        return unsupported(file, model, "gpt2, llama");
    TRY(Pipeline pipeline, model == "gpt2" ? byteLevelPipeline(file) : sentencePiecePipeline(file));
    pipeline.hash = hashOf(file);
    return pipeline;
}

Result<Json> tokenizerConfigOf(const File& file) {
    TRY(const auto tokens, textsAt(file, "tokenizer.ggml.tokens"));
    Json config = Json::object();
    constexpr std::array<std::pair<const char*, const char*>, 4> kRoles{
        {{"bos", "bos_token"}, {"eos", "eos_token"}, {"padding", "pad_token"}, {"unknown", "unk_token"}}};
    for (const auto& [name, role] : kRoles) {
        const std::string key = "tokenizer.ggml." + std::string(name) + "_token_id";
        const Value* value = file.header().find(key);
        const auto id = value ? value->integer() : std::nullopt;
        if (value && (!id || *id < -1 || *id >= static_cast<std::int64_t>(tokens.size())))
            return badValue(file, key);
        if (id && *id >= 0)
            config[role] = std::string(tokens[static_cast<std::size_t>(*id)]);
    }
    TRY(const std::string_view model, file.text("tokenizer.ggml.model"));
    const auto pre = file.text("tokenizer.ggml.pre");
    const WordKind* kind = pre ? wordKindOf(*pre) : nullptr;
    const bool begins = model == "llama" || (kind && kind->beginsTexts);
    TRY(config["add_bos_token"], flagAt(file, "tokenizer.ggml.add_bos_token", begins));
    TRY(config["add_eos_token"], flagAt(file, "tokenizer.ggml.add_eos_token", false));
    constexpr std::string_view kTemplate = "tokenizer.chat_template";
    Json templates = Json::array();
    for (const auto& [key, value] : file.header().entries) {
        const auto text = value.text();
        if (!text || !key.starts_with(kTemplate) || text->size() > kTemplateFileBytes)
            continue;
        const std::string_view name = key.substr(kTemplate.size());
        if (name.empty() || name.starts_with('.'))
            templates.push_back({{"name", name.empty() ? "default" : std::string(name.substr(1))},
                                 {"template", replaceInvalidUtf8(*text)}});
    }
    if (!templates.empty())
        config["chat_template"] = std::move(templates);
    return config;
}

std::vector<std::int64_t> answerEndsOf(const File& file) {
    std::vector<std::int64_t> ids;
    for (const char* name : {"eot", "eom"}) {
        const Value* value = file.header().find("tokenizer.ggml." + std::string(name) + "_token_id");
        if (const auto id = value ? value->integer() : std::nullopt;
            id && *id >= 0 && *id < static_cast<std::int64_t>(kVocabularyTokens))
            ids.push_back(*id);
    }
    return ids;
}

} // namespace luthier::tokenizing
