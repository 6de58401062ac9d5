#pragma once

#include <engine/decoder.h>

#include <memory>
#include <vector>

namespace luthier::generation {

struct DecoderOptions {
    std::int64_t maxTokens = 2048;   ///< of the whole text; no more than the model has positions for
    std::int64_t promptTokens = 512; ///< taken at once; longer prompts go in pieces
};

/// Compiles the generation of a model with these adapters and opens it. Fails with device.out_of_memory.
Result<std::unique_ptr<engine::Decoder>> openDecoder(std::shared_ptr<const engine::Model> model,
                                                     const std::vector<engine::AdapterValues>& adapters,
                                                     DecoderOptions options = {});

} // namespace luthier::generation
