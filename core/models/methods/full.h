#pragma once

#include <program/program.h>

namespace luthier::methods {

/// Full tuning: every tensor of the checkpoint trains.
void trainAllWeights(program::Program& program);

} // namespace luthier::methods
