#include "run_time.h"

#include <program/op_traits.h>

#include <algorithm>
#include <cmath>

namespace luthier::planning {
namespace {

/// Our step reaches about this share of the measured product rate.
constexpr double kReachedShare = 0.75;

// Flops of a pair of tokens for each feature of the queries. Forward: its score and its share of the context.
// Backward: the score again, and the gradients of value, probability, query and key.
constexpr double kPairForward = 4;
constexpr double kPairBackward = 10;

double rowsOf(program::Axis axis, const Work& work) {
    return axis == program::Axis::Tokens   ? work.tokens
           : axis == program::Axis::Source ? work.source
                                           : work.targets;
}

/// Pairs of a query and a key that are multiplied. Operand `query` is followed by the key.
double pairsOf(const program::Program& program, const program::Step& step, std::size_t query,
               const Work& work) {
    const bool fromSource = program[step.operands[query]].axis == program::Axis::Source;
    const bool ofSource = program[step.operands[query + 1]].axis == program::Axis::Source;
    if (fromSource)
        return work.sourcePairs;
    if (ofSource)
        return work.crossPairs;
    return step.as<program::AttentionAttributes>().causal ? work.pairs : 2 * work.pairs - work.tokens;
}

/// A product of every kind meets each element of its matrix once a row.
double flopsOfProduct(const program::Program& program, const program::Step& step, const Work& work) {
    const program::Value& first = program[step.operands[0]];
    const program::Value& second = program[step.operands[1]];
    const double elements = second.axis == program::Axis::None
                                ? static_cast<double>(second.elements())
                                : static_cast<double>(first.columns * second.columns);
    return 2 * elements * rowsOf(first.axis, work);
}

bool isRun(const program::Step& step, Pass pass) {
    return pass == Pass::Whole || step.phase == program::Phase::Forward;
}

/// Rates of a device, each of them measured.
struct Rates {
    double rounded = 0; ///< flops a second of products in bf16
    double fp32 = 0;
    double read = 0; ///< bytes a second; 0: not known
};

std::optional<Rates> ratesOf(const devices::Measured& measured, footprint::Products products) {
    const bool rounds = products == footprint::Products::Bf16;
    if (measured.fp32Gflops.value_or(0) <= 0 || (rounds && measured.bf16Gflops.value_or(0) <= 0))
        return std::nullopt;
    return Rates{measured.bf16Gflops.value_or(*measured.fp32Gflops) * 1e9 * kReachedShare,
                 *measured.fp32Gflops * 1e9 * kReachedShare, measured.readGbps.value_or(0) * 1e9};
}

double secondsOf(const Flops& flops, const Rates& rates) {
    return flops.rounded / rates.rounded + flops.fp32 / rates.fp32;
}

/// Matrices that are not multiplied as they are stored are expanded anew in front of every product with them,
/// however few tokens there are. The memory gives each as it is stored, and takes what is written after a
/// processor has fetched its lines.
double expansionSeconds(const program::Program& program, const Rates& rates, Pass pass) {
    if (rates.read <= 0)
        return 0;
    std::int64_t bytes = 0;
    for (const program::Step& step : program.steps)
        if (step.kind == program::OpKind::Expand && isRun(step, pass)) {
            const program::Value& stored = program[step.operands[0]];
            const program::Value& expanded = program[step.results[0].value];
            bytes += stored.storedBytes() + 2 * expanded.storedBytes();
        } else if (program::isByPieces(program, step) && isRun(step, pass)) {
            // A piece is still in the processor's cache when it is multiplied.
            const program::Value& stored = program[step.operands[1]];
            bytes += stored.storedBytes() + stored.elements() * 4;
        }
    return static_cast<double>(bytes) / rates.read;
}

/// Products of Muon's iteration: per round two of the matrix with its square, and one of the square.
double orthogonalisingFlops(const footprint::StepLayout& layout, std::int64_t rounds) {
    double flops = 0;
    for (const footprint::Parameter& parameter : layout.parameters()) {
        if (!parameter.isInnerMatrix)
            continue;
        const auto size = static_cast<double>(parameter.count);
        const auto side = static_cast<double>(std::min(parameter.shape[0], parameter.shape[1]));
        flops += static_cast<double>(rounds) * (4 * size * side + 2 * side * side * side);
    }
    return flops;
}

/// The update reads parameter, gradient and what the optimiser keeps, and writes all but the gradient, which
/// is then cleared.
double updateSeconds(const PlanInputs& inputs, const footprint::CompiledStep& step, const Rates& rates) {
    const footprint::StepLayout& layout = step.layout.buffers;
    double parameters = 0;
    for (const footprint::Parameter& parameter : layout.parameters())
        parameters += static_cast<double>(parameter.count);
    double states = 0;
    for (const footprint::OptimizerState& state : footprint::statesOf(step.extents.optimizer))
        states += static_cast<double>(footprint::bytesOf(state, layout.parameters()));
    const double bytes = 4 * 4 * parameters + 2 * states;
    const double moved = rates.read > 0 ? bytes / rates.read : 0;
    if (step.extents.optimizer != footprint::Optimizer::Muon)
        return moved;
    return moved + orthogonalisingFlops(layout, inputs.recipe.optimizer.newtonSchulzSteps) / rates.fp32;
}

/// Where answers are compared with what they were worth before: all rows once, forward.
double referenceSeconds(const PlanInputs& inputs, const footprint::CompiledStep& step, const Rates& rates) {
    const recipe::Recipe& recipe = inputs.recipe;
    if (inputs.data.mostPairs == 0 || !recipe::hasReference(recipe.task))
        return 0;
    const auto perStep = static_cast<double>(recipe.batchSize * recipe.accumulation);
    const double stepsOfAll = std::ceil(static_cast<double>(inputs.data.sequences) / perStep);
    const Flops train = flopsOf(step.program, inputs.data.step.times(stepsOfAll), Pass::Forward);
    const Flops heldOut = flopsOf(step.program, inputs.data.validation, Pass::Forward);
    return secondsOf(train, rates) + secondsOf(heldOut, rates) +
           expansionSeconds(step.program, rates, Pass::Forward) * stepsOfAll *
               static_cast<double>(recipe.accumulation);
}

/// Samples are written token by token; each reads all weights once.
double sampleSeconds(const PlanInputs& inputs, const footprint::StepLayout& layout, const Rates& rates) {
    const auto rows = static_cast<double>(inputs.data.validationRows);
    if (!inputs.shape.writesText() || rows == 0 || rates.read <= 0)
        return 0;
    const double answers = std::min(static_cast<double>(inputs.recipe.samplePrompts), rows);
    const double tokens = std::min(static_cast<double>(kSampleTokens), inputs.data.validation.targets / rows);
    const auto bytes = static_cast<double>(layout.partBytes(footprint::Part::Weights));
    return answers * tokens * bytes / rates.read;
}

/// Before the first step, after every eval_steps and at the end.
std::int64_t validationsOf(const recipe::Recipe& recipe, std::int64_t steps) {
    if (recipe.evalSteps == 0)
        return 0;
    return (steps + recipe.evalSteps - 1) / recipe.evalSteps + (recipe.evalOnStart ? 1 : 0);
}

} // namespace

void Work::addRow(std::int64_t rowTokens, std::int64_t rowTargets, std::int64_t rowSource) {
    const auto length = static_cast<double>(rowTokens);
    tokens += length;
    targets += static_cast<double>(rowTargets);
    pairs += length * (length + 1) / 2;
    const auto read = static_cast<double>(rowSource);
    source += read;
    sourcePairs += read * read;
    crossPairs += read * length;
}

Work Work::times(double factor) const {
    return {tokens * factor, targets * factor,     pairs * factor,
            source * factor, sourcePairs * factor, crossPairs * factor};
}

Flops flopsOf(const program::Program& program, const Work& work, Pass pass) {
    Flops flops;
    for (const program::Step& step : program.steps) {
        const program::CostClass cost = program::traitsOf(step.kind).cost;
        if (!isRun(step, pass))
            continue;
        if (cost == program::CostClass::Attention) {
            const bool forward = step.kind == program::OpKind::Attention;
            flops.fp32 += (forward ? kPairForward : kPairBackward) *
                          pairsOf(program, step, forward ? 0 : 1, work) *
                          static_cast<double>(program[step.operands[0]].columns);
        }
        if (cost == program::CostClass::Product) {
            const auto& linear = step.as<program::LinearAttributes>();
            (linear.products == program::NumberFormat::Bf16 ? flops.rounded : flops.fp32) +=
                flopsOfProduct(program, step, work);
        }
    }
    return flops;
}

std::optional<RunTime> runTime(const PlanInputs& inputs, const footprint::CompiledStep& step) {
    const auto products = productsFor(inputs.recipe.dtype, inputs.device.measured);
    const auto rates = ratesOf(inputs.device.measured, products);
    if (!rates)
        return std::nullopt;
    RunTime time;
    time.secondsPerStep = secondsOf(flopsOf(step.program, inputs.data.step, Pass::Whole), *rates) +
                          expansionSeconds(step.program, *rates, Pass::Whole) *
                              static_cast<double>(inputs.recipe.accumulation) +
                          updateSeconds(inputs, step, *rates);
    const double validationBatches = std::ceil(
        inputs.data.validation.tokens / static_cast<double>(std::max<std::int64_t>(1, step.extents.tokens)));
    const double validation =
        inputs.data.validationRows == 0
            ? 0
            : secondsOf(flopsOf(step.program, inputs.data.validation, Pass::Forward), *rates) +
                  expansionSeconds(step.program, *rates, Pass::Forward) * validationBatches +
                  sampleSeconds(inputs, step.layout.buffers, *rates);
    const std::int64_t steps = inputs.data.steps;
    time.validationSeconds = validation * static_cast<double>(validationsOf(inputs.recipe, steps));
    time.seconds = time.secondsPerStep * static_cast<double>(steps) + time.validationSeconds +
                   referenceSeconds(inputs, step, *rates);
    return time;
}

} // namespace luthier::planning
