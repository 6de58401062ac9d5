#include "tuner.h"

#include "memory/arena.h"
#include "pass.h"
#include "tuner_state.h"

#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <numeric>

namespace luthier::engine {

struct Tuner::State {
    std::shared_ptr<const Model> model;
    footprint::StepSettings settings;
    AdapterOptions adapters;
    std::unique_ptr<Arena> arena;
    std::unique_ptr<Pass> pass;
};

namespace {

/// A batch that the arena holds and the model can read.
Status checkBatch(const PackedBatch& batch, const footprint::StepSettings& settings,
                  const families::ModelShape& shape) {
    const auto tokens = static_cast<std::int64_t>(batch.ids.size());
    std::int64_t longest = 0;
    for (std::size_t row = 0; row + 1 < batch.rowStarts.size(); ++row)
        longest = std::max<std::int64_t>(longest, batch.rowStarts[row + 1] - batch.rowStarts[row]);
    if (tokens == 0 || tokens > settings.tokens || longest > settings.longestRow)
        return failed("engine.batch_too_large").with("tokens", tokens).with("limit", settings.tokens);
    if (longest > shape.maxPositions && shape.position == families::PositionKind::Learned)
        return refused("engine.text_too_long").with("tokens", longest).with("limit", shape.maxPositions);
    const auto outside = [&](std::int64_t id) {
        return id < 0 || id >= shape.vocabularySize;
    };
    for (const std::int32_t id : batch.ids)
        if (outside(id))
            return refused("engine.bad_token").with("id", id).with("limit", shape.vocabularySize);
    for (const Target& target : batch.targets)
        if (outside(target.token) || target.position < 0 || target.position >= tokens)
            return refused("engine.bad_token").with("id", target.token).with("limit", shape.vocabularySize);
    return {};
}

} // namespace

Tuner::Tuner(std::unique_ptr<State> state)
    : m_state(std::move(state)) {}
Tuner::~Tuner() = default;

Result<std::unique_ptr<Tuner>> Tuner::create(std::shared_ptr<const Model> model,
                                             footprint::StepSettings settings, AdapterOptions adapters) {
    const c10::InferenceMode guard;
    settings.formats = model->formats();
    settings.dropout = adapters.dropout > 0;
    settings.trainedTokens = std::min(settings.trainedTokens, settings.tokens);
    auto state = std::make_unique<State>();
    TRY(state->arena, Arena::create(footprint::layoutStep(model->shape(), settings), model->device()));
    TRY_VOID(guarded([&]() -> Status {
        state->pass = std::make_unique<Pass>(*model, *state->arena, settings);
        state->pass->bindAdapters(adapters.scaling);
        fillRotaryTables(*state->arena, model->shape());
        initialiseParameters(*state->arena, *model, settings.tuning, adapters.seed);
        return {};
    }));
    state->model = std::move(model);
    state->settings = std::move(settings);
    state->adapters = std::move(adapters);
    return std::unique_ptr<Tuner>(new Tuner(std::move(state)));
}

const footprint::StepLayout& Tuner::layout() const {
    return m_state->arena->layout();
}

Result<double> Tuner::accumulate(const PackedBatch& batch, double lossScale, std::uint64_t stream) {
    const c10::InferenceMode guard;
    TRY_VOID(checkBatch(batch, m_state->settings, m_state->model->shape()));
    double sum = 0;
    TRY_VOID(guarded([&]() -> Status {
        Pass& pass = *m_state->pass;
        const std::int64_t layers = m_state->model->shape().layers;
        pass.setDropout(static_cast<float>(m_state->adapters.dropout), m_state->adapters.seed, stream);
        pass.begin(batch);
        pass.embed();
        for (std::int64_t layer = 0; layer < layers; ++layer)
            pass.forwardBlock(layer);
        for (const float loss : runHead(pass, batch.targets, lossScale))
            sum += static_cast<double>(loss);
        if (batch.targets.empty())
            return {};
        for (std::int64_t layer = layers; layer-- > pass.lowestTrainedBlock();)
            pass.backwardBlock(layer);
        if (m_state->settings.tuning == footprint::Tuning::Full)
            pass.embeddingBackward();
        return {};
    }));
    return sum;
}

Result<std::vector<float>> Tuner::losses(const PackedBatch& batch) {
    const c10::InferenceMode guard;
    TRY_VOID(checkBatch(batch, m_state->settings, m_state->model->shape()));
    std::vector<float> losses;
    TRY_VOID(guarded([&]() -> Status {
        Pass& pass = *m_state->pass;
        pass.setDropout(0.0F, 0, 0);
        pass.begin(batch);
        pass.embed();
        for (std::int64_t layer = 0; layer < m_state->model->shape().layers; ++layer)
            pass.forwardBlock(layer);
        losses = runHead(pass, batch.targets, 0.0);
        return {};
    }));
    return losses;
}

Result<double> Tuner::update(const AdamWStep& step) {
    const c10::InferenceMode guard;
    std::optional<double> norm;
    TRY_VOID(guarded([&]() -> Status {
        norm = updateParameters(*m_state->arena, step);
        return {};
    }));
    if (!norm)
        return failed("engine.not_finite").with("step", step.step);
    return *norm;
}

std::int64_t Tuner::stateSize() const {
    const auto& layout = m_state->arena->layout();
    return layout.has("parameters") ? layout.buffer("parameters").bytes / 4 : 0;
}

Status Tuner::read(StateArray array, std::span<float> values) const {
    const c10::InferenceMode guard;
    return guarded([&]() -> Status {
        const at::Tensor from = stateArray(*m_state->arena, array);
        at::from_blob(values.data(), {static_cast<std::int64_t>(values.size())}, at::kFloat).copy_(from);
        return {};
    });
}

Status Tuner::write(StateArray array, std::span<const float> values, std::int64_t first) {
    const c10::InferenceMode guard;
    return guarded([&]() -> Status {
        auto* data = const_cast<float*>(values.data());
        const auto count = static_cast<std::int64_t>(values.size());
        stateArray(*m_state->arena, array)
            .narrow(0, first, count)
            .copy_(at::from_blob(data, {count}, at::kFloat));
        return {};
    });
}

Result<HostValues> Tuner::view(StateArray array) const {
    const c10::InferenceMode guard;
    HostValues host;
    if (stateSize() == 0)
        return host;
    const at::Tensor values = stateArray(*m_state->arena, array);
    if (values.is_cpu()) {
        host.values = {values.const_data_ptr<float>(), static_cast<std::size_t>(values.numel())};
        return host;
    }
    host.copy.resize(static_cast<std::size_t>(values.numel()));
    TRY_VOID(read(array, host.copy));
    host.values = host.copy;
    return host;
}

void appendRow(PackedBatch& batch, std::span<const std::int32_t> ids, std::span<const std::uint8_t> trained) {
    const auto start = static_cast<std::int32_t>(batch.ids.size());
    if (batch.rowStarts.empty())
        batch.rowStarts.push_back(0);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        batch.ids.push_back(ids[i]);
        batch.positions.push_back(static_cast<std::int32_t>(i));
        if (i > 0 && trained[i])
            batch.targets.push_back({start + static_cast<std::int32_t>(i) - 1, ids[i]});
    }
    batch.rowStarts.push_back(static_cast<std::int32_t>(batch.ids.size()));
}

} // namespace luthier::engine
