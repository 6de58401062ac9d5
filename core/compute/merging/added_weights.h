#pragma once

#include <files/adapter_folder.h>

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace luthier::merging {

/// What an adapter does to the weights of a model, tensor by tensor. Borrows the adapter.
class AddedWeights {
public:
    explicit AddedWeights(const files::Adapter& adapter);

    /// Changes the values of the tensor of this name, row-major, in fp32, in place, by what lies on it, if
    /// anything.
    void addTo(const std::string& tensor, std::span<float> values) const;

    /// Something takes the place of the tensor of this name.
    bool replaces(const std::string& tensor) const;

private:
    const files::AdapterValues& m_values;
    std::unordered_map<std::string, std::vector<const files::Fold*>> m_folds; ///< by tensor
};

} // namespace luthier::merging
