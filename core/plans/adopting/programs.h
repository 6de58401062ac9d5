#pragma once

#include "adopting.h"

#include <optional>

namespace luthier::adopting {

/// By the keys that a document has; nothing where they are nobody's.
std::optional<Program> programOf(const Json& document);

/// What the program takes where its configuration says nothing, by its own keys.
Json defaultsOf(Program program, const Json& document);

/// The keys of a document in one object; those of the sections of Unsloth Studio beside the others. `names`
/// gets the full name of each: "lora.lora_r".
Json flattened(Program program, const Json& document, Json& names);

} // namespace luthier::adopting
