#pragma once

#include <base/result.h>
#include <families/model_tensors.h>
#include <files/adapter_folder.h>

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace luthier::merging {

/// What an adapter does to the weights of a model: W + scaling · B·A for a matrix [out, in], its transpose
/// for Conv1D's [in, out] (LoRA, arXiv 2106.09685, section 4.1); modules that were trained whole take the
/// place of theirs. Borrows the adapter.
class AddedWeights {
public:
    AddedWeights(const families::ModelShape& shape, const files::Adapter& adapter);

    /// Adds in fp32, in place, what lies on the tensor of this name, if anything; `values` is the tensor,
    /// row-major.
    void addTo(const std::string& tensor, std::span<float> values) const;

    /// What takes the place of the tensor of this name; null: nothing does.
    const files::WholeTensor* whole(const std::string& tensor) const;

private:
    struct Part {
        const files::AdapterValues* adapter = nullptr;
        families::LinearLayout layout = families::LinearLayout::OutIn;
    };
    std::unordered_map<std::string, Part> m_parts; ///< by tensor
    std::unordered_map<std::string, const files::WholeTensor*> m_whole;
};

} // namespace luthier::merging
