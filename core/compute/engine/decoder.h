#pragma once

#include "model.h"
#include "named_values.h"

#include <footprint/program_layout.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace luthier::engine {

/// One text with its key-value cache: takes tokens, gives logits. Not thread-safe; several may share a Model.
class Decoder {
public:
    /// The parameters of the generation, its adapters, are copied into its arena.
    static Result<std::unique_ptr<Decoder>> create(std::shared_ptr<const Model> model,
                                                   footprint::CompiledStep generation,
                                                   std::span<const NamedValues> parameters);
    ~Decoder();

    /// What an encoder reads for the text, which begins anew. Fails as append does.
    Status read(std::span<const std::int32_t> source);

    /// Appends tokens and gives the logits [vocabulary] after the last. Fails with engine.text_too_long,
    /// engine.bad_token. The span is valid until the next call.
    Result<std::span<const float>> append(std::span<const std::int32_t> ids);

    /// Appends tokens and hands `sink` the logits after each of them, in order.
    Status appendAll(std::span<const std::int32_t> ids,
                     const std::function<void(std::int64_t index, std::span<const float> logits)>& sink);

    /// Forgets the text from `tokens` on (0: all of it). Where layers keep a state, which cannot be rolled
    /// back, what remains is read again with the next tokens.
    void rewind(std::int64_t tokens);
    std::int64_t tokens() const;
    std::int64_t maxTokens() const;
    /// With `off`, adapters are passed over: the base model answers. Rewinds to 0.
    enum class AdapterUse { On, Off };
    void useAdapters(AdapterUse use);

private:
    struct State;
    explicit Decoder(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace luthier::engine
