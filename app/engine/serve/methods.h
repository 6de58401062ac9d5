#pragma once

#include <preflight/workshop.h>
#include <serving/requests.h>

#include <vector>

namespace luthier::engine_program {

/// Every method that needs no model, in the order of cli.md. They keep what they open in the workshop.
std::vector<serving::Method> methods(preflight::Workshop& workshop);

} // namespace luthier::engine_program
