#include "decoder.h"

#include "memory/arena.h"
#include "pass.h"

#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>

namespace luthier::engine {

struct Decoder::State {
    std::shared_ptr<const Model> model;
    Options options;
    std::unique_ptr<Arena> arena;
    std::unique_ptr<Pass> pass;
    std::vector<float> logits;
    std::int64_t tokens = 0;

    /// Logits after token `index` of the last walk.
    void headAt(std::int64_t index) {
        const families::ModelShape& shape = model->shape();
        const at::Tensor row = pass->stream(shape.layers).narrow(0, index, 1);
        at::Tensor normed = arena->matrix("head.normed", 1, shape.hiddenSize);
        normForward(normed, row, {}, {}, pass->finalNorm(), arena->matrix("head.statistics", 2, 1));
        at::Tensor result = arena->matrix("logits", 1, shape.vocabularySize);
        linearForward(result, normed, pass->headWeight(), pass->headAdapter(),
                      pass->dropoutAt(-1, families::Linear::Head));
        at::from_blob(logits.data(), {1, shape.vocabularySize}, at::kFloat).copy_(result);
    }

    void walk(std::span<const std::int32_t> ids) {
        pass->beginCached(ids, tokens);
        pass->embed();
        for (std::int64_t layer = 0; layer < model->shape().layers; ++layer)
            pass->forwardBlock(layer);
        tokens += static_cast<std::int64_t>(ids.size());
    }

    Status check(std::span<const std::int32_t> ids) const {
        const auto wanted = tokens + static_cast<std::int64_t>(ids.size());
        if (ids.empty() || wanted > options.maxTokens)
            return refused("engine.text_too_long").with("tokens", wanted).with("limit", options.maxTokens);
        for (const std::int32_t id : ids)
            if (id < 0 || id >= model->shape().vocabularySize)
                return refused("engine.bad_token")
                    .with("id", id)
                    .with("limit", model->shape().vocabularySize);
        return {};
    }
};

Decoder::Decoder(std::unique_ptr<State> state)
    : m_state(std::move(state)) {}
Decoder::~Decoder() = default;

Result<std::unique_ptr<Decoder>> Decoder::create(std::shared_ptr<const Model> model,
                                                 const std::vector<AdapterValues>& adapters,
                                                 const Options& options) {
    const c10::InferenceMode guard;
    auto state = std::make_unique<State>();
    state->options = options;
    if (model->shape().position == families::PositionKind::Learned)
        state->options.maxTokens = std::min(options.maxTokens, model->shape().maxPositions);
    state->options.promptTokens = std::min(options.promptTokens, state->options.maxTokens);
    footprint::GenerationSettings generation;
    footprint::StepSettings settings;
    std::vector<double> scaling;
    for (const AdapterValues& adapter : adapters) {
        generation.adapters.push_back(adapter.slot);
        scaling.push_back(adapter.scaling);
    }
    generation.promptTokens = state->options.promptTokens;
    generation.cacheTokens = state->options.maxTokens;
    generation.formats = model->formats();
    settings.adapters = generation.adapters;
    settings.tokens = generation.promptTokens;
    settings.formats = generation.formats;
    TRY(state->arena,
        Arena::create(footprint::layoutGeneration(model->shape(), generation), model->device()));
    TRY_VOID(guarded([&]() -> Status {
        state->pass = std::make_unique<Pass>(*model, *state->arena, settings);
        state->pass->bindAdapters(scaling);
        fillRotaryTables(*state->arena, model->shape());
        const auto& parameters = state->arena->layout().parameters();
        for (std::size_t i = 0; i < adapters.size(); ++i)
            for (const auto& [values, parameter] :
                 {std::pair{&adapters[i].a, &parameters[2 * i]}, {&adapters[i].b, &parameters[2 * i + 1]}})
                state->arena->vector("parameters", state->arena->layout().buffer("parameters").bytes / 4)
                    .narrow(0, parameter->offset, parameter->count)
                    .copy_(at::from_blob(const_cast<float*>(values->data()), {parameter->count}, at::kFloat));
        return {};
    }));
    state->logits.resize(static_cast<std::size_t>(model->shape().vocabularySize));
    state->model = std::move(model);
    return std::unique_ptr<Decoder>(new Decoder(std::move(state)));
}

Result<std::span<const float>> Decoder::append(std::span<const std::int32_t> ids) {
    const c10::InferenceMode guard;
    TRY_VOID(m_state->check(ids));
    TRY_VOID(guarded([&]() -> Status {
        const auto piece = static_cast<std::size_t>(m_state->options.promptTokens);
        std::int64_t last = 0;
        for (std::size_t begin = 0; begin < ids.size(); begin += piece) {
            const auto part = ids.subspan(begin, std::min(piece, ids.size() - begin));
            m_state->walk(part);
            last = static_cast<std::int64_t>(part.size()) - 1;
        }
        m_state->headAt(last);
        return {};
    }));
    return std::span<const float>(m_state->logits);
}

Status Decoder::appendAll(std::span<const std::int32_t> ids,
                          const std::function<void(std::int64_t, std::span<const float>)>& sink) {
    const c10::InferenceMode guard;
    TRY_VOID(m_state->check(ids));
    return guarded([&]() -> Status {
        const auto piece = static_cast<std::size_t>(m_state->options.promptTokens);
        for (std::size_t begin = 0; begin < ids.size(); begin += piece) {
            const auto part = ids.subspan(begin, std::min(piece, ids.size() - begin));
            m_state->walk(part);
            for (std::size_t i = 0; i < part.size(); ++i) {
                m_state->headAt(static_cast<std::int64_t>(i));
                sink(static_cast<std::int64_t>(begin + i), m_state->logits);
            }
        }
        return {};
    });
}

void Decoder::rewind(std::int64_t tokens) {
    m_state->tokens = std::min(tokens, m_state->tokens);
}
std::int64_t Decoder::tokens() const {
    return m_state->tokens;
}
std::int64_t Decoder::maxTokens() const {
    return m_state->options.maxTokens;
}

void Decoder::useAdapters(AdapterUse use) {
    m_state->pass->setAdaptersOn(use == AdapterUse::On);
    rewind(0);
}

} // namespace luthier::engine
