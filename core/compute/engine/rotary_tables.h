#pragma once

#include "memory/arena.h"

#include <footprint/program_layout.h>

namespace luthier::engine {

/// Fills the tables of a step with its rotations, in the arena of the step's layout.
void fillRotaryTables(const Arena& arena, const footprint::CompiledStep& step);

} // namespace luthier::engine
