#include "plan.h"

#include <families/family.h>
#include <methods/full.h>
#include <methods/whole.h>

#include <algorithm>

namespace luthier::planning {

namespace {

footprint::Optimizer optimizerOf(recipe::OptimizerKind kind) {
    switch (kind) {
    case recipe::OptimizerKind::AdamW:
        return footprint::Optimizer::AdamW;
    case recipe::OptimizerKind::Sgd:
        return footprint::Optimizer::Sgd;
    case recipe::OptimizerKind::Lion:
        return footprint::Optimizer::Lion;
    case recipe::OptimizerKind::Adafactor:
        return footprint::Optimizer::Adafactor;
    case recipe::OptimizerKind::Muon:
        return footprint::Optimizer::Muon;
    }
    return footprint::Optimizer::AdamW;
}

} // namespace

DataFacts worstCase(const recipe::Recipe& recipe) {
    using recipe::Task;
    const recipe::Tokens& tokens = recipe.tokens;
    const bool labels = recipe.task == Task::Classification || recipe.task == Task::Regression;
    const bool answers = recipe.task == Task::Seq2seq;
    const std::int64_t length =
        (answers ? tokens.maxTargetLength : tokens.maxLength) + recipe::virtualTokens(recipe);
    DataFacts facts;
    facts.longestRow = length;
    facts.mostTokens = recipe.batchSize * length;
    facts.mostTargets = labels ? recipe.batchSize : facts.mostTokens;
    if (answers) {
        facts.longestSource = tokens.maxLength;
        facts.mostSource = recipe.batchSize * tokens.maxLength;
    }
    const auto rows = static_cast<double>(recipe.batchSize * recipe.accumulation);
    Work row;
    row.addRow(length, labels ? 1 : length, facts.longestSource);
    facts.step = row.times(rows);
    facts.steps = recipe.maxSteps.value_or(0);
    return facts;
}

StepSettings stepSettings(const recipe::Recipe& recipe, const families::ModelShape& shape,
                          const methods::Adapting& adapting, const DataFacts& data,
                          const footprint::NumberFormats& formats, std::int64_t budgetBytes) {
    StepSettings settings;
    settings.method = recipe.method.kind == recipe::MethodKind::Full
                          ? methods::full()
                          : methods::both(adapting(recipe.method.loraDropout),
                                          methods::trainWhole(families::headModules(shape)));
    settings.trains = true;
    settings.tokens = data.mostTokens;
    settings.sourceTokens = data.mostSource;
    settings.longestSource = data.longestSource;
    settings.longestRow = data.longestRow;
    settings.trainedTokens = std::min(data.mostTargets, data.mostTokens);
    settings.formats = formats;
    settings.optimizer = optimizerOf(recipe.optimizer.kind);
    settings.activations =
        recipe.activations == "bf16" ? program::NumberFormat::Bf16 : program::NumberFormat::Fp32;
    const auto fits = [&] {
        return compileStep(shape, settings).layout.buffers.peakBytes() + kRuntimeBytes <= budgetBytes;
    };
    if (recipe.gradientCheckpointing == recipe::Checkpointing::On ||
        (recipe.gradientCheckpointing == recipe::Checkpointing::Auto && budgetBytes > 0 && !fits()))
        settings.checkpointing = lowering::Checkpointing::EveryLayer;
    return settings;
}

std::optional<footprint::Stored> quantisedBy(const recipe::Quantization& quantization) {
    using recipe::QuantizationKind;
    if (quantization.kind == QuantizationKind::None)
        return std::nullopt;
    if (quantization.kind == QuantizationKind::Int8)
        return footprint::Stored::Int8Rows;
    return quantization.doubleQuant ? footprint::Stored::Nf4Double : footprint::Stored::Nf4;
}

footprint::NumberFormats formatsOf(const PlanInputs& inputs) {
    const auto asked = quantisedBy(inputs.recipe.quantization);
    return {inputs.stored, productsFor(inputs.recipe.dtype, inputs.device.measured),
            inputs.quantised ? inputs.quantised : asked};
}

footprint::Products productsFor(std::string_view dtype, const devices::Measured& measured) {
    const bool faster = measured.fp32Gflops && measured.bf16Gflops &&
                        *measured.bf16Gflops >= kWorthRounding * *measured.fp32Gflops;
    return dtype == "bf16" || (dtype == "auto" && faster) ? footprint::Products::Bf16
                                                          : footprint::Products::Fp32;
}

} // namespace luthier::planning
