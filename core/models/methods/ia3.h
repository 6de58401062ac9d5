#pragma once

#include "method.h"

#include <string>
#include <string_view>
#include <vector>

namespace luthier::methods {

/// A linear layer whose outputs are scaled, or, where it is `feedForward`, its inputs.
struct Ia3Target {
    std::string module; ///< path in the Hugging Face model
    bool feedForward = false;
};

/// IA³ (arXiv 2205.05638): a learned factor for each column, from 1 on. Parameters are ia3Factors of a
/// module, with PEFT's shapes: [1, in] of inputs, [out, 1] of outputs. Modules that the program lacks are
/// left out.
Method ia3(std::vector<Ia3Target> targets);

std::string ia3Factors(std::string_view module);

} // namespace luthier::methods
