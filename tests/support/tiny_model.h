#pragma once

#include <filesystem>

namespace luthier::tests {

/// Writes a Llama of some blocks with small random weights, always the same, as a Hugging Face folder:
/// config.json, model.safetensors, a byte-level tokenizer.json that knows a few whole words, and a chat
/// template whose turns lie between <|im_start|> and <|im_end|>. Throws when it cannot.
void writeTinyModel(const std::filesystem::path& folder, int blocks = 2);

} // namespace luthier::tests
