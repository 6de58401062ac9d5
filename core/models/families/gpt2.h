#pragma once

#include "family.h"

namespace luthier::families {

/// GPT-2: learned positions, layer norms, one fused query-key-value matrix, Conv1D weights [in, out].
extern const Family kGpt2;

} // namespace luthier::families
