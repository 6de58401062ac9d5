#include "step_program.h"

#include <families/family.h>
#include <lowering/lowering.h>
#include <methods/full.h>
#include <methods/lora.h>
#include <objectives/language.h>

#include <algorithm>

namespace luthier::planning {
namespace {

using footprint::Tuning;

std::vector<methods::LoraTarget> targetsOf(const families::ModelShape& shape,
                                           const std::vector<footprint::AdapterSlot>& slots,
                                           const AdapterStrength& adapters) {
    const auto modules = families::linearsOf(shape);
    std::vector<methods::LoraTarget> targets;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const auto module =
            std::find_if(modules.begin(), modules.end(),
                         [&](const families::LinearModule& one) { return one.linear == slots[i].linear; });
        targets.push_back({module->path(std::max<std::int64_t>(slots[i].layer, 0)), slots[i].rank,
                           i < adapters.scaling.size() ? adapters.scaling[i] : 1.0});
    }
    return targets;
}

lowering::StepOptions optionsOf(const footprint::NumberFormats& formats) {
    lowering::StepOptions options;
    options.gradients = lowering::Gradients::No;
    options.stored = formats.stored;
    options.products = formats.products == footprint::Products::Bf16 ? program::NumberFormat::Bf16
                                                                     : program::NumberFormat::Fp32;
    return options;
}

/// What trains, in the order of footprint::parametersOf.
std::vector<program::ValueId> parameterOrder(const program::Program& program,
                                             const families::ModelShape& shape, Tuning tuning,
                                             const std::vector<footprint::AdapterSlot>& adapters) {
    std::vector<program::ValueId> order;
    for (const footprint::Parameter& parameter : footprint::parametersOf(shape, tuning, adapters))
        order.push_back(program.find(parameter.name, program::Kind::Parameter));
    return order;
}

objectives::EmitHead headOf(program::Builder& builder, const families::ModelShape& shape) {
    return [&](program::ValueId rows) {
        return families::emitHead(builder, shape, rows);
    };
}

} // namespace

program::Program stepProgram(const families::ModelShape& shape, const footprint::StepSettings& settings,
                             const AdapterStrength& adapters) {
    program::Program program;
    program::Builder builder(program);
    const program::ValueId hidden = families::emitBody(builder, shape);
    objectives::emitLanguageLoss(builder, hidden, headOf(builder, shape));
    if (settings.tuning == Tuning::Full)
        methods::trainAllWeights(program);
    else if (!settings.adapters.empty())
        methods::addLora(program, targetsOf(shape, settings.adapters, adapters), adapters.dropout);
    lowering::StepOptions options = optionsOf(settings.formats);
    if (settings.tuning != Tuning::None)
        options.gradients = lowering::Gradients::Yes;
    if (settings.checkpointing == footprint::Checkpointing::EveryBlock)
        options.checkpointing = lowering::Checkpointing::EveryLayer;
    lowering::lowerStep(program, options);
    return program;
}

footprint::Extents extentsOf(const footprint::StepSettings& settings) {
    const std::int64_t targets = std::max<std::int64_t>(std::min(settings.trainedTokens, settings.tokens), 1);
    return {settings.tokens, targets, std::min(settings.headRows, targets), settings.longestRow, 0};
}

footprint::CompiledStep compileStep(const families::ModelShape& shape,
                                    const footprint::StepSettings& settings,
                                    const AdapterStrength& adapters) {
    footprint::CompiledStep step{stepProgram(shape, settings, adapters), extentsOf(settings), {}};
    const Tuning trains = settings.tuning == Tuning::Full ? Tuning::Full : Tuning::Adapters;
    step.layout = footprint::layoutProgram(step.program, step.extents,
                                           parameterOrder(step.program, shape, trains, settings.adapters));
    return step;
}

footprint::CompiledStep compileGeneration(const families::ModelShape& shape,
                                          const footprint::GenerationSettings& settings,
                                          const AdapterStrength& adapters) {
    footprint::CompiledStep step;
    program::Builder builder(step.program);
    const program::ValueId hidden = families::emitBody(builder, shape);
    objectives::emitNextToken(builder, hidden, headOf(builder, shape));
    if (!settings.adapters.empty())
        methods::addLora(step.program, targetsOf(shape, settings.adapters, adapters), 0.0);
    lowering::lowerGeneration(step.program, optionsOf(settings.formats));
    step.extents = {settings.promptTokens, settings.promptTokens, 1, settings.cacheTokens,
                    settings.cacheTokens};
    step.layout = footprint::layoutProgram(
        step.program, step.extents, parameterOrder(step.program, shape, Tuning::Adapters, settings.adapters));
    return step;
}

} // namespace luthier::planning
