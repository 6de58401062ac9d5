#include "weights.h"

#include "arena.h"

#include <footprint/step_layout.h>

#include <ATen/ops/from_blob.h>

namespace luthier::engine {
namespace {

at::ScalarType scalarType(files::Dtype dtype) {
    return dtype == files::Dtype::F32 ? at::kFloat : dtype == files::Dtype::BF16 ? at::kBFloat16 : at::kHalf;
}

} // namespace

Status WeightStore::add(const files::ModelWeights& weights, const families::WeightEntry& entry,
                        std::int64_t layer, const ComputeDevice& device) {
    const files::TensorView view = weights.tensor(entry.role, layer);
    // LibTorch has no constant tensors; nothing writes to these.
    auto* data = const_cast<std::byte*>(view.bytes.data());
    at::Tensor tensor = at::from_blob(data, entry.shape, scalarType(view.info->dtype));
    if (reinterpret_cast<std::uintptr_t>(data) % 4 != 0)
        tensor = tensor.clone();
    if (entry.shape.size() == 1)
        tensor = tensor.to(at::kFloat);
    if (device.kind == ComputeDevice::Kind::Cuda)
        tensor = tensor.to(at::Device(at::kCUDA, static_cast<at::DeviceIndex>(device.index)));
    m_tensors.emplace(entry.name(layer), Held{std::move(tensor), view.bytes});
    return {};
}

Result<std::unique_ptr<const WeightStore>> WeightStore::open(files::ModelWeights weights,
                                                             const ComputeDevice& device) {
    std::unique_ptr<WeightStore> store(new WeightStore());
    store->m_weights = std::move(weights);
    store->m_dtype = files::storedAs(store->m_weights->dtype());
    const families::ModelShape& shape = store->m_weights->shape();
    TRY_VOID(guarded([&]() -> Status {
        for (const families::WeightEntry& entry : families::weightsOf(shape))
            for (std::int64_t layer = 0; layer < (entry.scope == families::Scope::Layer ? shape.layers : 1);
                 ++layer)
                TRY_VOID(store->add(*store->m_weights, entry, layer, device));
        return {};
    }));
    return std::unique_ptr<const WeightStore>(std::move(store));
}

std::unique_ptr<const WeightStore> WeightStore::over(const families::ModelShape& shape,
                                                     std::span<const std::span<const float>> tensors,
                                                     std::shared_ptr<const void> owner,
                                                     const ComputeDevice& device) {
    std::unique_ptr<WeightStore> store(new WeightStore());
    store->m_owner = std::move(owner);
    const auto parameters = footprint::parametersOf(shape, footprint::Tuning::Full, {});
    std::size_t index = 0;
    for (const families::WeightEntry& entry : families::weightsOf(shape))
        for (std::int64_t layer = 0; layer < (entry.scope == families::Scope::Layer ? shape.layers : 1);
             ++layer) {
            // LibTorch has no constant tensors; nothing writes to these.
            auto* data = const_cast<float*>(tensors[index].data());
            at::Tensor tensor = at::from_blob(data, parameters[index++].shape, at::kFloat);
            if (device.kind == ComputeDevice::Kind::Cuda)
                tensor = tensor.to(at::Device(at::kCUDA, static_cast<at::DeviceIndex>(device.index)));
            store->m_tensors.emplace(entry.name(layer), Held{std::move(tensor), {}});
        }
    return store;
}

bool WeightStore::has(std::string_view name) const {
    return m_tensors.contains(std::string(name));
}

void WeightStore::letGo(std::string_view name) const {
    if (m_weights)
        files::SafetensorsFile::letGo(m_tensors.at(std::string(name)).mapped);
}

const at::Tensor& WeightStore::stored(std::string_view name) const {
    return m_tensors.at(std::string(name)).tensor;
}

} // namespace luthier::engine
