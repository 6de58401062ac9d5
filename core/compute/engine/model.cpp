#include "model.h"

#include "memory/weights.h"

namespace luthier::engine {

Model::Model(families::ModelShape shape, ComputeDevice device, std::unique_ptr<const WeightStore> weights,
             std::uint64_t seed)
    : m_shape(std::move(shape))
    , m_device(device)
    , m_weights(std::move(weights))
    , m_seed(seed) {}

Model::~Model() = default;

Result<std::shared_ptr<const Model>> Model::load(const files::ModelFolder& folder,
                                                 const ComputeDevice& device,
                                                 std::optional<footprint::Stored> quantised) {
    TRY(files::ModelWeights weights, files::ModelWeights::open(folder));
    families::ModelShape shape = weights.shape();
    TRY(auto store, WeightStore::open(std::move(weights), device, quantised));
    return std::make_shared<const Model>(std::move(shape), device, std::move(store), 0);
}

std::shared_ptr<const Model> Model::random(const families::ModelShape& shape, std::uint64_t seed,
                                           const ComputeDevice& device) {
    return std::make_shared<const Model>(shape, device, nullptr, seed);
}

std::shared_ptr<const Model> Model::withValues(const families::ModelShape& shape,
                                               std::span<const footprint::Parameter> parameters,
                                               std::span<const std::span<const float>> tensors,
                                               std::shared_ptr<const void> owner,
                                               const ComputeDevice& device) {
    auto store = WeightStore::over(parameters, tensors, std::move(owner), device);
    return std::make_shared<const Model>(shape, device, std::move(store), 0);
}

footprint::NumberFormats Model::formats() const {
    if (!m_weights)
        return {footprint::Stored::Fp32, m_device.products};
    return {m_weights->dtype(), m_device.products, m_weights->quantised(), m_weights->blockBytes()};
}

} // namespace luthier::engine
