// What a folder's tokenizer is made of, by the files that lie there.

#include "byte_pair.h"
#include "part_reading.h"
#include "pipeline.h"

#include <base/files.h>
#include <base/json.h>
#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <utility>

namespace luthier::tokenizing {
namespace {

constexpr std::string_view kQwenPattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

constexpr JsonLimits kConfigLimits{std::size_t{16} << 20, 24, 1'000'000};

/// The class that transformers takes for a type of model when tokenizer_config.json names none.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kClassOfModel{{
    {"t5", "T5Tokenizer"},
    {"mt5", "T5Tokenizer"},
    {"xlm-roberta", "XLMRobertaTokenizer"},
    {"bert", "BertTokenizer"},
    {"electra", "BertTokenizer"},
    {"distilbert", "BertTokenizer"},
    {"roberta", "RobertaTokenizer"},
    {"gpt2", "GPT2Tokenizer"},
    {"qwen2", "Qwen2Tokenizer"},
    {"qwen3", "Qwen2Tokenizer"},
}};

/// Classes that stand for no particular way to tokenize.
constexpr std::array<std::string_view, 3> kPlainClasses{"PreTrainedTokenizer", "TokenizersBackend",
                                                        "AutoTokenizer"};

/// The two-file form of GPT-2, RoBERTa and Qwen2; the rest of the pipeline is known by the class alone.
Result<Pipeline> readTwoFiles(const ClassConfig& config, const std::filesystem::path& vocabularyFile,
                              const std::filesystem::path& mergesFile) {
    constexpr std::array<std::string_view, 4> kClasses{"", "GPT2Tokenizer", "RobertaTokenizer",
                                                       "Qwen2Tokenizer"};
    if (std::find(kClasses.begin(), kClasses.end(), config.name) == kClasses.end())
        return partNotSupported("tokenizer_class", config.name).at("merges.txt");
    TRY(const std::string vocabularyText, readFile(vocabularyFile, kTokenizerFileBytes));
    TRY(const std::string mergeText, readFile(mergesFile, kTokenizerFileBytes));
    TRY(const Json vocabulary, parseJson(vocabularyText, {kTokenizerFileBytes, 4, 4'000'000}, "vocab.json"));
    TRY(const bool addPrefixSpace, boolAt(config.config, "add_prefix_space", false));
    if (!isValidUtf8(mergeText))
        return refused("tokenizer.merge_invalid").with("number", 1).at("merges.txt");
    Pipeline pipeline;
    Result<TokenModelPointer> model = bytePairModelOf(vocabulary, mergeText);
    if (!model)
        return std::move(model.error()).at("vocab.json");
    pipeline.model = *std::move(model);
    const bool qwen = config.name == "Qwen2Tokenizer";
    TRY(PreTokenizerPointer byteLevel, byteLevelPreTokenizer(addPrefixSpace, !qwen));
    if (qwen) {
        TRY(Pattern pattern, Pattern::expression(kQwenPattern));
        std::vector<PreTokenizerPointer> steps;
        steps.push_back(
            splitPreTokenizer(std::move(pattern), DelimiterBehaviour::Isolated, PatternFinds::Delimiters));
        steps.push_back(std::move(byteLevel));
        byteLevel = preTokenizerSequence(std::move(steps));
        pipeline.normalizer = formNormalizer(templates::NormalForm::Nfc);
    }
    pipeline.preTokenizer = std::move(byteLevel);
    pipeline.blankBeforeWords = !qwen;
    pipeline.decoder = byteLevelDecoder();
    pipeline.hash = hash128(vocabularyText);
    pipeline.hash += hash128(mergeText);
    const Vocabulary& known = pipeline.model->vocabulary();
    if (const auto end = known.find("<|endoftext|>")) // the control token that GPT-2 and Qwen2 always have
        markSpecial(pipeline, {"<|endoftext|>", end});
    const auto cls = known.find("<s>");
    const auto sep = known.find("</s>");
    if (config.name == "RobertaTokenizer" && cls && sep)
        pipeline.postProcessor = robertaPostProcessor({*cls, "<s>"}, {*sep, "</s>"}, addPrefixSpace);
    return pipeline;
}

/// special_tokens_map.json takes the place of what the configuration says, unless that lists its added
/// tokens.
Status readSpecialTokensMap(const ContainedFolder& folder, Json& config) {
    TRY(const auto file, fileIfThere(folder, "special_tokens_map.json"));
    if (!file || member(config, "added_tokens_decoder") != nullptr)
        return {};
    TRY(const Json map, readJsonFile(*file, kConfigLimits));
    if (!map.is_object())
        return refused("tokenizer.part_invalid").with("part", "tokenizer").at("special_tokens_map.json");
    for (const auto& [name, token] : map.items())
        config[name] = token;
    return {};
}

} // namespace

Result<ClassConfig> readClassConfig(const ContainedFolder& folder) {
    ClassConfig out;
    TRY(const auto configFile, fileIfThere(folder, "tokenizer_config.json"));
    if (configFile) {
        TRY(out.config, readJsonFile(*configFile, kConfigLimits));
        if (!out.config.is_object())
            return refused("tokenizer.part_invalid").with("part", "tokenizer").at("tokenizer_config.json");
    }
    TRY_VOID(readSpecialTokensMap(folder, out.config));
    TRY(out.name, stringAt(out.config, "tokenizer_class", ""));
    if (out.name.ends_with("Fast"))
        out.name.resize(out.name.size() - 4);
    if (std::find(kPlainClasses.begin(), kPlainClasses.end(), out.name) != kPlainClasses.end())
        out.name.clear();
    TRY(const auto modelFile, fileIfThere(folder, "config.json"));
    if (!out.name.empty() || !modelFile)
        return out;
    TRY(const Json model, readJsonFile(*modelFile, kConfigLimits));
    const Json* type = model.is_object() ? member(model, "model_type") : nullptr;
    for (const auto& [known, name] : kClassOfModel)
        if (type != nullptr && type->is_string() && type->get_ref<const std::string&>() == known)
            out.name = name;
    return out;
}

Result<Pipeline> readPipeline(const ContainedFolder& folder, const ClassConfig& config) {
    TRY(const auto json, fileIfThere(folder, "tokenizer.json"));
    if (json) {
        TRY(const std::string text, readFile(*json, kTokenizerFileBytes));
        return readTokenizerJson(text, "tokenizer.json");
    }
    for (const std::string_view name : {"tokenizer.model", "spiece.model", "sentencepiece.bpe.model"}) {
        TRY(const auto file, fileIfThere(folder, name));
        if (!file)
            continue;
        TRY(const std::string bytes, readFile(*file, kTokenizerFileBytes));
        return readSentencePiece(bytes, config, name);
    }
    TRY(const auto vocabulary, fileIfThere(folder, "vocab.json"));
    TRY(const auto merges, fileIfThere(folder, "merges.txt"));
    if (vocabulary && merges)
        return readTwoFiles(config, *vocabulary, *merges);
    TRY(const auto words, fileIfThere(folder, "vocab.txt"));
    if (words) {
        TRY(const std::string text, readFile(*words, kTokenizerFileBytes));
        return readVocabularyLines(text, config, "vocab.txt");
    }
    return refused("tokenizer.not_found").with("folder", folder.path.string());
}

} // namespace luthier::tokenizing
