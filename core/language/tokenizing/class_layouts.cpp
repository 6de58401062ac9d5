#include "class_layouts.h"

#include "part_reading.h"
#include "unigram.h"
#include "word_piece.h"

#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>
#include <utility>

namespace luthier::tokenizing {
namespace {

constexpr std::string_view kMark = "\xE2\x96\x81"; // ▁ stands for a blank
constexpr std::int64_t kSentinels = 10'000;

/// Pieces with their scores, in the order of their ids.
struct ScoredPieces {
    Vocabulary vocabulary;
    std::vector<double> scores;

    Status add(std::string_view text, double score) {
        if (!std::isfinite(score) || text.size() > kUnigramPieceBytes)
            return badToken(text);
        TRY_VOID(vocabulary.add(text, static_cast<std::int64_t>(scores.size())));
        scores.push_back(score);
        return {};
    }
};

/// What the config calls the token of a role, a text or an object with one.
Result<AddedToken> roleToken(const Json& config, std::string_view key, std::string_view text) {
    AddedToken token;
    token.content = text;
    token.special = true;
    token.normalized = false;
    const Json* value = member(config, key);
    if (value == nullptr)
        return token;
    if (value->is_object()) {
        TRY(AddedToken read, readAddedToken(*value, 0));
        read.special = true;
        read.normalized = false;
        return read;
    }
    TRY(token.content, stringAt(config, key));
    if (token.content.empty() || token.content.size() > 512)
        return refused("tokenizer.added_token_invalid").with("token", utf8Prefix(token.content, 60));
    return token;
}

/// Adds tokens to a pipeline whose model is there, each text once, with the id of the vocabulary or the next
/// one behind it.
class TokenAdder {
public:
    TokenAdder(Pipeline& pipeline, const Json& config)
        : m_pipeline(pipeline)
        , m_config(config)
        , m_next(pipeline.model->vocabulary().idLimit()) {}

    std::int32_t add(AddedToken token) {
        const auto [known, isNew] = m_ids.emplace(token.content, m_next);
        if (!isNew)
            return known->second;
        const auto inModel = m_pipeline.model->vocabulary().find(token.content);
        known->second = token.id = inModel ? *inModel : m_next++;
        m_pipeline.added.push_back(std::move(token));
        return known->second;
    }

    /// The token of a role, as the config calls it; the role then has it.
    Result<AddedAround> addRole(std::string_view key, std::string_view text,
                                std::optional<SpecialToken>& role) {
        TRY(AddedToken token, roleToken(m_config, key, text));
        const std::string content = token.content;
        const std::int32_t id = add(std::move(token));
        role = SpecialToken{content, id};
        return AddedAround{id, content};
    }

    /// Control tokens, or those that whoever trained the model asked for, are found as wholes.
    Status addPieces(const SentencePieceModel& model, PieceKind kind) {
        for (const SentencePiece& piece : model.pieces) {
            if (piece.kind != kind)
                continue;
            if (m_pipeline.added.size() >= kAddedTokens || piece.text.size() > 512)
                return refused("tokenizer.sentencepiece_invalid");
            AddedToken token;
            token.content = piece.text;
            token.special = kind == PieceKind::Control;
            token.normalized = false;
            add(std::move(token));
        }
        return {};
    }

private:
    Pipeline& m_pipeline;
    const Json& m_config;
    std::int32_t m_next;
    std::unordered_map<std::string, std::int32_t> m_ids;
};

std::optional<std::int32_t> unknownOf(const SentencePieceModel& model) {
    for (std::size_t i = 0; i < model.pieces.size(); ++i)
        if (model.pieces[i].kind == PieceKind::Unknown)
            return static_cast<std::int32_t>(i);
    return std::nullopt;
}

Status useCharacterMap(Pipeline& pipeline, const SentencePieceModel& model) {
    if (!model.characterMap.empty()) {
        TRY(pipeline.normalizer, characterMapNormalizer(model.characterMap));
    }
    return {};
}

void useWordsOfMarks(Pipeline& pipeline) {
    std::vector<PreTokenizerPointer> steps;
    steps.push_back(whitespaceSplitPreTokenizer());
    steps.push_back(metaspacePreTokenizer(PrependScheme::Always));
    pipeline.preTokenizer = preTokenizerSequence(std::move(steps));
    pipeline.decoder = metaspaceDecoder();
}

TemplatePiece tokenPiece(const AddedAround& token, std::int32_t type = 0) {
    return {{}, {token}, type};
}

TemplatePiece textPiece(std::size_t text, std::int32_t type = 0) {
    return {text, {}, type};
}

/// The pieces, then sentinels in descending order; a text ends with </s>.
Result<Pipeline> t5Pipeline(const SentencePieceModel& model, const ClassConfig& config) {
    TRY(const std::int64_t sentinels, integerAt(config.config, "extra_ids", 100));
    if (sentinels < 0 || sentinels > kSentinels)
        return refused("tokenizer.part_invalid").with("part", "extra_ids");
    ScoredPieces pieces;
    for (const SentencePiece& piece : model.pieces)
        TRY_VOID(pieces.add(piece.text, piece.score));
    std::vector<std::string> names;
    for (std::int64_t i = sentinels; i > 0; --i)
        names.push_back("<extra_id_" + std::to_string(i - 1) + ">");
    for (const std::string& name : names)
        TRY_VOID(pieces.add(name, 0.0));
    Pipeline pipeline;
    pipeline.model = std::make_unique<UnigramModel>(std::move(pieces.vocabulary), std::move(pieces.scores),
                                                    unknownOf(model), ByteFallback::Off);
    TRY_VOID(useCharacterMap(pipeline, model));
    useWordsOfMarks(pipeline);
    TokenAdder adder(pipeline, config.config);
    TRY_VOID(adder.addPieces(model, PieceKind::Control));
    TRY_VOID(adder.addPieces(model, PieceKind::UserDefined));
    for (const std::string& name : names) {
        TRY(AddedToken token, roleToken(Json::object(), "", name));
        adder.add(std::move(token));
    }
    SpecialTokens& specials = pipeline.specials;
    TRY(const AddedAround end, adder.addRole("eos_token", "</s>", specials.eos));
    TRY_VOID(adder.addRole("unk_token", "<unk>", specials.unknown));
    TRY_VOID(adder.addRole("pad_token", "<pad>", specials.pad));
    pipeline.postProcessor = templatePostProcessor(
        {textPiece(0), tokenPiece(end)}, {textPiece(0), tokenPiece(end), textPiece(1), tokenPiece(end)});
    return pipeline;
}

/// <s>, <pad>, </s> and <unk>, the pieces but their first three, and <mask>.
Result<Pipeline> xlmRobertaPipeline(const SentencePieceModel& model, const ClassConfig& config) {
    ScoredPieces pieces;
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kFirst{
        {{"bos_token", "<s>"}, {"pad_token", "<pad>"}, {"eos_token", "</s>"}, {"unk_token", "<unk>"}}};
    for (const auto& [key, text] : kFirst) {
        TRY(const AddedToken token, roleToken(config.config, key, text));
        TRY_VOID(pieces.add(token.content, 0.0));
    }
    for (std::size_t i = 3; i < model.pieces.size(); ++i)
        TRY_VOID(pieces.add(model.pieces[i].text, model.pieces[i].score));
    TRY(const AddedToken masking, roleToken(config.config, "mask_token", "<mask>"));
    TRY_VOID(pieces.add(masking.content, 0.0));
    Pipeline pipeline;
    pipeline.model = std::make_unique<UnigramModel>(std::move(pieces.vocabulary), std::move(pieces.scores), 3,
                                                    ByteFallback::Off);
    TRY_VOID(useCharacterMap(pipeline, model));
    useWordsOfMarks(pipeline);
    TokenAdder adder(pipeline, config.config);
    SpecialTokens& specials = pipeline.specials;
    TRY(const AddedAround begin, adder.addRole("bos_token", "<s>", specials.bos));
    TRY_VOID(adder.addRole("pad_token", "<pad>", specials.pad));
    TRY(const AddedAround end, adder.addRole("eos_token", "</s>", specials.eos));
    TRY_VOID(adder.addRole("unk_token", "<unk>", specials.unknown));
    TRY_VOID(adder.addRole("cls_token", "<s>", specials.classification));
    TRY_VOID(adder.addRole("sep_token", "</s>", specials.separator));
    TRY_VOID(adder.addRole("mask_token", "<mask>", specials.mask));
    TRY_VOID(adder.addPieces(model, PieceKind::UserDefined));
    pipeline.postProcessor = templatePostProcessor(
        {tokenPiece(begin), textPiece(0), tokenPiece(end)},
        {tokenPiece(begin), textPiece(0), tokenPiece(end), tokenPiece(end), textPiece(1), tokenPiece(end)});
    return pipeline;
}

/// The pieces as they stand: blanks become marks and back, and nothing is put around a text.
Result<Pipeline> plainPipeline(const SentencePieceModel& model) {
    ScoredPieces pieces;
    for (const SentencePiece& piece : model.pieces)
        TRY_VOID(pieces.add(piece.text, piece.score));
    Pipeline pipeline;
    pipeline.model = std::make_unique<UnigramModel>(
        std::move(pieces.vocabulary), std::move(pieces.scores), unknownOf(model),
        model.byteFallback ? ByteFallback::On : ByteFallback::Off);
    std::vector<NormalizerPointer> steps;
    TRY_VOID(useCharacterMap(pipeline, model));
    if (pipeline.normalizer)
        steps.push_back(std::move(pipeline.normalizer));
    steps.push_back(replaceNormalizer(Pattern::literal(" "), kMark));
    pipeline.normalizer = normalizerSequence(std::move(steps));
    pipeline.decoder = model.byteFallback ? sentencePieceDecoder(kMark, false) : markDecoder(kMark);
    const Json none = Json::object();
    TokenAdder adder(pipeline, none);
    TRY_VOID(adder.addPieces(model, PieceKind::Control));
    TRY_VOID(adder.addPieces(model, PieceKind::UserDefined));
    if (const auto unknown = unknownOf(model)) {
        const std::string& text = model.pieces[static_cast<std::size_t>(*unknown)].text;
        pipeline.specials.unknown = SpecialToken{text, unknown};
        markSpecial(pipeline, *pipeline.specials.unknown);
    }
    for (const auto& [text, role] :
         {std::pair{"<s>", &pipeline.specials.bos}, {"</s>", &pipeline.specials.eos}})
        if (const auto id = pipeline.model->vocabulary().find(text))
            *role = SpecialToken{text, id};
    return pipeline;
}

/// One token a line, ended as Python reads lines; of two alike the last one counts.
Result<Vocabulary> vocabularyOfLines(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find_first_of("\r\n");
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            break;
        text.remove_prefix(end + (text.substr(end).starts_with("\r\n") ? 2 : 1));
    }
    if (lines.size() > kVocabularyTokens)
        return refused("tokenizer.part_invalid").with("part", "vocab");
    Vocabulary vocabulary;
    for (std::size_t i = lines.size(); i > 0; --i) {
        if (lines[i - 1].size() > kTokenBytes || !isValidUtf8(lines[i - 1]))
            return badToken(replaceInvalidUtf8(lines[i - 1].substr(0, kTokenBytes)));
        if (!vocabulary.find(lines[i - 1]))
            TRY_VOID(vocabulary.add(lines[i - 1], static_cast<std::int64_t>(i - 1)));
    }
    return vocabulary;
}

Result<Pipeline> bertPipeline(std::string_view text, const ClassConfig& config) {
    constexpr std::array<std::string_view, 4> kClasses{"", "BertTokenizer", "ElectraTokenizer",
                                                       "DistilBertTokenizer"};
    if (std::find(kClasses.begin(), kClasses.end(), config.name) == kClasses.end())
        return partNotSupported("tokenizer_class", config.name);
    TRY(const AddedToken unknown, roleToken(config.config, "unk_token", "[UNK]"));
    BertCleaning cleaning;
    TRY(cleaning.lowercase, boolAt(config.config, "do_lower_case", true));
    TRY(cleaning.separateIdeographs, boolAt(config.config, "tokenize_chinese_chars", true));
    TRY(cleaning.stripAccents, boolAt(config.config, "strip_accents", cleaning.lowercase));
    TRY(Vocabulary vocabulary, vocabularyOfLines(text));
    WordPieceOptions options;
    options.unknown = unknown.content;
    Pipeline pipeline;
    pipeline.model = std::make_unique<WordPieceModel>(std::move(vocabulary), std::move(options));
    pipeline.normalizer = bertNormalizer(cleaning);
    pipeline.preTokenizer = bertPreTokenizer();
    pipeline.decoder = wordPieceDecoder();
    TokenAdder adder(pipeline, config.config);
    SpecialTokens& specials = pipeline.specials;
    TRY_VOID(adder.addRole("unk_token", "[UNK]", specials.unknown));
    TRY(const AddedAround end, adder.addRole("sep_token", "[SEP]", specials.separator));
    TRY_VOID(adder.addRole("pad_token", "[PAD]", specials.pad));
    TRY(const AddedAround begin, adder.addRole("cls_token", "[CLS]", specials.classification));
    TRY_VOID(adder.addRole("mask_token", "[MASK]", specials.mask));
    pipeline.postProcessor = templatePostProcessor(
        {tokenPiece(begin), textPiece(0), tokenPiece(end)},
        {tokenPiece(begin), textPiece(0), tokenPiece(end), textPiece(1, 1), tokenPiece(end, 1)});
    return pipeline;
}

} // namespace

Result<Pipeline> unigramPipelineOf(const SentencePieceModel& model, const ClassConfig& config) {
    if (config.name == "T5Tokenizer")
        return t5Pipeline(model, config);
    if (config.name == "XLMRobertaTokenizer")
        return xlmRobertaPipeline(model, config);
    if (config.name.empty())
        return plainPipeline(model);
    return partNotSupported("tokenizer_class", config.name);
}

Result<Pipeline> readVocabularyLines(std::string_view text, const ClassConfig& config,
                                     std::string_view file) {
    Result<Pipeline> pipeline = bertPipeline(text, config);
    if (!pipeline)
        return std::move(pipeline.error()).at(file);
    pipeline->hash = hash128(text);
    return pipeline;
}

} // namespace luthier::tokenizing
