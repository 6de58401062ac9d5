#include "plan.h"

#include <methods/full.h>

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

StepSettings stepSettings(const recipe::Recipe& recipe, const families::ModelShape& shape,
                          const std::vector<methods::LoraTarget>& adapters, const DataFacts& data,
                          const footprint::NumberFormats& formats, std::int64_t budgetBytes) {
    StepSettings settings;
    settings.method = recipe.method.kind == recipe::MethodKind::Full
                          ? methods::full()
                          : methods::lora(adapters, recipe.method.loraDropout);
    settings.trains = true;
    settings.tokens = data.mostTokens;
    settings.longestRow = data.longestRow;
    settings.trainedTokens = std::min(data.mostTargets, data.mostTokens);
    settings.formats = formats;
    const auto fits = [&] {
        return compileStep(shape, settings).layout.buffers.peakBytes() + kRuntimeBytes <= budgetBytes;
    };
    if (recipe.gradientCheckpointing == recipe::Checkpointing::On ||
        (recipe.gradientCheckpointing == recipe::Checkpointing::Auto && budgetBytes > 0 && !fits()))
        settings.checkpointing = lowering::Checkpointing::EveryLayer;
    return settings;
}

footprint::Products productsFor(std::string_view dtype, const devices::Measured& measured) {
    const bool faster = measured.fp32Gflops && measured.bf16Gflops &&
                        *measured.bf16Gflops >= kWorthRounding * *measured.fp32Gflops;
    return dtype == "bf16" || (dtype == "auto" && faster) ? footprint::Products::Bf16
                                                          : footprint::Products::Fp32;
}

} // namespace luthier::planning
