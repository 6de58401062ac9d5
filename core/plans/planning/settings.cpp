#include "plan.h"

#include <families/family.h>
#include <methods/full.h>
#include <methods/lora_plus.h>
#include <methods/noise.h>
#include <methods/whole.h>

#include <algorithm>
#include <array>

namespace luthier::planning {

namespace {

footprint::Optimizer optimizerOf(recipe::OptimizerKind kind) {
    switch (kind) {
    case recipe::OptimizerKind::AdamW:
        return footprint::Optimizer::AdamW;
    case recipe::OptimizerKind::AdamW8bit:
        return footprint::Optimizer::AdamW8bit;
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

namespace {

/// How the recipe compares answers; nothing where it does not.
std::optional<program::PreferenceAttributes> preferenceOf(const recipe::Recipe& recipe) {
    using program::PreferenceLoss;
    if (!recipe::comparesAnswers(recipe.task))
        return std::nullopt;
    const recipe::Preference& asked = recipe.preference;
    if (recipe.task == recipe::Task::Simpo)
        return program::PreferenceAttributes{PreferenceLoss::Simpo, asked.beta, 0.0, asked.simpoGamma};
    if (recipe.task == recipe::Task::Orpo)
        return program::PreferenceAttributes{PreferenceLoss::Orpo, asked.beta};
    if (recipe.task == recipe::Task::Reward)
        return program::PreferenceAttributes{PreferenceLoss::Reward, 0.0, 0.0, 0.0, asked.centering};
    if (recipe.task == recipe::Task::Kto) {
        program::PreferenceAttributes how{PreferenceLoss::Kto, asked.beta};
        how.desirableWeight = asked.desirableWeight;
        how.undesirableWeight = asked.undesirableWeight;
        return how;
    }
    constexpr std::array<PreferenceLoss, 5> kLosses{PreferenceLoss::Sigmoid, PreferenceLoss::Hinge,
                                                    PreferenceLoss::Ipo, PreferenceLoss::Robust,
                                                    PreferenceLoss::SigmoidNorm};
    return program::PreferenceAttributes{kLosses[static_cast<std::size_t>(asked.lossType)], asked.beta,
                                         asked.labelSmoothing, 0.0};
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
    const bool pairs = recipe::comparesAnswers(recipe.task);
    if (pairs) {
        facts.mostTokens *= 2;
        facts.mostPairs = recipe.batchSize;
    }
    const bool scores = recipe.task == Task::Reward;
    facts.mostTargets = labels ? recipe.batchSize : scores ? 2 * recipe.batchSize : facts.mostTokens;
    if (answers) {
        facts.longestSource = tokens.maxLength;
        facts.mostSource = recipe.batchSize * tokens.maxLength;
    }
    const auto rows = static_cast<double>(recipe.batchSize * recipe.accumulation);
    Work row;
    const std::int64_t learnt = labels || scores ? 1 : length;
    row.addRow(length, learnt, facts.longestSource);
    if (pairs)
        row.addRow(length, learnt);
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
    if (recipe.method.kind == recipe::MethodKind::Lora && recipe.method.loraPlusRatio != 1)
        settings.method =
            methods::both(std::move(settings.method), methods::loraPlus(recipe.method.loraPlusRatio));
    if (recipe.tokens.neftuneNoiseAlpha > 0)
        settings.method = methods::both(std::move(settings.method),
                                        methods::embeddingNoise(recipe.tokens.neftuneNoiseAlpha,
                                                                families::scalesWithinTable(shape)
                                                                    ? methods::NoisePlace::BehindScaledTable
                                                                    : methods::NoisePlace::BehindTable));
    settings.labelSmoothing = recipe.labels.smoothing;
    settings.trains = true;
    settings.tokens = data.mostTokens;
    settings.sourceTokens = data.mostSource;
    settings.longestSource = data.longestSource;
    settings.longestRow = data.longestRow;
    settings.preference = preferenceOf(recipe);
    settings.pairs = data.mostPairs;
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
            inputs.quantised ? inputs.quantised : asked, inputs.blockBytes};
}

footprint::Products productsFor(std::string_view dtype, const devices::Measured& measured) {
    const bool faster = measured.fp32Gflops && measured.bf16Gflops &&
                        *measured.bf16Gflops >= kWorthRounding * *measured.fp32Gflops;
    return dtype == "bf16" || (dtype == "auto" && faster) ? footprint::Products::Bf16
                                                          : footprint::Products::Fp32;
}

} // namespace luthier::planning
