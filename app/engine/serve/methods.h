#pragma once

#include <serving/requests.h>

#include <span>

namespace luthier::engine_program {

/// Every method that needs no model, in the order of cli.md.
std::span<const serving::Method> methods();

} // namespace luthier::engine_program
