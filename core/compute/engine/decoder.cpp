#include "decoder.h"

#include "batch_limits.h"
#include "execution/executor.h"
#include "memory/arena.h"
#include "rotary_tables.h"
#include "tuner_state.h"
#include "virtual_tokens.h"

#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <utility>

namespace luthier::engine {

struct Decoder::State {
    std::shared_ptr<const Model> model;
    std::unique_ptr<Arena> arena;
    std::unique_ptr<Executor> executor;
    std::int64_t vocabulary = 0; ///< rows of the table of tokens
    std::vector<float> logits;
    std::int64_t tokens = 0;                 ///< in the caches, virtual ones among them
    std::vector<std::int32_t> virtualTokens; ///< of the adapter, in front of the text
    bool adapterOn = true;
    std::int64_t shortTokens = 0; ///< longer texts turn otherwise; 0: none does
    bool keepsStates = false;     ///< that hold `heldTokens` of the text, and cannot be rolled back
    std::int64_t heldTokens = 0;
    std::vector<std::int32_t> taken;  ///< what the caches hold; kept where they may have to be made again
    std::int64_t wholeTokens = 0;     ///< of the text with all that is being appended
    std::vector<std::int32_t> source; ///< that the encoder has yet to read
    std::vector<std::int32_t> read;   ///< that it has read, or will

    std::int64_t maxTokens() const { return executor->step().extents.cached - inFront(); }
    std::int64_t ownTokens() const { return std::max<std::int64_t>(tokens - inFront(), 0); }
    std::size_t pieceTokens() const { return static_cast<std::size_t>(executor->step().extents.tokens); }

    /// Takes `ids`; `sink` gets the logits behind each of them, or, of `lastOnly`, behind the last.
    void extend(std::span<const std::int32_t> ids, bool lastOnly,
                const std::function<void(std::size_t index)>& sink) {
        PackedBatch text;
        text.ids.assign(ids.begin(), ids.end());
        for (std::size_t i = 0; i < ids.size(); ++i)
            text.positions.push_back(static_cast<std::int32_t>(tokens + static_cast<std::int64_t>(i)));
        const auto count = static_cast<std::int32_t>(ids.size());
        text.rowStarts = {0, count};
        text.sourceIds = std::exchange(source, {});
        if (!read.empty())
            text.sourceStarts = {0, static_cast<std::int32_t>(read.size())};
        for (std::int32_t i = lastOnly ? count - 1 : 0; i < count; ++i)
            text.targets.push_back({i, 0});
        Executor::OnLogits onLogits;
        if (sink)
            onLogits = [&](std::int64_t target, const at::Tensor& row) {
                at::from_blob(logits.data(), row.sizes(), at::kFloat).copy_(row);
                sink(static_cast<std::size_t>(text.targets[static_cast<std::size_t>(target)].position));
            };
        executor->extend(text, tokens, wholeTokens, onLogits);
        tokens += count;
        heldTokens = tokens;
    }

    std::int64_t inFront() const { return adapterOn ? static_cast<std::int64_t>(virtualTokens.size()) : 0; }

    void extendInPieces(std::span<const std::int32_t> ids) {
        for (std::size_t begin = 0; begin < ids.size(); begin += pieceTokens())
            extend(ids.subspan(begin, std::min(pieceTokens(), ids.size() - begin)), true, {});
    }

    /// Makes ready for these tokens. Caches of a text that grows beyond what counts as short hold keys that
    /// were turned otherwise, and states of a text that was rewound hold its end: they are made again.
    void expect(std::span<const std::int32_t> ids) {
        const bool first = tokens == 0 && inFront() > 0;
        wholeTokens = tokens + (first ? inFront() : 0) + static_cast<std::int64_t>(ids.size());
        if (first) {
            extendInPieces(virtualTokens);
            taken = virtualTokens;
        }
        if (shortTokens == 0 && !keepsStates)
            return;
        taken.resize(static_cast<std::size_t>(tokens));
        const bool turnsOtherwise = tokens <= shortTokens && wholeTokens > shortTokens;
        if (tokens > 0 && ((shortTokens > 0 && turnsOtherwise) || (keepsStates && heldTokens != tokens))) {
            tokens = 0;
            extendInPieces(taken);
        }
        taken.insert(taken.end(), ids.begin(), ids.end());
    }

    Status check(std::span<const std::int32_t> ids) const {
        if (executor->step().extents.source > 0 && read.empty())
            return failed("engine.bad_batch"); // nothing was read that could be answered
        const auto wanted = ownTokens() + static_cast<std::int64_t>(ids.size());
        if (ids.empty() || wanted > maxTokens())
            return refused("engine.text_too_long").with("tokens", wanted).with("limit", maxTokens());
        for (const std::int32_t id : ids)
            if (id < 0 || id >= vocabulary)
                return refused("engine.bad_token").with("id", id).with("limit", vocabulary);
        return {};
    }
};

Decoder::Decoder(std::unique_ptr<State> state)
    : m_state(std::move(state)) {}
Decoder::~Decoder() = default;

Result<std::unique_ptr<Decoder>> Decoder::create(std::shared_ptr<const Model> model,
                                                 footprint::CompiledStep generation,
                                                 std::span<const NamedValues> parameters) {
    const c10::InferenceMode guard;
    auto state = std::make_unique<State>();
    const program::Program& program = generation.program;
    state->vocabulary = BatchLimits(program).tokens();
    state->shortTokens = program::shortTokensOf(program);
    state->virtualTokens = virtualTokensOf(program);
    state->keepsStates =
        std::any_of(program.values.begin(), program.values.end(), [](const program::Value& value) {
            return value.kind == program::Kind::Cache && value.axis == program::Axis::None &&
                   value.shape.size() > 1;
        });
    state->logits.resize(static_cast<std::size_t>(program[program.outputs.front()].columns));
    TRY(state->arena, Arena::create(generation.layout.buffers, model->device()));
    TRY_VOID(guarded([&]() -> Status {
        state->executor = std::make_unique<Executor>(*model, *state->arena, std::move(generation));
        fillRotaryTables(*state->arena, state->executor->step());
        writeParameters(*state->arena, parameters);
        return {};
    }));
    state->model = std::move(model);
    return std::unique_ptr<Decoder>(new Decoder(std::move(state)));
}

Status Decoder::read(std::span<const std::int32_t> source) {
    const std::int64_t limit = m_state->executor->step().extents.source;
    if (source.empty() || static_cast<std::int64_t>(source.size()) > limit)
        return refused("engine.text_too_long").with("tokens", source.size()).with("limit", limit);
    for (const std::int32_t id : source)
        if (id < 0 || id >= m_state->vocabulary)
            return refused("engine.bad_token").with("id", id).with("limit", m_state->vocabulary);
    m_state->source.assign(source.begin(), source.end());
    m_state->read = m_state->source;
    rewind(0);
    return {};
}

Result<std::span<const float>> Decoder::append(std::span<const std::int32_t> ids) {
    const c10::InferenceMode guard;
    TRY_VOID(m_state->check(ids));
    TRY_VOID(guarded([&]() -> Status {
        const std::size_t piece = m_state->pieceTokens();
        m_state->expect(ids);
        for (std::size_t begin = 0; begin < ids.size(); begin += piece) {
            const auto part = ids.subspan(begin, std::min(piece, ids.size() - begin));
            const bool last = begin + part.size() == ids.size();
            m_state->extend(part, true, last ? [](std::size_t) {} : std::function<void(std::size_t)>());
        }
        return {};
    }));
    return std::span<const float>(m_state->logits);
}

Status Decoder::appendAll(std::span<const std::int32_t> ids,
                          const std::function<void(std::int64_t, std::span<const float>)>& sink) {
    const c10::InferenceMode guard;
    TRY_VOID(m_state->check(ids));
    return guarded([&]() -> Status {
        const std::size_t piece = m_state->pieceTokens();
        m_state->expect(ids);
        for (std::size_t begin = 0; begin < ids.size(); begin += piece)
            m_state->extend(
                ids.subspan(begin, std::min(piece, ids.size() - begin)), false,
                [&](std::size_t index) { sink(static_cast<std::int64_t>(begin + index), m_state->logits); });
        return {};
    });
}

void Decoder::rewind(std::int64_t tokens) {
    m_state->tokens = std::min(tokens + m_state->inFront(), m_state->tokens);
}
std::int64_t Decoder::tokens() const {
    return m_state->ownTokens();
}
std::int64_t Decoder::maxTokens() const {
    return m_state->maxTokens();
}

void Decoder::useAdapters(AdapterUse use) {
    m_state->executor->setAdapterOn(use == AdapterUse::On);
    m_state->adapterOn = use == AdapterUse::On;
    m_state->source = m_state->read;
    m_state->tokens = 0; // what was made with the adapter, or without it, is made again
}

} // namespace luthier::engine
