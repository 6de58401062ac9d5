#include "step_program.h"

#include <families/family.h>
#include <objectives/language.h>
#include <objectives/numbers.h>
#include <objectives/preference.h>

#include <algorithm>

namespace luthier::planning {
namespace {

lowering::StepOptions optionsOf(const footprint::NumberFormats& formats) {
    lowering::StepOptions options;
    options.gradients = lowering::Gradients::No;
    options.stored = formats.stored;
    options.quantised = formats.quantised;
    options.blockBytes = formats.blockBytes;
    options.products = formats.products == footprint::Products::Bf16 ? program::NumberFormat::Bf16
                                                                     : program::NumberFormat::Fp32;
    return options;
}

objectives::Rows rowsOf(const families::ModelShape& shape) {
    return shape.head == families::Head::TextLabels && shape.pooling == families::Pooling::Mean
               ? objectives::Rows::MeanOfTheirText
               : objectives::Rows::OfTheirToken;
}

/// What the shape's head learns, by itself or of pairs of answers.
void emitLoss(program::Builder& builder, const families::ModelShape& shape, program::ValueId hidden,
              const objectives::EmitHead& head, const StepSettings& settings) {
    if (settings.preference)
        return objectives::emitPreferenceLoss(builder, hidden, head, *settings.preference);
    const bool texts = shape.head == families::Head::TextLabels;
    const objectives::Rows rows = rowsOf(shape);
    if (!texts || shape.problem == families::Problem::SingleLabel)
        objectives::emitClassLoss(builder, hidden, rows, head, settings.labelSmoothing);
    else if (shape.problem == families::Problem::MultiLabel)
        objectives::emitMultiLabelLoss(builder, hidden, rows, head);
    else
        objectives::emitRegressionLoss(builder, hidden, rows, head);
}

objectives::EmitHead headOf(program::Builder& builder, const families::ModelShape& shape) {
    return [&](program::ValueId rows) {
        return families::emitHead(builder, shape, rows);
    };
}

/// Forward to the logits of the targets, with what the method adds.
program::Program logitsProgram(const families::ModelShape& shape, const methods::Method& method) {
    program::Program program;
    program::Builder builder(program);
    const program::ValueId hidden = families::emitBody(builder, shape);
    objectives::emitLogitsAlone(builder, hidden, rowsOf(shape), headOf(builder, shape));
    if (method)
        method(program);
    return program;
}

} // namespace

std::vector<methods::LoraTarget> onEveryLinear(const families::ModelShape& shape, std::int64_t rank,
                                               double scaling) {
    std::vector<methods::LoraTarget> targets;
    for (const families::LinearModule& module : families::linearsOf(shape))
        if (!module.isOutput)
            targets.push_back({module.path, rank, scaling});
    return targets;
}

methods::Adapting loraOnEveryLinear(const families::ModelShape& shape, std::int64_t rank) {
    return [targets = onEveryLinear(shape, rank)](double dropout) {
        return methods::lora(targets, dropout);
    };
}

program::Program stepProgram(const families::ModelShape& shape, const StepSettings& settings) {
    program::Program program;
    program::Builder builder(program);
    const program::ValueId hidden = families::emitBody(builder, shape);
    emitLoss(builder, shape, hidden, headOf(builder, shape), settings);
    if (settings.method)
        settings.method(program);
    lowering::StepOptions options = optionsOf(settings.formats);
    if (settings.trains)
        options.gradients = lowering::Gradients::Yes;
    options.checkpointing = settings.checkpointing;
    options.activations = settings.activations;
    lowering::lowerStep(program, options);
    return program;
}

footprint::Extents extentsOf(const StepSettings& settings) {
    const std::int64_t targets = std::max<std::int64_t>(std::min(settings.trainedTokens, settings.tokens), 1);
    return {.tokens = settings.tokens,
            .targets = targets,
            .chunk = std::min(settings.headRows, targets),
            .positions = std::max(settings.longestRow, settings.longestSource),
            .source = settings.sourceTokens,
            .pairs = settings.pairs,
            .optimizer = settings.optimizer};
}

footprint::CompiledStep compileStep(const families::ModelShape& shape, const StepSettings& settings) {
    footprint::CompiledStep step{stepProgram(shape, settings), extentsOf(settings), {}};
    step.layout = footprint::layoutProgram(step.program, step.extents);
    return step;
}

footprint::CompiledStep compileGeneration(const families::ModelShape& shape,
                                          const GenerationSettings& settings) {
    footprint::CompiledStep step;
    step.program = logitsProgram(shape, settings.method);
    lowering::lowerGeneration(step.program, optionsOf(settings.formats));
    step.extents = {.tokens = settings.promptTokens,
                    .targets = settings.promptTokens,
                    .chunk = 1,
                    .positions = std::max(settings.cacheTokens, settings.sourceTokens),
                    .cached = settings.cacheTokens,
                    .source = settings.sourceTokens};
    step.layout = footprint::layoutProgram(step.program, step.extents);
    return step;
}

footprint::CompiledStep compileScoring(const families::ModelShape& shape, const StepSettings& settings) {
    footprint::CompiledStep step{logitsProgram(shape, settings.method), extentsOf(settings), {}};
    lowering::lowerStep(step.program, optionsOf(settings.formats));
    step.layout = footprint::layoutProgram(step.program, step.extents);
    return step;
}

} // namespace luthier::planning
