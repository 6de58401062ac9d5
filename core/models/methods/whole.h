#pragma once

#include "method.h"

#include <string>
#include <string_view>
#include <vector>

namespace luthier::methods {

/// Whether a tensor belongs to one of these modules, or to a module below it; modules are what paths end
/// with, as in PEFT: "norm" is "input_layernorm" as well.
bool isWithin(std::string_view tensor, const std::vector<std::string>& modules);

/// PEFT's `modules_to_save`: every tensor of these modules trains, under its name in the checkpoint, beside
/// what another method does.
Method trainWhole(std::vector<std::string> modules);

/// The tensors of these names train, whatever their modules: PEFT's `bias`.
Method trainTensors(std::vector<std::string> names);

/// One after the other.
Method both(Method first, Method second);

} // namespace luthier::methods
