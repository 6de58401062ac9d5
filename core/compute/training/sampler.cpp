#include "sampler.h"

#include <engine/decoder.h>
#include <generation/generate.h>

#include <algorithm>

namespace luthier::training {
namespace {

struct Prompt {
    std::span<const std::int32_t> ids;
    std::span<const std::int32_t> reference;
};

/// Splits a row before its last trained stretch; a row that is trained from its start (raw text) at a third.
Prompt promptOf(const examples::FrozenData& data, std::int64_t row) {
    const auto ids = data.idsOf(row);
    const auto mask = data.trainedOf(row);
    std::size_t end = mask.size();
    while (end > 0 && mask[end - 1] == 0)
        --end;
    std::size_t begin = end;
    while (begin > 0 && mask[begin - 1] != 0)
        --begin;
    if (begin == 0)
        begin = std::max<std::size_t>(1, end / 3);
    return {ids.first(begin), ids.subspan(begin, end - begin)};
}

std::vector<engine::AdapterValues> presentAdapters(const RunSetup& setup, const StepEngine& engine, const std::vector<float>& values) {
    std::vector<engine::AdapterValues> adapters;
    for (std::size_t i = 0; i < setup.adapters.slots.size(); ++i) {
        const auto part = [&](const footprint::Parameter& parameter) {
            return std::vector<float>(values.begin() + parameter.offset, values.begin() + parameter.offset + parameter.count);
        };
        adapters.push_back({setup.adapters.slots[i], setup.adapters.scaling[i], part(engine.parameters()[2 * i]), part(engine.parameters()[2 * i + 1])});
    }
    return adapters;
}

} // namespace

Result<std::vector<runs::Sample>> writeSamples(const RunSetup& setup, const StepEngine& engine, StopToken stop) {
    std::vector<runs::Sample> samples;
    const std::int64_t count = std::min(setup.recipe.samplePrompts, setup.validation.rows());
    if (count == 0)
        return samples;
    std::vector<float> values(static_cast<std::size_t>(engine.stateSize()));
    TRY_VOID(engine.read(engine::StateArray::Parameters, values));
    const bool full = setup.recipe.method.kind == recipe::MethodKind::Full;
    const auto model = full ? engine::Model::withValues(setup.source.shape, values, setup.model->device()) : setup.model;
    const auto adapters = full ? std::vector<engine::AdapterValues>{} : presentAdapters(setup, engine, values);
    constexpr std::int64_t kAnswerTokens = 64;
    engine::Decoder::Options options;
    options.maxTokens = setup.settings.longestRow + kAnswerTokens;
    TRY(auto decoder, engine::Decoder::create(model, adapters, options));
    generation::GenerationOptions generation;
    generation.maxNewTokens = kAnswerTokens;
    generation.endIds = setup.tokenizer->specialTokens().endOfTurnIds;
    for (std::int64_t row = 0; row < count && !stop.stop_requested(); ++row) {
        const Prompt prompt = promptOf(setup.validation, row);
        TRY(const auto answer, generation::generate(*decoder, setup.tokenizer, prompt.ids, generation, stop, [](std::string_view) {}));
        samples.push_back({0, setup.tokenizer->decode(prompt.ids, tokenizing::Skip::Specials), setup.tokenizer->decode(prompt.reference, tokenizing::Skip::Specials), answer.text});
    }
    return samples;
}

} // namespace luthier::training
