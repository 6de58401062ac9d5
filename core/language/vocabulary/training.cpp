#include "training.h"

#include "sentence_source.h"
#include "tokenizer_files.h"

#include <base/files.h>
#include <tokenizing/sentencepiece_model.h>
#include <tokenizing/tokenizer.h>

#include <sentencepiece_trainer.h>

#include <algorithm>
#include <chrono>
#include <unordered_map>

namespace luthier::vocabulary {
namespace {

// 256 bytes and five special tokens stand in every vocabulary.
constexpr std::int64_t kSmallest = 300;
constexpr std::int64_t kLargest = 500'000;

/// Hands the sentences to SentencePiece.
class Sentences final : public sentencepiece::SentenceIterator {
public:
    Sentences(const std::vector<std::string>& sentences, const StopToken& stop)
        : m_sentences(sentences)
        , m_stop(stop) {}
    bool done() const override { return m_at >= m_sentences.size() || m_stop.stop_requested(); }
    void Next() override { ++m_at; }
    const std::string& value() const override { return m_sentences[m_at]; }
    sentencepiece::util::Status status() const override { return {}; }

private:
    const std::vector<std::string>& m_sentences;
    const StopToken& m_stop;
    std::size_t m_at = 0;
};

std::unordered_map<std::string, std::string> settings(const TrainingOptions& options) {
    return {{"model_type", options.kind},
            {"vocab_size", std::to_string(options.vocabularySize)},
            {"hard_vocab_limit", "false"},
            {"byte_fallback", "true"},
            {"normalization_rule_name", "identity"},
            {"add_dummy_prefix", "false"},
            {"remove_extra_whitespaces", "false"},
            {"character_coverage", "0.9995"},
            {"split_digits", "true"},
            {"max_sentence_length", std::to_string(2 * kSentenceBytes)},
            {"unk_id", "0"},
            {"bos_id", "1"},
            {"eos_id", "2"},
            {"pad_id", "-1"},
            {"control_symbols", "<|im_start|>,<|im_end|>"},
            {"num_threads", std::to_string(std::clamp(options.threads, 1, 64))},
            {"minloglevel", "2"}};
}

Result<std::string> trainModel(const TrainingOptions& options, const std::vector<std::string>& sentences,
                               const StopToken& stop) {
    Sentences source(sentences, stop);
    std::string model;
    try {
        const auto status = sentencepiece::SentencePieceTrainer::Train(settings(options), &source, &model);
        if (stop.stop_requested())
            return interrupted();
        if (!status.ok())
            return refused("vocabulary.training_failed").because(status.ToString());
    } catch (const std::exception& error) {
        return failed("vocabulary.training_failed").because(error.what());
    }
    return model;
}

} // namespace

Result<TrainedTokenizer> trainTokenizer(const TrainingOptions& options, const StopToken& stop,
                                        ProgressSink& progress) {
    const auto started = std::chrono::steady_clock::now();
    if (options.kind != "bpe" && options.kind != "unigram")
        return usageError("usage.not_yet").with("name", options.kind).with("available", "bpe, unigram");
    if (options.vocabularySize < kSmallest || options.vocabularySize > kLargest)
        return usageError("vocabulary.size_invalid").with("smallest", kSmallest).with("largest", kLargest);
    TRY(const std::vector<std::string> sentences, readSentences(options.inputs, stop, progress));
    progress.report({"training", 0, 0});
    TRY(const std::string bytes, trainModel(options, sentences, stop));
    TRY(const tokenizing::SentencePieceModel model, tokenizing::parseSentencePieceModel(bytes));
    progress.report({"writing", 0, 0});
    TRY_VOID(makeFolder(options.folder));
    TRY_VOID(writeTokenizerFiles(model, options.folder));
    // What was written is read back, so that a tokenizer that does not load is never announced.
    TRY(const auto tokenizer, tokenizing::loadTokenizer(options.folder));
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - started;
    return TrainedTokenizer{static_cast<std::int64_t>(tokenizer->vocabularySize()), spent.count()};
}

} // namespace luthier::vocabulary
