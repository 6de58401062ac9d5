#include "open_decoder.h"

#include <planning/step_program.h>

#include <algorithm>

namespace luthier::generation {

methods::Method methodOf(const std::vector<files::AdapterValues>& adapters) {
    std::vector<methods::LoraTarget> targets;
    for (const files::AdapterValues& adapter : adapters)
        targets.push_back(adapter.target);
    return methods::lora(std::move(targets));
}

std::vector<engine::NamedValues> parametersOf(const std::vector<files::AdapterValues>& adapters) {
    std::vector<engine::NamedValues> parameters;
    for (const files::AdapterValues& adapter : adapters) {
        parameters.push_back({methods::loraA(adapter.target.module), adapter.a});
        parameters.push_back({methods::loraB(adapter.target.module), adapter.b});
    }
    return parameters;
}

Result<std::unique_ptr<engine::Decoder>> openDecoder(std::shared_ptr<const engine::Model> model,
                                                     const std::vector<files::AdapterValues>& adapters,
                                                     DecoderOptions options) {
    const families::ModelShape& shape = model->shape();
    if (shape.positionsEnd())
        options.maxTokens = std::min(options.maxTokens, shape.maxPositions);
    planning::GenerationSettings settings;
    settings.method = methodOf(adapters);
    settings.promptTokens = std::min(options.promptTokens, options.maxTokens);
    settings.cacheTokens = options.maxTokens;
    settings.formats = model->formats();
    auto generation = planning::compileGeneration(shape, settings);
    return engine::Decoder::create(std::move(model), std::move(generation), parametersOf(adapters));
}

} // namespace luthier::generation
