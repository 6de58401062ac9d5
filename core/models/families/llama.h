#pragma once

#include "family.h"

namespace luthier::families {

/// Llama 2 and 3, and models of that make: TinyLlama, SmolLM2.
extern const Family kLlama;

} // namespace luthier::families
