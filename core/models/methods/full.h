#pragma once

#include "method.h"

namespace luthier::methods {

/// Full tuning: every tensor of the checkpoint trains.
Method full();

} // namespace luthier::methods
