#pragma once

#include "sampling.h"

#include <base/progress.h>
#include <base/result.h>
#include <engine/decoder.h>
#include <tokenizing/tokenizer.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::generation {

struct GenerationOptions {
    SamplingOptions sampling;
    std::int64_t maxNewTokens = 128;
    std::vector<std::string> stopTexts; ///< the answer ends before the first of them
    std::vector<std::int32_t> endIds;   ///< tokens that end the answer
    std::uint64_t seed = 42;
    /// Of a model that reads the prompt with an encoder: what its answer begins with.
    std::optional<std::int32_t> startId = {};
};

enum class FinishReason { Stop, Length, Cancelled };
std::string_view finishReasonName(FinishReason reason);

struct Generated {
    std::string text;              ///< without control tokens and without the stop text
    std::vector<std::int32_t> ids; ///< as generated, the end token included
    FinishReason reason = FinishReason::Length;
    double tokensPerSecond = 0;
};

/// Answers `prompt` from an empty cache. `onText` gets pieces of whole characters as they become certain; a
/// piece that may begin a stop text is held back until it is clear. Ends early when `stop` is asked.
Result<Generated> generate(engine::Decoder& decoder,
                           const std::shared_ptr<const tokenizing::Tokenizer>& tokenizer,
                           std::span<const std::int32_t> prompt, const GenerationOptions& options,
                           StopToken stop, const std::function<void(std::string_view)>& onText);

} // namespace luthier::generation
