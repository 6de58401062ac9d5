#pragma once

#include "memory/arena.h"

#include <families/model_shape.h>

namespace luthier::engine {

/// Fills the rotary tables of an arena, where it has them.
void fillRotaryTables(const Arena& arena, const families::ModelShape& shape);

} // namespace luthier::engine
