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
    std::optional<std::string> chatTemplate;
    std::optional<std::string> toolTemplate;
    std::vector<std::pair<std::string, std::string>>
        namedTemplates; // name and text; "default" is not among them
    Hash128 hash;
};

/// Reads tokenizer.json. `file` is named in errors.
Result<Pipeline> readTokenizerJson(std::string_view text, std::string_view file);

/// Reads tokenizer.model, a SentencePiece BPE model with identity normalisation (others:
/// tokenizer.model_not_yet).
Result<Pipeline> readSentencePiece(std::string_view bytes, std::string_view file);

/// What tokenizer_config.json, generation_config.json and chat_template.jinja of the folder add: roles of
/// tokens, more added tokens, the chat template.
Status readTokenizerConfig(const ContainedFolder& folder, Pipeline& pipeline);

/// Bounds on the files of a tokenizer.
constexpr std::size_t kTokenizerFileBytes = std::size_t{64} << 20;
constexpr std::size_t kTemplateFileBytes = std::size_t{1} << 20;
constexpr std::size_t kAddedTokens = 100'000;

} // namespace luthier::tokenizing
