#pragma once

#include "family.h"

namespace luthier::families {

/// Qwen2 and Qwen2.5: Llama's blocks with biases on query, key and value.
extern const Family kQwen2;

} // namespace luthier::families
