#pragma once

#include "model_shape.h"

#include <base/json.h>
#include <base/result.h>

#include <string>
#include <string_view>
#include <vector>

namespace luthier::families {

// Folders say the same in several ways: configs inside those of models that also see or hear, and names of
// tensors with prefixes that were added, left out or changed over the years.

/// The text model's own config: what a wrapper holds under `text_config`, with what it says itself of the
/// words' head; any other config as it is. Fails with model.unsupported_architecture, model.missing_key,
/// model.unsupported_option.
Result<Json> textConfigOf(const Json& config);
/// The config is that of a wrapper: the text model is part of what its folder holds.
bool isWrapper(const Json& config);

/// Names that the tensor may have in a file, best first, the usual one at the front.
std::vector<std::string> spellingsOf(const ModelShape& shape, std::string_view tensor);

/// True for tensors that files carry but the model does not read: mask buffers, stored frequencies, a copy of
/// a tied head, heads of other tasks, the eyes and ears of a wrapper.
bool isIgnoredTensor(const ModelShape& shape, std::string_view name);

} // namespace luthier::families
