#include "weights.h"

#include "arena.h"

#include <ATen/ops/from_blob.h>

namespace luthier::engine {
namespace {

at::ScalarType scalarType(files::Dtype dtype) {
    return dtype == files::Dtype::F32 ? at::kFloat : dtype == files::Dtype::BF16 ? at::kBFloat16 : at::kHalf;
}

} // namespace

void WeightStore::add(const files::TensorView& view, const ComputeDevice& device) {
    // LibTorch has no constant tensors; nothing writes to these.
    auto* data = const_cast<std::byte*>(view.bytes.data());
    at::Tensor tensor = at::from_blob(data, view.info->shape, scalarType(view.info->dtype));
    if (reinterpret_cast<std::uintptr_t>(data) % 4 != 0)
        tensor = tensor.clone();
    if (view.info->shape.size() == 1)
        tensor = tensor.to(at::kFloat);
    if (device.kind == ComputeDevice::Kind::Cuda)
        tensor = tensor.to(at::Device(at::kCUDA, static_cast<at::DeviceIndex>(device.index)));
    m_tensors.emplace(view.name, Held{std::move(tensor), view.bytes});
}

Result<std::unique_ptr<const WeightStore>> WeightStore::open(files::ModelWeights weights,
                                                             const ComputeDevice& device) {
    std::unique_ptr<WeightStore> store(new WeightStore());
    store->m_weights = std::move(weights);
    store->m_dtype = files::storedAs(store->m_weights->dtype());
    TRY_VOID(guarded([&]() -> Status {
        for (const files::TensorView& view : store->m_weights->all())
            store->add(view, device);
        return {};
    }));
    return std::unique_ptr<const WeightStore>(std::move(store));
}

std::unique_ptr<const WeightStore> WeightStore::over(std::span<const footprint::Parameter> parameters,
                                                     std::span<const std::span<const float>> tensors,
                                                     std::shared_ptr<const void> owner,
                                                     const ComputeDevice& device) {
    std::unique_ptr<WeightStore> store(new WeightStore());
    store->m_owner = std::move(owner);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        // LibTorch has no constant tensors; nothing writes to these.
        auto* data = const_cast<float*>(tensors[i].data());
        at::Tensor tensor = at::from_blob(data, parameters[i].shape, at::kFloat);
        if (device.kind == ComputeDevice::Kind::Cuda)
            tensor = tensor.to(at::Device(at::kCUDA, static_cast<at::DeviceIndex>(device.index)));
        store->m_tensors.emplace(parameters[i].name, Held{std::move(tensor), {}});
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
