#include "scorer.h"

#include "batch_limits.h"
#include "execution/executor.h"
#include "memory/arena.h"
#include "rotary_tables.h"
#include "tuner_state.h"

#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>

#include <optional>

namespace luthier::engine {

struct Scorer::State {
    std::shared_ptr<const Model> model;
    std::optional<BatchLimits> limits;
    std::unique_ptr<Arena> arena;
    std::unique_ptr<Executor> executor;
    std::int64_t columns = 0;
    std::vector<float> logits; ///< of a chunk
};

Scorer::Scorer(std::unique_ptr<State> state)
    : m_state(std::move(state)) {}
Scorer::~Scorer() = default;

Result<std::unique_ptr<Scorer>> Scorer::create(std::shared_ptr<const Model> model,
                                               footprint::CompiledStep scoring,
                                               std::span<const NamedValues> parameters, std::uint64_t seed) {
    const c10::InferenceMode guard;
    auto state = std::make_unique<State>();
    const program::Program& program = scoring.program;
    state->limits.emplace(program);
    state->columns = program[program.outputs.front()].columns;
    state->logits.resize(static_cast<std::size_t>(state->columns * scoring.extents.chunk));
    TRY(state->arena, Arena::create(scoring.layout.buffers, model->device()));
    TRY_VOID(guarded([&]() -> Status {
        state->executor = std::make_unique<Executor>(*model, *state->arena, std::move(scoring));
        fillRotaryTables(*state->arena, state->executor->step());
        initialiseParameters(*state->arena, *model, seed);
        writeParameters(*state->arena, parameters);
        return {};
    }));
    state->model = std::move(model);
    return std::unique_ptr<Scorer>(new Scorer(std::move(state)));
}

Status Scorer::score(const PackedBatch& batch,
                     const std::function<void(std::int64_t, std::span<const float>)>& sink) {
    const c10::InferenceMode guard;
    TRY_VOID(m_state->limits->check(batch, m_state->executor->step().extents));
    return guarded([&]() -> Status {
        m_state->executor->score(batch, [&](std::int64_t first, const at::Tensor& rows) {
            at::from_blob(m_state->logits.data(), rows.sizes(), at::kFloat).copy_(rows);
            const auto columns = static_cast<std::size_t>(m_state->columns);
            for (std::int64_t row = 0; row < rows.size(0); ++row)
                sink(first + row,
                     std::span(m_state->logits).subspan(static_cast<std::size_t>(row) * columns, columns));
        });
        return {};
    });
}

} // namespace luthier::engine
