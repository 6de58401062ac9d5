#pragma once

#include <filesystem>
#include <string>

namespace luthier::tests {

/// Writes stories260K, a small trained Llama, as a Hugging Face folder: config.json, model.safetensors,
/// tokenizer.json, tokenizer_config.json. Reads llama2.c's `stories260K.bin` and `tok512.bin` from the shared
/// test material (SKIP_WITHOUT_SHARED_DATA first): q and k rows are permuted from interleaved to half-split
/// rotation, and the merges of the tokenizer are found again from its scores. Throws when something is not as
/// expected.
void writeStories260k(const std::filesystem::path& folder);

/// The text of the 200 ids that follow the start token (id 1) when each step takes the best, by an
/// independent float64 implementation; transformers gives the same from this folder.
std::string stories260kGreedyText();

} // namespace luthier::tests
