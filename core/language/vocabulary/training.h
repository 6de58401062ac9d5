#pragma once

#include <base/progress.h>
#include <base/result.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace luthier::vocabulary {

struct TrainingOptions {
    std::vector<std::filesystem::path> inputs; // text files, one sentence or paragraph a line
    std::string kind = "bpe";                  // or "unigram"
    std::int64_t vocabularySize = 8000;
    std::filesystem::path folder; // where the tokenizer's files go; made when it is not there
    int threads = 1;
};

struct TrainedTokenizer {
    std::int64_t vocabularySize = 0; // may be less than asked for when the text has no more pairs to merge
    double seconds = 0.0;
};

/// Trains a byte-pair or unigram tokenizer with SentencePiece: byte fallback, no normalisation, digits alone,
/// pieces that do not cross blanks. Writes tokenizer.json and tokenizer_config.json (special tokens <unk> <s>
/// </s>
/// <|im_start|> <|im_end|> and the chatml template), which `tokenizers` and `transformers` load and which
/// give them our ids. Each file appears whole, tokenizer.json last. Fails with usage.not_yet,
/// vocabulary.size_invalid, vocabulary.no_text, vocabulary.input_too_large, vocabulary.training_failed and
/// file errors.
Result<TrainedTokenizer> trainTokenizer(const TrainingOptions& options, const StopToken& stop,
                                        ProgressSink& progress);

} // namespace luthier::vocabulary
