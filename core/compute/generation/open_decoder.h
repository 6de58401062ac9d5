#pragma once

#include <engine/decoder.h>
#include <files/adapter_folder.h>

#include <memory>
#include <vector>

namespace luthier::generation {

struct DecoderOptions {
    std::int64_t maxTokens = 2048;   ///< of the whole text; no more than the model has positions for
    std::int64_t promptTokens = 512; ///< taken at once; longer prompts go in pieces
};

/// The LoRA that these adapters are, and what its parameters hold (borrowed).
methods::Method methodOf(const std::vector<files::AdapterValues>& adapters);
std::vector<engine::NamedValues> parametersOf(const std::vector<files::AdapterValues>& adapters);

/// Compiles the generation of a model with these adapters and opens it. Fails with device.out_of_memory.
Result<std::unique_ptr<engine::Decoder>> openDecoder(std::shared_ptr<const engine::Model> model,
                                                     const std::vector<files::AdapterValues>& adapters,
                                                     DecoderOptions options = {});

} // namespace luthier::generation
