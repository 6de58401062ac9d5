#pragma once

#include <base/json.h>
#include <base/result.h>
#include <families/model_shape.h>
#include <gguf/file.h>

#include <string>
#include <string_view>

namespace luthier::files {

/// What config.json would say of the model of a GGUF file: its keys under Hugging Face's names. Fails with
/// gguf.unsupported_architecture, gguf.unsupported_key (one that changes what the model computes and is not
/// known), gguf.missing_key, gguf.bad_value.
Result<Json> configOfGguf(const gguf::File& file);

/// The name that Hugging Face's files give a tensor of a GGUF file of this family; its own where they have
/// none.
std::string hubNameOf(std::string_view ggufName);

/// Tensors that say something of the configuration, and are no weights.
bool isConfigTensor(std::string_view ggufName);

/// Heads of a tensor whose rows take turns in files of the shape's family; 0: its rows lie in order.
std::int64_t turnedHeads(const families::ModelShape& shape, std::string_view ggufName);

} // namespace luthier::files
