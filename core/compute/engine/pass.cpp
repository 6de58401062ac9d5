#include "pass.h"

#include <families/rope.h>

#include <ATen/ops/from_blob.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace luthier::engine {

using families::Role;
using footprint::Tuning;

namespace {

std::int64_t keyOf(std::int64_t layer, int kind) {
    return (layer + 1) * 1000 + kind;
}

at::Device torchDevice(const ComputeDevice& device) {
    return device.kind == ComputeDevice::Kind::Cpu
               ? at::Device(at::kCPU)
               : at::Device(at::kCUDA, static_cast<at::DeviceIndex>(device.index));
}

} // namespace

Pass::Pass(const Model& model, const Arena& arena, const footprint::StepSettings& settings)
    : m_model(model)
    , m_arena(arena)
    , m_settings(settings)
    , m_operations(families::blockOperations(model.shape()))
    , m_keeps(settings.tuning != Tuning::None && settings.checkpointing == footprint::Checkpointing::Off) {
    if (settings.tuning != Tuning::Full)
        return;
    // parametersOf lists the table's entries in this order.
    std::size_t index = 0;
    for (const families::WeightEntry& entry : families::weightsOf(model.shape()))
        for (std::int64_t layer = 0;
             layer < (entry.scope == families::Scope::Layer ? model.shape().layers : 1); ++layer)
            m_trainedAt.emplace(keyOf(layer, static_cast<int>(entry.role)), index++);
}

at::Tensor Pass::parameterView(std::string_view array, const footprint::Parameter& parameter) const {
    const auto& all = m_arena.layout().parameters();
    const at::Tensor flat = m_arena.vector(array, all.back().offset + all.back().count);
    return flat.narrow(0, parameter.offset, parameter.count).view(parameter.shape);
}

void Pass::bindAdapters(const std::vector<double>& scaling) {
    const auto& parameters = m_arena.layout().parameters();
    for (std::size_t i = 0; i < m_settings.adapters.size(); ++i) {
        const footprint::AdapterSlot& slot = m_settings.adapters[i];
        Adapter adapter;
        adapter.a = parameterView("parameters", parameters[2 * i]);
        adapter.b = parameterView("parameters", parameters[2 * i + 1]);
        if (m_arena.has("gradients")) {
            adapter.aGradient = parameterView("gradients", parameters[2 * i]);
            adapter.bGradient = parameterView("gradients", parameters[2 * i + 1]);
        }
        const std::int64_t rows =
            slot.layer < 0 && m_settings.tuning != Tuning::None ? m_settings.headRows : m_settings.tokens;
        adapter.projected = m_arena.matrix("adapter." + std::to_string(i) + ".projected", rows, slot.rank);
        adapter.scaling = scaling[i];
        m_adapterAt.emplace(keyOf(slot.layer, static_cast<int>(slot.linear)), m_adapters.size());
        m_adapters.push_back(std::move(adapter));
    }
}

void Pass::setDropout(float probability, std::uint64_t seed, std::uint64_t stream) {
    m_dropout.probability = probability;
    m_dropout.seed = seed;
    m_dropout.stream = stream;
    if (m_arena.has("dropped"))
        m_dropout.scratch = m_arena.vector("dropped", m_arena.layout().buffer("dropped").bytes / 4);
}

AdapterDropout Pass::dropoutAt(std::int64_t layer, families::Linear linear) const {
    AdapterDropout dropout = m_dropout;
    dropout.stream = (m_dropout.stream << 24U) ^ (static_cast<std::uint64_t>(layer + 1) << 5U) ^
                     static_cast<std::uint64_t>(linear);
    return dropout;
}

at::Tensor Pass::indexTensor(const std::vector<std::int64_t>& values) const {
    return at::tensor(values, at::TensorOptions().dtype(at::kLong)).to(torchDevice(m_model.device()));
}

void Pass::begin(const PackedBatch& batch) {
    m_tokens = static_cast<std::int64_t>(batch.ids.size());
    m_rows = m_tokens;
    m_wanted = at::Tensor();
    if (!batch.targets.empty() && batch.targets.size() < batch.ids.size()) {
        std::vector<std::int64_t> positions;
        for (const Target& target : batch.targets)
            positions.push_back(target.position);
        m_wanted = indexTensor(positions);
    }
    m_rowStarts = batch.rowStarts;
    m_before = -1;
    m_ids = indexTensor({batch.ids.begin(), batch.ids.end()});
    m_positions = at::tensor(batch.positions, at::TensorOptions().dtype(at::kInt)).to(m_ids.device());
}

void Pass::beginCached(std::span<const std::int32_t> ids, std::int64_t before) {
    PackedBatch text;
    text.ids.assign(ids.begin(), ids.end());
    for (std::size_t i = 0; i < ids.size(); ++i)
        text.positions.push_back(static_cast<std::int32_t>(before + static_cast<std::int64_t>(i)));
    text.rowStarts = {0, static_cast<std::int32_t>(ids.size())};
    begin(text);
    m_before = before;
}

at::Tensor Pass::stream(std::int64_t layer) const {
    const std::int64_t index = m_settings.tuning == Tuning::None ? 0 : layer;
    return m_arena.matrix("stream." + std::to_string(index), m_rows, shape().hiddenSize);
}

const footprint::Parameter* Pass::trained(Role role, std::int64_t layer) const {
    const auto found = m_trainedAt.find(keyOf(layer, static_cast<int>(role)));
    return found == m_trainedAt.end() ? nullptr : &m_arena.layout().parameters()[found->second];
}

at::Tensor Pass::weightTensor(Role role, std::int64_t layer) const {
    if (const footprint::Parameter* parameter = trained(role, layer))
        return parameterView("parameters", *parameter);
    return m_model.weights()->stored(role, layer);
}

at::Tensor Pass::weightGradient(Role role, std::int64_t layer) const {
    const footprint::Parameter* parameter = trained(role, layer);
    return parameter && m_arena.has("gradients") ? parameterView("gradients", *parameter) : at::Tensor();
}

LinearWeight Pass::linearWeight(Role weight, std::optional<Role> bias, std::int64_t layer) {
    LinearWeight result;
    result.matrix = weightTensor(weight, layer);
    const bool rounds = m_settings.formats.products == footprint::Products::Bf16;
    if (result.matrix.scalar_type() != (rounds ? at::kBFloat16 : at::kFloat)) {
        const std::int64_t rows = result.matrix.size(0);
        const std::int64_t columns = result.matrix.size(1);
        at::Tensor expanded = rounds ? m_arena.roundedMatrix("expanded_weight", rows, columns)
                                     : m_arena.matrix("expanded_weight", rows, columns);
        expanded.copy_(result.matrix);
        result.matrix = expanded;
    }
    if (rounds)
        result.scratch = {m_arena.rounded("product.left"),
                          m_arena.has("product.right") ? m_arena.rounded("product.right") : at::Tensor(),
                          m_arena.rounded("product.result")};
    const bool embedding = weight == Role::TokenEmbedding || weight == Role::HeadWeight;
    result.layout = embedding ? families::LinearLayout::OutIn : shape().linearLayout;
    if (bias)
        result.bias = weightTensor(*bias, layer);
    return result;
}

LinearWeight Pass::headWeight() {
    return linearWeight(shape().tiedEmbeddings ? Role::TokenEmbedding : Role::HeadWeight, std::nullopt, 0);
}

NormWeights Pass::normWeights(Role weight, std::optional<Role> bias, std::int64_t layer) const {
    return {weightTensor(weight, layer), bias ? weightTensor(*bias, layer) : at::Tensor(),
            shape().normEpsilon};
}

NormWeights Pass::finalNorm() const {
    const bool centred = shape().normKind == families::NormKind::Layer;
    return normWeights(Role::FinalNormWeight, centred ? std::optional(Role::FinalNormBias) : std::nullopt, 0);
}

Adapter* Pass::adapter(std::int64_t layer, families::Linear linear) {
    if (!m_adaptersOn)
        return nullptr;
    const auto found = m_adapterAt.find(keyOf(layer, static_cast<int>(linear)));
    return found == m_adapterAt.end() ? nullptr : &m_adapters[found->second];
}

Adapter* Pass::headAdapter() {
    return adapter(-1, families::Linear::Head);
}

void Pass::embed() {
    at::Tensor target = stream(0);
    target.copy_(weightTensor(Role::TokenEmbedding, 0).index_select(0, m_ids));
    if (shape().position == families::PositionKind::Learned)
        target.add_(weightTensor(Role::PositionEmbedding, 0).index_select(0, m_positions.to(at::kLong)));
}

void Pass::embeddingBackward() {
    const at::Tensor gradient = scratch("gradient.stream", shape().hiddenSize);
    if (at::Tensor tokensGradient = weightGradient(Role::TokenEmbedding, 0); tokensGradient.defined())
        tokensGradient.index_add_(0, m_ids, gradient);
    if (shape().position != families::PositionKind::Learned)
        return;
    if (at::Tensor positionsGradient = weightGradient(Role::PositionEmbedding, 0);
        positionsGradient.defined())
        positionsGradient.index_add_(0, m_positions.to(at::kLong), gradient);
}

std::int64_t Pass::lowestTrainedBlock() const {
    if (m_settings.tuning == Tuning::Full)
        return 0;
    std::int64_t lowest = shape().layers;
    for (const footprint::AdapterSlot& slot : m_settings.adapters)
        if (slot.layer >= 0)
            lowest = std::min(lowest, slot.layer);
    return lowest;
}

void fillRotaryTables(const Arena& arena, const families::ModelShape& shape) {
    if (shape.position != families::PositionKind::Rope)
        return;
    const std::vector<float> frequencies = families::inverseFrequencies(shape.rope, shape.headDim);
    const auto half = static_cast<std::int64_t>(frequencies.size());
    const std::int64_t positions = arena.layout().buffer("cosines").bytes / 4 / half;
    std::vector<float> cosines(static_cast<std::size_t>(positions * half));
    std::vector<float> sines(cosines.size());
    for (std::int64_t position = 0; position < positions; ++position)
        for (std::int64_t i = 0; i < half; ++i) {
            // The reference multiplies in fp32 before it takes the cosine.
            const float angle = static_cast<float>(position) * frequencies[static_cast<std::size_t>(i)];
            cosines[static_cast<std::size_t>(position * half + i)] = std::cos(angle);
            sines[static_cast<std::size_t>(position * half + i)] = std::sin(angle);
        }
    arena.matrix("cosines", positions, half)
        .copy_(at::from_blob(cosines.data(), {positions, half}, at::kFloat));
    arena.matrix("sines", positions, half).copy_(at::from_blob(sines.data(), {positions, half}, at::kFloat));
}

} // namespace luthier::engine
