#include "weights.h"

#include "../operations/block_matrix.h"
#include "arena.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/index_select.h>

#include <new>

namespace luthier::engine {
namespace {

at::ScalarType scalarType(files::Dtype dtype) {
    return dtype == files::Dtype::F32 ? at::kFloat : dtype == files::Dtype::BF16 ? at::kBFloat16 : at::kHalf;
}

bool isInt8(footprint::Stored format) {
    return format == footprint::Stored::Int8Rows;
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

void WeightStore::addBlocks(const files::TensorView& view, const ComputeDevice& device) {
    const files::BlockTensor& blocks = *view.blocks;
    const bool onGpu = device.kind == ComputeDevice::Kind::Cuda;
    if (blocks.shape.size() == 1) {
        std::vector<float> values = files::expandedValues(blocks);
        at::Tensor vector = at::from_blob(values.data(), blocks.shape, at::kFloat).clone();
        if (onGpu)
            vector = vector.to(at::Device(at::kCUDA, static_cast<at::DeviceIndex>(device.index)));
        m_tensors.emplace(view.name, Held{std::move(vector), {}});
    } else if (onGpu) {
        at::Tensor values = at::empty(blocks.shape, at::kBFloat16);
        expandBlocks(blocks, 0, values);
        files::SafetensorsFile::letGo(view.bytes);
        values = values.to(at::Device(at::kCUDA, static_cast<at::DeviceIndex>(device.index)));
        m_tensors.emplace(view.name, Held{std::move(values), {}});
    } else {
        auto* data = const_cast<std::byte*>(view.bytes.data()); // nothing writes to it
        at::Tensor bytes = at::from_blob(data, {blocks.rows(), blocks.rowBytes()}, at::kByte);
        m_tensors.emplace(view.name, Held{std::move(bytes), view.bytes, {}, blocks});
    }
}

Status WeightStore::addQuantised(const files::TensorView& view, const ComputeDevice& device) {
    auto read = readMatrix(*view.quantised, view.bytes);
    if (!read)
        return refused("model.bad_quantization").with("name", view.name + ".quant_map");
    QuantisedMatrix matrix = onDevice(*std::move(read), device);
    at::Tensor codes = matrix.codes;
    m_tensors.emplace(view.name, Held{std::move(codes), view.bytes, std::move(matrix)});
    return {};
}

/// `values` as bitsandbytes takes them, rows of outputs in fp32 on the CPU; in `scratch` unless they are that
/// already. For int8 they pass through fp16.
at::Tensor readyToQuantise(const at::Tensor& values, bool isInt8, at::Tensor& scratch) {
    if (!isInt8 && values.is_cpu() && values.scalar_type() == at::kFloat && values.is_contiguous())
        return values;
    const std::int64_t count = values.numel();
    if (!scratch.defined() || scratch.numel() < count * 6)
        scratch = mappedBytes(count * 6);
    if (!scratch.defined())
        throw std::bad_alloc();
    const at::Tensor ready = scratch.narrow(0, 0, count * 4).view(at::kFloat).view(values.sizes());
    if (!isInt8)
        return ready.copy_(values);
    const at::Tensor halves = scratch.narrow(0, count * 4, count * 2).view(at::kHalf).view(values.sizes());
    return ready.copy_(halves.copy_(values));
}

/// In the place of the matrix as the file has it, whose memory is let go of.
Status WeightStore::quantise(const families::LinearModule& module, const ComputeDevice& device,
                             at::Tensor& scratch) {
    Held& held = m_tensors.at(module.weight);
    const at::Tensor matrix = module.layout == families::LinearLayout::InOut ? held.tensor.t() : held.tensor;
    auto quantised = quantisedMatrix(readyToQuantise(matrix, isInt8(*m_quantised), scratch), *m_quantised);
    if (!quantised)
        return refused("model.not_finite").with("name", module.weight);
    held.quantised = onDevice(*std::move(quantised), device);
    held.tensor = held.quantised->codes;
    files::SafetensorsFile::letGo(held.mapped);
    return {};
}

Result<std::unique_ptr<const WeightStore>> WeightStore::open(files::ModelWeights weights,
                                                             const ComputeDevice& device,
                                                             std::optional<footprint::Stored> quantised) {
    std::unique_ptr<WeightStore> store(new WeightStore());
    store->m_weights = std::move(weights);
    store->m_dtype = store->m_weights->stored();
    store->m_blockBytes = store->m_weights->blockBytes();
    if (store->m_dtype == footprint::Stored::Blocks && quantised)
        return refused("gguf.stays_as_it_is");
    if (store->m_dtype == footprint::Stored::Blocks && device.kind == ComputeDevice::Kind::Cuda)
        store->m_dtype = footprint::Stored::Bf16;
    store->m_quantised = store->m_weights->quantised();
    const bool quantises = quantised && !store->m_quantised;
    if (quantises)
        store->m_quantised = quantised;
    else if (quantised && isInt8(*quantised) != isInt8(*store->m_quantised))
        return refused("model.quantised_otherwise")
            .with("found", isInt8(*store->m_quantised) ? "int8" : "nf4");
    TRY_VOID(guarded([&]() -> Status {
        for (const files::TensorView& view : store->m_weights->all())
            if (view.blocks)
                store->addBlocks(view, device);
            else if (view.quantised)
                TRY_VOID(store->addQuantised(view, device));
            else
                store->add(view, device);
        at::Tensor scratch;
        if (quantises)
            for (const families::LinearModule& module : families::linearsOf(store->m_weights->shape()))
                if (module.isQuantisable)
                    TRY_VOID(store->quantise(module, device, scratch));
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

void WeightStore::expandInto(std::string_view name, at::Tensor target) const {
    const Held& held = m_tensors.at(std::string(name));
    if (held.blocks)
        expandBlocks(*held.blocks, 0, target);
    else if (held.quantised)
        expandMatrix(*held.quantised, target);
    else
        target.copy_(held.tensor);
}

void WeightStore::expandRows(std::string_view name, std::int64_t first, at::Tensor target) const {
    expandBlocks(*m_tensors.at(std::string(name)).blocks, first, std::move(target));
}

at::Tensor WeightStore::rows(std::string_view name, const at::Tensor& numbers) const {
    const Held& held = m_tensors.at(std::string(name));
    return held.blocks ? rowsOfBlocks(*held.blocks, numbers)
                       : held.tensor.index_select(0, numbers.to(held.tensor.device()));
}

const at::Tensor& WeightStore::stored(std::string_view name) const {
    return m_tensors.at(std::string(name)).tensor;
}

} // namespace luthier::engine
