#pragma once

#include "added_tokens.h"
#include "decoders.h"
#include "normalizers.h"
#include "post_processors.h"
#include "pre_tokenizers.h"
#include "special_tokens.h"
#include "token_model.h"

#include <base/contained_folder.h>
#include <base/hash.h>
#include <base/json.h>
#include <base/result.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace luthier::tokenizing {

/// All that a Tokenizer is made of. Null parts do nothing; a null decoder joins tokens by blanks.
struct Pipeline {
    std::vector<AddedToken> added;
    NormalizerPointer normalizer;
    PreTokenizerPointer preTokenizer;
    TokenModelPointer model;
    PostProcessorPointer postProcessor;
    DecoderPointer decoder;
    SpecialTokens specials;
    bool blankBeforeWords = false; // words that come one by one are read as if a blank stood before each
    bool truncatesLeft = false;    // what is too long loses its beginning
    std::optional<std::string> chatTemplate;
    std::optional<std::string> toolTemplate;
    std::vector<std::pair<std::string, std::string>>
        namedTemplates; // name and text; "default" is not among them
    Hash128 hash;
};

/// Reads tokenizer.json. `file` is named in errors.
Result<Pipeline> readTokenizerJson(std::string_view text, std::string_view file);

/// What the configs of a folder say of the class of its tokenizer, which alone knows what a vocabulary
/// without tokenizer.json does not tell.
struct ClassConfig {
    std::string name; // tokenizer_class without "Fast", or that of the model's type; "" when none is named
    Json config = Json::object(); // tokenizer_config.json
};

/// Reads a SentencePiece model. BPE (without a rewriting table) does what SentencePiece does; Unigram becomes
/// what transformers makes of it for the class: T5Tokenizer, XLMRobertaTokenizer or none; others fail with
/// tokenizer.part_not_supported, other algorithms with tokenizer.model_not_yet.
Result<Pipeline> readSentencePiece(std::string_view bytes, const ClassConfig& config, std::string_view file);

/// Reads vocab.txt, a WordPiece vocabulary with one token a line, as BertTokenizer does.
Result<Pipeline> readVocabularyLines(std::string_view text, const ClassConfig& config, std::string_view file);

/// Reads a folder: tokenizer.json, else a SentencePiece model, else vocab.json with merges.txt, else
/// vocab.txt.
Result<Pipeline> readPipeline(const ContainedFolder& folder, const ClassConfig& config);

/// The class by tokenizer_config.json, else by the model type of config.json.
Result<ClassConfig> readClassConfig(const ContainedFolder& folder);

/// Adds a token with a role to the added tokens, if it has an id and is not there.
void markSpecial(Pipeline& pipeline, const SpecialToken& token);

/// What tokenizer_config.json, generation_config.json and chat_template.jinja of the folder add: roles of
/// tokens, more added tokens, the chat template.
Status readTokenizerConfig(const ContainedFolder& folder, const ClassConfig& config, Pipeline& pipeline);

/// Bounds on the files of a tokenizer.
constexpr std::size_t kTokenizerFileBytes = std::size_t{64} << 20;
constexpr std::size_t kTemplateFileBytes = std::size_t{1} << 20;
constexpr std::size_t kAddedTokens = 100'000;

} // namespace luthier::tokenizing
