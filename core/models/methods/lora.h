#pragma once

#include "method.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::methods {

/// An adapter on one linear layer: y + scaling · (dropout(x)·Aᵀ)·Bᵀ.
struct LoraTarget {
    std::string module; ///< path in the Hugging Face model
    std::int64_t rank = 0;
    double scaling = 1.0;
};

/// LoRA (arXiv 2106.09685) on the linears named; parameters are loraA of a module, [rank, in], and loraB,
/// [out, rank]. Modules that the program lacks are left out.
Method lora(std::vector<LoraTarget> targets, double dropout = 0.0);

std::string loraA(std::string_view module);
std::string loraB(std::string_view module);

} // namespace luthier::methods
