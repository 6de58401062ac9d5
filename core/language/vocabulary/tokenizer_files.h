#pragma once

#include <base/result.h>
#include <tokenizing/sentencepiece_model.h>

#include <filesystem>
#include <string>

namespace luthier::vocabulary {

/// A trained model as the text of tokenizer.json; fails with tokenizer.vocabulary_invalid.
Result<std::string> tokenizerJson(const tokenizing::SentencePieceModel& model);

/// Writes tokenizer_config.json and then tokenizer.json into a folder, each atomically.
Status writeTokenizerFiles(const tokenizing::SentencePieceModel& model, const std::filesystem::path& folder);

} // namespace luthier::vocabulary
