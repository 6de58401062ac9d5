#pragma once

#include "../compute_device.h"

#include <families/weight_table.h>
#include <files/model_weights.h>

#include <ATen/core/Tensor.h>

#include <optional>
#include <unordered_map>
#include <vector>

namespace luthier::engine {

/// The frozen tensors of a model as LibTorch sees them: matrices as stored, vectors (norms, biases) in fp32.
class WeightStore {
public:
    static Result<std::unique_ptr<const WeightStore>> open(files::ModelWeights weights,
                                                           const ComputeDevice& device);

    /// Over values laid out as footprint::parametersOf(shape, Full) says.
    static std::unique_ptr<const WeightStore> over(const families::ModelShape& shape,
                                                   std::vector<float> values, const ComputeDevice& device);

    /// As stored; [rows, columns] of the file.
    const at::Tensor& stored(families::Role role, std::int64_t layer) const;
    bool has(families::Role role, std::int64_t layer) const;
    /// Of the matrices.
    footprint::Stored dtype() const { return m_dtype; }

private:
    WeightStore() = default;
    Status add(const files::ModelWeights& weights, const families::WeightEntry& entry, std::int64_t layer,
               const ComputeDevice& device);

    std::optional<files::ModelWeights> m_weights;
    std::vector<float> m_values;
    std::unordered_map<std::int64_t, at::Tensor> m_tensors;
    footprint::Stored m_dtype = footprint::Stored::Fp32;
};

} // namespace luthier::engine
