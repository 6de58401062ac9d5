#include "run_time.h"

#include <families/weight_table.h>

#include <algorithm>
#include <cmath>

namespace luthier::planning {
namespace {

/// Our step reaches about this share of the measured product rate.
constexpr double kReachedShare = 0.75;

// Flops of a weight for a token: a product forward, one for the gradient of its input, one for its own.
constexpr double kForward = 2;
constexpr double kInputGradient = 2;
constexpr double kWeightGradient = 2;

// Flops of a pair of tokens for each feature of the queries. Forward: its score and its share of the context.
// Backward: the score again, and the gradients of value, probability, query and key.
constexpr double kPairForward = 4;
constexpr double kPairBackward = 10;

/// Weights of the model's linear layers.
struct Weights {
    double everywhere = 0; ///< met by every token
    double predicted = 0;  ///< met by predicted positions only
};

Weights weightsMet(const families::ModelShape& shape) {
    using families::Linear;
    Weights weights;
    for (const families::LinearModule& module : families::linearsOf(shape)) {
        const auto size = static_cast<double>(module.inFeatures * module.outFeatures);
        if (module.scope == families::Scope::Model) {
            weights.predicted += size;
            continue;
        }
        const bool behindAttention = module.linear == Linear::AttentionOutput ||
                                     module.linear == Linear::Gate || module.linear == Linear::Up ||
                                     module.linear == Linear::Down;
        weights.everywhere += size * static_cast<double>(shape.layers - (behindAttention ? 1 : 0));
        weights.predicted += behindAttention ? size : 0;
    }
    if (shape.tiedEmbeddings)
        weights.predicted += static_cast<double>(shape.vocabularySize * shape.hiddenSize);
    return weights;
}

double adapterWeights(const footprint::StepSettings& settings) {
    double weights = 0;
    for (const footprint::AdapterSlot& slot : settings.adapters)
        weights += static_cast<double>(slot.rank * (slot.inFeatures + slot.outFeatures));
    return weights;
}

Flops flops(const families::ModelShape& shape, const footprint::StepSettings& settings, const Work& work,
            double perWeight, double perAdapterWeight, double perPair) {
    const Weights weights = weightsMet(shape);
    const auto features = static_cast<double>(shape.layers * shape.queryWidth());
    return {perWeight * (weights.everywhere * work.tokens + weights.predicted * work.targets),
            perAdapterWeight * adapterWeights(settings) * work.tokens + perPair * features * work.pairs};
}

/// Rates of a device, each of them measured.
struct Rates {
    double products = 0; ///< flops a second in the step's number format
    double fp32 = 0;
    double read = 0; ///< bytes a second; 0: not known
};

std::optional<Rates> ratesOf(const devices::Measured& measured, footprint::Products products) {
    const auto& ofProducts =
        products == footprint::Products::Bf16 ? measured.bf16Gflops : measured.fp32Gflops;
    if (measured.fp32Gflops.value_or(0) <= 0 || ofProducts.value_or(0) <= 0)
        return std::nullopt;
    return Rates{*ofProducts * 1e9 * kReachedShare, *measured.fp32Gflops * 1e9 * kReachedShare,
                 measured.readGbps.value_or(0) * 1e9};
}

double secondsOf(const Flops& flops, const Rates& rates) {
    return flops.products / rates.products + flops.others / rates.fp32;
}

/// Matrices that are not multiplied as they are stored are expanded anew in front of every product with them,
/// however few tokens there are: `passes` times. The memory gives each as it is stored, and takes what is
/// written after a processor has fetched its lines.
double expansionSeconds(const families::ModelShape& shape, const footprint::StepSettings& settings,
                        const Rates& rates, double passes) {
    const std::int64_t written = footprint::expandedBytes(settings.formats);
    if (written == 0 || rates.read <= 0)
        return 0;
    const Weights weights = weightsMet(shape);
    const auto bytes = static_cast<double>(families::storedBytes(settings.formats.stored) + 2 * written);
    return passes * (weights.everywhere + weights.predicted) * bytes / rates.read;
}

/// AdamW reads parameter, gradient and both moments and writes all but the gradient, which is then cleared.
double updateSeconds(const families::ModelShape& shape, const footprint::StepSettings& settings,
                     const Rates& rates) {
    constexpr double kBytesOfParameter = 8 * 4;
    const double parameters = settings.tuning == footprint::Tuning::Full
                                  ? static_cast<double>(families::parameterCount(shape))
                                  : adapterWeights(settings);
    return rates.read > 0 ? parameters * kBytesOfParameter / rates.read : 0;
}

/// Samples are written token by token; each reads all weights once.
double sampleSeconds(const PlanInputs& inputs, const Rates& rates) {
    const auto rows = static_cast<double>(inputs.data.validationRows);
    if (rows == 0 || rates.read <= 0)
        return 0;
    const double answers = std::min(static_cast<double>(inputs.recipe.samplePrompts), rows);
    const double tokens = std::min(static_cast<double>(kSampleTokens), inputs.data.validation.targets / rows);
    const auto bytes =
        static_cast<double>(families::parameterCount(inputs.shape) * families::storedBytes(inputs.stored));
    return answers * tokens * bytes / rates.read;
}

/// After every eval_steps and at the end.
std::int64_t validationsOf(const recipe::Recipe& recipe, std::int64_t steps) {
    return recipe.evalSteps > 0 ? (steps + recipe.evalSteps - 1) / recipe.evalSteps : 0;
}

} // namespace

void Work::addRow(std::int64_t rowTokens, std::int64_t rowTargets) {
    const auto length = static_cast<double>(rowTokens);
    tokens += length;
    targets += static_cast<double>(rowTargets);
    pairs += length * (length + 1) / 2;
}

Flops trainingFlops(const families::ModelShape& shape, const footprint::StepSettings& settings,
                    const Work& work) {
    const bool full = settings.tuning == footprint::Tuning::Full;
    const bool again = settings.checkpointing == footprint::Checkpointing::EveryBlock;
    return flops(shape, settings, work,
                 kForward + kInputGradient + (full ? kWeightGradient : 0) + (again ? kForward : 0),
                 kForward + kInputGradient + kWeightGradient,
                 kPairForward + kPairBackward + (again ? kPairForward : 0));
}

Flops forwardFlops(const families::ModelShape& shape, const footprint::StepSettings& settings,
                   const Work& work) {
    return flops(shape, settings, work, kForward, kForward, kPairForward);
}

std::optional<RunTime> runTime(const PlanInputs& inputs, const footprint::StepSettings& settings) {
    const auto rates = ratesOf(inputs.device.measured, settings.formats.products);
    if (!rates)
        return std::nullopt;
    RunTime time;
    // Forward, again where blocks are computed again, and for the gradient of the input.
    const double passes = settings.checkpointing == footprint::Checkpointing::EveryBlock ? 3 : 2;
    time.secondsPerStep = secondsOf(trainingFlops(inputs.shape, settings, inputs.data.step), *rates) +
                          expansionSeconds(inputs.shape, settings, *rates,
                                           passes * static_cast<double>(inputs.recipe.accumulation)) +
                          updateSeconds(inputs.shape, settings, *rates);
    const double validationBatches = std::ceil(
        inputs.data.validation.tokens / static_cast<double>(std::max<std::int64_t>(1, settings.tokens)));
    const double validation =
        inputs.data.validationRows == 0
            ? 0
            : secondsOf(forwardFlops(inputs.shape, settings, inputs.data.validation), *rates) +
                  expansionSeconds(inputs.shape, settings, *rates, validationBatches) +
                  sampleSeconds(inputs, *rates);
    const std::int64_t steps = inputs.data.steps;
    time.validationSeconds = validation * static_cast<double>(validationsOf(inputs.recipe, steps));
    time.seconds = time.secondsPerStep * static_cast<double>(steps) + time.validationSeconds;
    return time;
}

} // namespace luthier::planning
