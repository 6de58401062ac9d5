#pragma once

#include "pipeline.h"

#include <gguf/file.h>

namespace luthier::tokenizing {

/// The tokenizer that a GGUF file carries: byte-level BPE ("gpt2") of the kinds of words that are known by
/// name, or SentencePiece's BPE ("llama"). Fills in all but the roles of tokens and the template. Fails with
/// tokenizer.not_found, gguf.unsupported_tokenizer, gguf.missing_key, gguf.bad_value and what its lists
/// break.
Result<Pipeline> readGgufPipeline(const gguf::File& file);

/// What tokenizer_config.json would say of it: roles, `add_bos_token`, `add_eos_token`, chat templates.
Result<Json> tokenizerConfigOf(const gguf::File& file);

/// Ids that end an answer beside the one that ends a text.
std::vector<std::int64_t> answerEndsOf(const gguf::File& file);

} // namespace luthier::tokenizing
