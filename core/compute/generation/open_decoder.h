#pragma once

#include <engine/decoder.h>
#include <engine/scorer.h>
#include <files/adapter_folder.h>

#include <memory>
#include <optional>
#include <vector>

namespace luthier::generation {

/// What an answer of the model begins with, where an encoder reads the prompt (GenerationOptions::startId).
std::optional<std::int32_t> startIdOf(const families::ModelShape& shape);

struct DecoderOptions {
    std::int64_t maxTokens = 2048;   ///< of the whole text; no more than the model has positions for
    std::int64_t promptTokens = 512; ///< taken at once; longer prompts go in pieces
    std::int64_t sourceTokens = 512; ///< most that an encoder reads, where the model has one
};

/// What the adapter does to a model of this shape, whose head of labels, if any, lies among the parameters;
/// and what parameters of the adapter hold (borrowed).
methods::Method methodOf(const files::Adapter& adapter, const families::ModelShape& shape);
std::vector<engine::NamedValues> parametersOf(const files::Adapter& adapter);

/// Compiles the generation of a model with this adapter and opens it. Fails with device.out_of_memory, and
/// with model.writes_nothing for one that makes no text.
Result<std::unique_ptr<engine::Decoder>> openDecoder(std::shared_ptr<const engine::Model> model,
                                                     const files::Adapter& adapter,
                                                     DecoderOptions options = {});

struct ScorerOptions {
    std::int64_t tokens = 512;  ///< of a batch
    std::int64_t texts = 1;     ///< of a batch, where an adapter has learned tokens in front of them
    std::int64_t targets = 512; ///< of a batch
    std::int64_t source = 0;    ///< tokens of a batch that an encoder reads for a decoder
    std::uint64_t seed = 0;     ///< of a head that nobody has trained
};

/// Compiles the forward pass of a model with this adapter, its head of labels or of words, and opens it.
/// Fails with device.out_of_memory.
Result<std::unique_ptr<engine::Scorer>> openScorer(std::shared_ptr<const engine::Model> model,
                                                   const files::Adapter& adapter, ScorerOptions options = {});

} // namespace luthier::generation
