#pragma once

#include <program/program.h>

#include <cstdint>
#include <span>
#include <string>

namespace luthier::methods {

/// An adapter on one linear layer: y + scaling · (dropout(x)·Aᵀ)·Bᵀ.
struct LoraTarget {
    std::string module; ///< path in the Hugging Face model
    std::int64_t rank = 0;
    double scaling = 1.0;
};

/// LoRA (arXiv 2106.09685) on the linears named; parameters `MODULE.lora_A` [rank, in] and `MODULE.lora_B`
/// [out, rank]. Modules that the program lacks are left out.
void addLora(program::Program& program, std::span<const LoraTarget> targets, double dropout);

} // namespace luthier::methods
