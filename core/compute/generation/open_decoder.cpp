#include "open_decoder.h"

#include <families/family.h>
#include <methods/whole.h>
#include <planning/step_program.h>

#include <algorithm>

namespace luthier::generation {

std::optional<std::int32_t> startIdOf(const families::ModelShape& shape) {
    if (shape.kind != families::ModelKind::EncoderDecoder)
        return std::nullopt;
    return static_cast<std::int32_t>(shape.startId);
}

methods::Method methodOf(const files::Adapter& adapter, const families::ModelShape& shape) {
    std::vector<methods::LoraTarget> targets;
    for (const files::AdapterValues& pair : adapter.lora)
        targets.push_back(pair.target);
    std::vector<std::string> modules = families::headModules(shape);
    for (const files::WholeTensor& tensor : adapter.whole)
        modules.push_back(tensor.name.substr(0, tensor.name.rfind('.')));
    return methods::both(methods::lora(std::move(targets)), methods::trainWhole(std::move(modules)));
}

std::vector<engine::NamedValues> parametersOf(const files::Adapter& adapter) {
    std::vector<engine::NamedValues> parameters;
    for (const files::AdapterValues& pair : adapter.lora) {
        parameters.push_back({methods::loraA(pair.target.module), pair.a});
        parameters.push_back({methods::loraB(pair.target.module), pair.b});
    }
    for (const files::WholeTensor& tensor : adapter.whole)
        parameters.push_back({tensor.name, tensor.values});
    return parameters;
}

Result<std::unique_ptr<engine::Decoder>> openDecoder(std::shared_ptr<const engine::Model> model,
                                                     const files::Adapter& adapter, DecoderOptions options) {
    const families::ModelShape& shape = model->shape();
    if (!shape.writesText())
        return refused("model.writes_nothing").with("model_type", shape.family);
    if (shape.positionsEnd())
        options.maxTokens = std::min(options.maxTokens, shape.maxPositions);
    planning::GenerationSettings settings;
    settings.method = methodOf(adapter, shape);
    settings.promptTokens = std::min(options.promptTokens, options.maxTokens);
    settings.cacheTokens = options.maxTokens;
    if (shape.kind == families::ModelKind::EncoderDecoder)
        settings.sourceTokens = options.sourceTokens;
    settings.formats = model->formats();
    auto generation = planning::compileGeneration(shape, settings);
    return engine::Decoder::create(std::move(model), std::move(generation), parametersOf(adapter));
}

Result<std::unique_ptr<engine::Scorer>> openScorer(std::shared_ptr<const engine::Model> model,
                                                   const files::Adapter& adapter, ScorerOptions options) {
    planning::StepSettings settings;
    settings.method = methodOf(adapter, model->shape());
    settings.tokens = settings.longestRow = options.tokens;
    settings.trainedTokens = options.targets;
    settings.sourceTokens = settings.longestSource = options.source;
    settings.formats = model->formats();
    auto scoring = planning::compileScoring(model->shape(), settings);
    return engine::Scorer::create(std::move(model), std::move(scoring), parametersOf(adapter), options.seed);
}

} // namespace luthier::generation
