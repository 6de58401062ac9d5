#pragma once

#include "../compute_device.h"
#include "../operations/quantised_matrix.h"

#include <files/model_weights.h>
#include <footprint/step_layout.h>

#include <ATen/core/Tensor.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace luthier::engine {

/// The frozen tensors of a model as LibTorch sees them: matrices as stored or quantised, vectors (norms,
/// biases) in fp32. Blocks of a GGUF file stay where they lie on a CPU; a GPU has their values in bf16.
class WeightStore {
public:
    /// With `quantised` the linear layers of the blocks are kept so, unless the file has them so already;
    /// fails with model.quantised_otherwise where it has another form, gguf.stays_as_it_is, and
    /// model.not_finite.
    static Result<std::unique_ptr<const WeightStore>> open(files::ModelWeights weights,
                                                           const ComputeDevice& device,
                                                           std::optional<footprint::Stored> quantised);

    /// Over what a tuner of all weights trained: a tensor a parameter. On a CPU they are not copied: `owner`
    /// keeps them.
    static std::unique_ptr<const WeightStore> over(std::span<const footprint::Parameter> parameters,
                                                   std::span<const std::span<const float>> tensors,
                                                   std::shared_ptr<const void> owner,
                                                   const ComputeDevice& device);

    /// As stored, [rows, columns] of the file; by its name in the checkpoint. Of a quantised one its codes,
    /// of blocks their bytes.
    const at::Tensor& stored(std::string_view name) const;
    /// The matrix in the format of `target`: [rows, columns] of the file, or [out, in] of a quantised one.
    void expandInto(std::string_view name, at::Tensor target) const;
    /// Rows of blocks from `first` on, as many as the target has, in fp32 or bf16.
    void expandRows(std::string_view name, std::int64_t first, at::Tensor target) const;
    /// Rows of a table by their numbers (int64), in fp32 or as they are stored.
    at::Tensor rows(std::string_view name, const at::Tensor& numbers) const;
    bool has(std::string_view name) const;
    /// Lets go of the memory that reading a mapped tensor filled: for one that was copied and is not read on.
    void letGo(std::string_view name) const;
    /// Of the matrices, but those that are quantised.
    footprint::Stored dtype() const { return m_dtype; }
    double blockBytes() const { return m_blockBytes; }
    std::optional<footprint::Stored> quantised() const { return m_quantised; }

private:
    WeightStore() = default;
    void add(const files::TensorView& view, const ComputeDevice& device);
    void addBlocks(const files::TensorView& view, const ComputeDevice& device);
    Status addQuantised(const files::TensorView& view, const ComputeDevice& device);
    Status quantise(const families::LinearModule& module, const ComputeDevice& device, at::Tensor& scratch);

    std::optional<files::ModelWeights> m_weights;
    std::shared_ptr<const void> m_owner; // of tensors that are neither mapped nor copied
    struct Held {
        at::Tensor tensor;
        std::span<const std::byte> mapped; ///< where it lies in the file
        std::optional<QuantisedMatrix> quantised = {};
        std::optional<files::BlockTensor> blocks = {};
    };
    std::unordered_map<std::string, Held> m_tensors;
    footprint::Stored m_dtype = footprint::Stored::Fp32;
    std::optional<footprint::Stored> m_quantised;
    double m_blockBytes = 0.0;
};

} // namespace luthier::engine
