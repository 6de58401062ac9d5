#include "plan.h"
#include "step_program.h"

#include <algorithm>

namespace luthier::planning {

DataFacts worstCase(const recipe::Recipe& recipe) {
    DataFacts facts;
    facts.longestRow = recipe.tokens.maxLength;
    facts.mostTokens = recipe.batchSize * recipe.tokens.maxLength;
    facts.mostTargets = facts.mostTokens;
    const auto rows = static_cast<double>(recipe.batchSize * recipe.accumulation);
    Work row;
    row.addRow(recipe.tokens.maxLength, recipe.tokens.maxLength);
    facts.step = {rows * row.tokens, rows * row.targets, rows * row.pairs};
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
        compileStep(shape, settings, dropoutOf(recipe)).layout.buffers.peakBytes() + kRuntimeBytes >
            budgetBytes)
        settings.checkpointing = footprint::Checkpointing::EveryBlock;
    return settings;
}

AdapterStrength dropoutOf(const recipe::Recipe& recipe) {
    return {{}, recipe.method.kind == recipe::MethodKind::Lora ? recipe.method.loraDropout : 0.0};
}

footprint::Products productsFor(std::string_view dtype, const devices::Measured& measured) {
    const bool faster = measured.fp32Gflops && measured.bf16Gflops &&
                        *measured.bf16Gflops >= kWorthRounding * *measured.fp32Gflops;
    return dtype == "bf16" || (dtype == "auto" && faster) ? footprint::Products::Bf16
                                                          : footprint::Products::Fp32;
}

} // namespace luthier::planning
