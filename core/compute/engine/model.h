#pragma once

#include "compute_device.h"

#include <base/progress.h>
#include <base/result.h>
#include <families/model_shape.h>
#include <files/model_folder.h>
#include <footprint/step_layout.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace luthier::engine {

class WeightStore;

/// The frozen weights of a model: mapped from its folder on a CPU, copied to the card on a GPU. Immutable;
/// shared by tuners and decoders.
class Model {
public:
    /// With `quantised` the linear layers of the blocks are quantised as they are read. Fails with model.*
    /// and safetensors.* (see files::ModelWeights::open and WeightStore::open) and device.out_of_memory.
    static Result<std::shared_ptr<const Model>> load(const files::ModelFolder& folder,
                                                     const ComputeDevice& device,
                                                     std::optional<footprint::Stored> quantised = {});

    /// A model of this shape without weights of its own: a Tuner that trains all of them draws them from
    /// `seed` (normal, deviation 0.02; norms 1; biases 0; GPT-2 scales the projections into the stream by
    /// 1/√(2 layers)).
    static std::shared_ptr<const Model> random(const families::ModelShape& shape, std::uint64_t seed,
                                               const ComputeDevice& device);

    /// A model over fp32 tensors, one for each parameter of a Tuner that trains all weights. On a CPU they
    /// are not copied: `owner` keeps them.
    static std::shared_ptr<const Model> withValues(const families::ModelShape& shape,
                                                   std::span<const footprint::Parameter> parameters,
                                                   std::span<const std::span<const float>> tensors,
                                                   std::shared_ptr<const void> owner,
                                                   const ComputeDevice& device);

    const families::ModelShape& shape() const { return m_shape; }
    const ComputeDevice& device() const { return m_device; }
    /// How the matrices are stored, and what the device computes in.
    footprint::NumberFormats formats() const;
    /// For the engine itself; null for a random model.
    const WeightStore* weights() const { return m_weights.get(); }
    std::uint64_t seed() const { return m_seed; }

    Model(families::ModelShape shape, ComputeDevice device, std::unique_ptr<const WeightStore> weights,
          std::uint64_t seed);
    ~Model();

private:
    families::ModelShape m_shape;
    ComputeDevice m_device;
    std::unique_ptr<const WeightStore> m_weights;
    std::uint64_t m_seed = 0;
};

} // namespace luthier::engine
