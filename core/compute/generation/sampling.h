#pragma once

#include <cstdint>
#include <random>
#include <span>

namespace luthier::generation {

/// Names as in transformers' GenerationConfig.
struct SamplingOptions {
    double temperature = 0.0; ///< 0: greedy
    double topP = 1.0;
    std::int64_t topK = 0; ///< 0: all
    double repetitionPenalty = 1.0;
};

/// The next token. `seen` are the tokens of prompt and answer so far, for the repetition penalty (Keskar et
/// al., arXiv 1909.05858). Logits that are NaN are never chosen.
std::int32_t chooseToken(std::span<const float> logits, std::span<const std::int32_t> seen,
                         const SamplingOptions& options, std::mt19937_64& draws);

} // namespace luthier::generation
