#pragma once

#include <base/result.h>
#include <engine/adapter_values.h>
#include <families/weight_table.h>

#include <span>
#include <unordered_map>
#include <vector>

namespace luthier::merging {

/// What adapters add to the weights of a model: W + scaling · B·A for a matrix [out, in], its transpose for
/// Conv1D's [in, out] (LoRA, arXiv 2106.09685, section 4.1). Borrows the adapters.
class AddedWeights {
public:
    AddedWeights(const families::ModelShape& shape, const std::vector<engine::AdapterValues>& adapters);

    /// Adds in fp32, in place, what lies on the tensor of this role and layer, if anything; `values` is the
    /// tensor, row-major.
    void addTo(families::Role role, std::int64_t layer, std::span<float> values) const;

private:
    struct Part {
        const engine::AdapterValues* adapter = nullptr;
        families::LinearLayout layout = families::LinearLayout::OutIn;
    };
    std::unordered_map<std::int64_t, Part> m_parts; ///< by role and layer
};

} // namespace luthier::merging
