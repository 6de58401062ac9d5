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
    const methods::Method head = methods::trainWhole(families::headModules(shape));
    return adapter.form.adapting ? methods::both(adapter.form.adapting(0.0), head) : head;
}

std::vector<engine::NamedValues> parametersOf(const files::Adapter& adapter) {
    std::vector<engine::NamedValues> parameters;
    for (std::size_t i = 0; i < adapter.values.size(); ++i)
        parameters.push_back({adapter.form.tensors[i].parameter, adapter.values[i]});
    return parameters;
}

Result<std::unique_ptr<engine::Decoder>> openDecoder(std::shared_ptr<const engine::Model> model,
                                                     const files::Adapter& adapter, DecoderOptions options) {
    const families::ModelShape& shape = model->shape();
    if (!shape.writesText())
        return refused("model.writes_nothing").with("model_type", shape.family);
    const std::int64_t inFront = adapter.form.config.virtualTokens;
    if (shape.positionsEnd())
        options.maxTokens = std::min(options.maxTokens, shape.maxPositions - inFront);
    planning::GenerationSettings settings;
    settings.method = methodOf(adapter, shape);
    settings.promptTokens = std::min(options.promptTokens, options.maxTokens);
    settings.cacheTokens = options.maxTokens + inFront;
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
    settings.longestRow = options.tokens + adapter.form.config.virtualTokens;
    settings.tokens = options.tokens + options.texts * adapter.form.config.virtualTokens;
    settings.trainedTokens = options.targets;
    settings.sourceTokens = settings.longestSource = options.source;
    settings.formats = model->formats();
    auto scoring = planning::compileScoring(model->shape(), settings);
    return engine::Scorer::create(std::move(model), std::move(scoring), parametersOf(adapter), options.seed);
}

} // namespace luthier::generation
