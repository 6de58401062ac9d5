#include "open_decoder.h"

#include <planning/step_program.h>

#include <algorithm>

namespace luthier::generation {

Result<std::unique_ptr<engine::Decoder>> openDecoder(std::shared_ptr<const engine::Model> model,
                                                     const std::vector<engine::AdapterValues>& adapters,
                                                     DecoderOptions options) {
    const families::ModelShape& shape = model->shape();
    if (shape.position == families::PositionKind::Learned)
        options.maxTokens = std::min(options.maxTokens, shape.maxPositions);
    footprint::GenerationSettings settings;
    planning::AdapterStrength strength;
    for (const engine::AdapterValues& adapter : adapters) {
        settings.adapters.push_back(adapter.slot);
        strength.scaling.push_back(adapter.scaling);
    }
    settings.promptTokens = std::min(options.promptTokens, options.maxTokens);
    settings.cacheTokens = options.maxTokens;
    settings.formats = model->formats();
    auto generation = planning::compileGeneration(shape, settings, strength);
    return engine::Decoder::create(std::move(model), std::move(generation), adapters);
}

} // namespace luthier::generation
