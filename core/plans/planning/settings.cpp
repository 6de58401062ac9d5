#include "plan.h"

#include <algorithm>

namespace luthier::planning {

DataFacts worstCase(const recipe::Recipe& recipe) {
    DataFacts facts;
    facts.longestRow = recipe.tokens.maxLength;
    facts.mostTokens = recipe.batchSize * recipe.tokens.maxLength;
    facts.mostTargets = facts.mostTokens;
    facts.meanTokens = static_cast<double>(facts.mostTokens);
    facts.steps = recipe.maxSteps.value_or(0);
    return facts;
}

footprint::StepSettings stepSettings(const recipe::Recipe& recipe, const families::ModelShape& shape,
                                     const std::vector<footprint::AdapterSlot>& adapters,
                                     const DataFacts& data, const footprint::NumberFormats& formats,
                                     std::int64_t budgetBytes) {
    footprint::StepSettings settings;
    const bool full = recipe.method.kind == recipe::MethodKind::Full;
    settings.tuning = full ? footprint::Tuning::Full : footprint::Tuning::Adapters;
    if (!full)
        settings.adapters = adapters;
    settings.tokens = data.mostTokens;
    settings.longestRow = data.longestRow;
    settings.trainedTokens = std::min(data.mostTargets, data.mostTokens);
    settings.formats = formats;
    settings.dropout = !full && recipe.method.loraDropout > 0;
    if (recipe.gradientCheckpointing == recipe::Checkpointing::On)
        settings.checkpointing = footprint::Checkpointing::EveryBlock;
    if (recipe.gradientCheckpointing == recipe::Checkpointing::Auto && budgetBytes > 0 &&
        footprint::layoutStep(shape, settings).peakBytes() + kRuntimeBytes > budgetBytes)
        settings.checkpointing = footprint::Checkpointing::EveryBlock;
    return settings;
}

footprint::Products productsFor(std::string_view dtype, const devices::Measured& measured) {
    const bool faster = measured.fp32Gflops && measured.bf16Gflops &&
                        *measured.bf16Gflops >= kWorthRounding * *measured.fp32Gflops;
    return dtype == "bf16" || (dtype == "auto" && faster) ? footprint::Products::Bf16
                                                          : footprint::Products::Fp32;
}

TokenFlops flopsPerToken(const families::ModelShape& shape, const footprint::StepSettings& settings) {
    double weights = 0;
    for (const families::LinearModule& module : families::linearsOf(shape)) {
        const double times = module.scope == families::Scope::Layer ? static_cast<double>(shape.layers) : 1.0;
        weights += times * static_cast<double>(module.inFeatures * module.outFeatures);
    }
    if (shape.tiedEmbeddings)
        weights += static_cast<double>(shape.vocabularySize * shape.hiddenSize);
    double adapters = 0;
    for (const footprint::AdapterSlot& slot : settings.adapters)
        adapters += static_cast<double>(slot.rank * (slot.inFeatures + slot.outFeatures));
    // Forward and input gradient of frozen weights: 4 a weight; a trained weight has a gradient of its
    // own: 6.
    const double perWeight = settings.tuning == footprint::Tuning::Full ? 6.0 : 4.0;
    const double recompute = settings.checkpointing == footprint::Checkpointing::EveryBlock ? 2.0 : 0.0;
    const double attention =
        6.0 * static_cast<double>(shape.layers * shape.queryWidth() * settings.longestRow) / 2.0;
    return {weights * (perWeight + recompute), 6.0 * adapters + attention};
}

} // namespace luthier::planning
