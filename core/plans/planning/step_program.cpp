#include "step_program.h"

#include <families/family.h>
#include <objectives/language.h>

#include <algorithm>

namespace luthier::planning {
namespace {

lowering::StepOptions optionsOf(const footprint::NumberFormats& formats) {
    lowering::StepOptions options;
    options.gradients = lowering::Gradients::No;
    options.stored = formats.stored;
    options.products = formats.products == footprint::Products::Bf16 ? program::NumberFormat::Bf16
                                                                     : program::NumberFormat::Fp32;
    return options;
}

objectives::EmitHead headOf(program::Builder& builder, const families::ModelShape& shape) {
    return [&](program::ValueId rows) {
        return families::emitHead(builder, shape, rows);
    };
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

program::Program stepProgram(const families::ModelShape& shape, const StepSettings& settings) {
    program::Program program;
    program::Builder builder(program);
    const program::ValueId hidden = families::emitBody(builder, shape);
    objectives::emitLanguageLoss(builder, hidden, headOf(builder, shape));
    if (settings.method)
        settings.method(program);
    lowering::StepOptions options = optionsOf(settings.formats);
    if (settings.trains)
        options.gradients = lowering::Gradients::Yes;
    options.checkpointing = settings.checkpointing;
    lowering::lowerStep(program, options);
    return program;
}

footprint::Extents extentsOf(const StepSettings& settings) {
    const std::int64_t targets = std::max<std::int64_t>(std::min(settings.trainedTokens, settings.tokens), 1);
    return {settings.tokens, targets, std::min(settings.headRows, targets), settings.longestRow, 0};
}

footprint::CompiledStep compileStep(const families::ModelShape& shape, const StepSettings& settings) {
    footprint::CompiledStep step{stepProgram(shape, settings), extentsOf(settings), {}};
    step.layout = footprint::layoutProgram(step.program, step.extents);
    return step;
}

footprint::CompiledStep compileGeneration(const families::ModelShape& shape,
                                          const GenerationSettings& settings) {
    footprint::CompiledStep step;
    program::Builder builder(step.program);
    const program::ValueId hidden = families::emitBody(builder, shape);
    objectives::emitNextToken(builder, hidden, headOf(builder, shape));
    if (settings.method)
        settings.method(step.program);
    lowering::lowerGeneration(step.program, optionsOf(settings.formats));
    step.extents = {settings.promptTokens, settings.promptTokens, 1, settings.cacheTokens,
                    settings.cacheTokens};
    step.layout = footprint::layoutProgram(step.program, step.extents);
    return step;
}

} // namespace luthier::planning
