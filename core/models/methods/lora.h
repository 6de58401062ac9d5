#pragma once

#include "method.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::methods {

/// An adapter on one linear layer: y + scaling · (dropout(x)·Aᵀ)·Bᵀ, or on a table that ids are looked up in:
/// y + scaling · A[id]·Bᵀ.
struct LoraTarget {
    std::string module; ///< path in the Hugging Face model
    std::int64_t rank = 0;
    double scaling = 1.0;
    bool dora = false; ///< the sum is scaled to a learned length of each output (arXiv 2402.09353)
    bool bias = false; ///< scaling · loraBias is added as well; of linear layers without DoRA
};

/// LoRA (arXiv 2106.09685) on the modules named; parameters are loraA of a module, [rank, in], of a table
/// [ids, rank], and loraB, [out, rank], with DoRA loraMagnitude, with a bias loraBias, [out]. Modules that
/// the program lacks are left out.
Method lora(std::vector<LoraTarget> targets, double dropout = 0.0);

std::string loraA(std::string_view module);
std::string loraB(std::string_view module);
std::string loraBias(std::string_view module);
std::string loraMagnitude(std::string_view module);

} // namespace luthier::methods
