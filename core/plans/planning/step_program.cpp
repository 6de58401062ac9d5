#include "step_program.h"

#include <families/family.h>
#include <lowering/lowering.h>
#include <methods/full.h>
#include <methods/lora.h>
#include <objectives/language.h>

#include <algorithm>

namespace luthier::planning {
namespace {

std::vector<methods::LoraTarget> targetsOf(const families::ModelShape& shape,
                                           const footprint::StepSettings& settings,
                                           const AdapterStrength& adapters) {
    const auto modules = families::linearsOf(shape);
    std::vector<methods::LoraTarget> targets;
    for (std::size_t i = 0; i < settings.adapters.size(); ++i) {
        const footprint::AdapterSlot& slot = settings.adapters[i];
        const auto module =
            std::find_if(modules.begin(), modules.end(),
                         [&](const families::LinearModule& one) { return one.linear == slot.linear; });
        targets.push_back({module->path(std::max<std::int64_t>(slot.layer, 0)), slot.rank,
                           i < adapters.scaling.size() ? adapters.scaling[i] : 1.0});
    }
    return targets;
}

} // namespace

program::Program stepProgram(const families::ModelShape& shape, const footprint::StepSettings& settings,
                             const AdapterStrength& adapters) {
    program::Program program;
    program::Builder builder(program);
    const program::ValueId hidden = families::emitBody(builder, shape);
    objectives::emitLanguageLoss(
        builder, hidden, [&](program::ValueId rows) { return families::emitHead(builder, shape, rows); });
    if (settings.tuning == footprint::Tuning::Full)
        methods::trainAllWeights(program);
    else if (!settings.adapters.empty())
        methods::addLora(program, targetsOf(shape, settings, adapters), adapters.dropout);
    lowering::StepOptions options;
    options.gradients =
        settings.tuning == footprint::Tuning::None ? lowering::Gradients::No : lowering::Gradients::Yes;
    options.checkpointing = settings.checkpointing == footprint::Checkpointing::EveryBlock
                                ? lowering::Checkpointing::EveryLayer
                                : lowering::Checkpointing::Off;
    options.stored = settings.formats.stored;
    options.products = settings.formats.products == footprint::Products::Bf16 ? program::NumberFormat::Bf16
                                                                              : program::NumberFormat::Fp32;
    lowering::lowerStep(program, options);
    return program;
}

footprint::Extents extentsOf(const footprint::StepSettings& settings) {
    const std::int64_t targets = std::max<std::int64_t>(std::min(settings.trainedTokens, settings.tokens), 1);
    return {settings.tokens, targets, std::min(settings.headRows, targets), settings.longestRow};
}

std::vector<program::ValueId> parameterOrder(const program::Program& program,
                                             const families::ModelShape& shape,
                                             const footprint::StepSettings& settings) {
    std::vector<program::ValueId> order;
    for (const footprint::Parameter& parameter :
         footprint::parametersOf(shape, settings.tuning, settings.adapters))
        order.push_back(program.find(parameter.name, program::Kind::Parameter));
    return order;
}

} // namespace luthier::planning
