#include "tuner.h"

#include "batch_limits.h"
#include "execution/executor.h"
#include "memory/arena.h"
#include "rotary_tables.h"
#include "tuner_state.h"

#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>

#include <optional>

namespace luthier::engine {

struct Tuner::State {
    std::shared_ptr<const Model> model;
    std::uint64_t seed = 0;
    std::optional<BatchLimits> limits;
    std::unique_ptr<Arena> arena;
    std::unique_ptr<Executor> executor;

    Status check(const PackedBatch& batch) const { return limits->check(batch, executor->step().extents); }
};

Tuner::Tuner(std::unique_ptr<State> state)
    : m_state(std::move(state)) {}
Tuner::~Tuner() = default;

Result<std::unique_ptr<Tuner>> Tuner::create(std::shared_ptr<const Model> model, footprint::CompiledStep step,
                                             std::uint64_t seed) {
    const c10::InferenceMode guard;
    auto state = std::make_unique<State>();
    state->seed = seed;
    state->limits.emplace(step.program);
    TRY(state->arena, Arena::create(step.layout.buffers, model->device()));
    TRY_VOID(guarded([&]() -> Status {
        state->executor = std::make_unique<Executor>(*model, *state->arena, std::move(step));
        fillRotaryTables(*state->arena, state->executor->step());
        initialiseParameters(*state->arena, *model, seed);
        return {};
    }));
    state->model = std::move(model);
    return std::unique_ptr<Tuner>(new Tuner(std::move(state)));
}

const footprint::StepLayout& Tuner::layout() const {
    return m_state->arena->layout();
}

Result<double> Tuner::accumulate(const PackedBatch& batch, double lossScale, std::uint64_t stream) {
    const c10::InferenceMode guard;
    TRY_VOID(m_state->check(batch));
    double sum = 0;
    TRY_VOID(guarded([&]() -> Status {
        m_state->executor->train(batch, lossScale, m_state->seed, stream);
        for (const float loss : m_state->executor->losses())
            sum += static_cast<double>(loss);
        return {};
    }));
    return sum;
}

Result<std::vector<float>> Tuner::losses(const PackedBatch& batch) {
    const c10::InferenceMode guard;
    TRY_VOID(m_state->check(batch));
    std::vector<float> losses;
    TRY_VOID(guarded([&]() -> Status {
        m_state->executor->evaluate(batch);
        losses = m_state->executor->losses();
        return {};
    }));
    return losses;
}

std::vector<float> Tuner::pairValues() const {
    const c10::InferenceMode guard;
    return m_state->executor->output(1);
}

Result<double> Tuner::update(const OptimizerStep& step) {
    const c10::InferenceMode guard;
    std::optional<double> norm;
    TRY_VOID(guarded([&]() -> Status {
        norm = updateParameters(*m_state->arena, m_state->executor->step().extents.optimizer, step);
        return {};
    }));
    if (!norm)
        return failed("engine.not_finite").with("step", step.step);
    return *norm;
}

std::span<const footprint::OptimizerState> Tuner::states() const {
    return footprint::statesOf(m_state->executor->step().extents.optimizer);
}

std::int64_t Tuner::stateSize() const {
    const auto& layout = m_state->arena->layout();
    return layout.has("parameters") ? layout.buffer("parameters").bytes / 4 : 0;
}

Status Tuner::read(std::string_view array, std::span<float> values) const {
    const c10::InferenceMode guard;
    return guarded([&]() -> Status {
        const at::Tensor from = stateArray(*m_state->arena, array);
        at::from_blob(values.data(), {static_cast<std::int64_t>(values.size())}, at::kFloat).copy_(from);
        return {};
    });
}

Status Tuner::write(std::string_view array, std::span<const float> values, std::int64_t first) {
    return writeBytes(array, std::as_bytes(values), first * static_cast<std::int64_t>(sizeof(float)));
}

Status Tuner::writeBytes(std::string_view array, std::span<const std::byte> bytes, std::int64_t firstByte) {
    const c10::InferenceMode guard;
    return guarded([&]() -> Status {
        auto* data = const_cast<std::byte*>(bytes.data());
        const auto count = static_cast<std::int64_t>(bytes.size());
        m_state->arena->bytesOf(layout().buffer(array))
            .narrow(0, firstByte, count)
            .copy_(at::from_blob(data, {count}, at::kByte));
        return {};
    });
}

Status Tuner::setParameters(std::span<const NamedValues> values) {
    const c10::InferenceMode guard;
    return guarded([&]() -> Status {
        writeParameters(*m_state->arena, values);
        return {};
    });
}

Result<HostValues> Tuner::view(std::string_view array) const {
    const c10::InferenceMode guard;
    HostValues host;
    if (stateSize() == 0)
        return host;
    const at::Tensor bytes = m_state->arena->bytesOf(layout().buffer(array));
    const auto size = static_cast<std::size_t>(bytes.numel());
    if (bytes.is_cpu()) {
        host.bytes = {reinterpret_cast<const std::byte*>(bytes.const_data_ptr<std::uint8_t>()), size};
        return host;
    }
    host.copy.resize(size);
    TRY_VOID(guarded([&]() -> Status {
        at::from_blob(host.copy.data(), {bytes.numel()}, at::kByte).copy_(bytes);
        return {};
    }));
    host.bytes = host.copy;
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
