#include "plan.h"

#include "suggestions.h"

#include <algorithm>
#include <array>

namespace luthier::planning {
namespace {

/// Our step reaches about this share of the measured product rate.
constexpr double kReachedShare = 0.75;

std::vector<PlanItem> itemsOf(const footprint::StepLayout& layout) {
    using footprint::Part;
    std::vector<PlanItem> items;
    for (const Part part : {Part::Weights, Part::Adapters, Part::Gradients, Part::Optimizer,
                            Part::Activations, Part::Logits, Part::Workspace}) {
        const bool always = part == Part::Weights || part == Part::Adapters || part == Part::Gradients ||
                            part == Part::Optimizer;
        items.push_back(
            {std::string(footprint::partName(part)), layout.partBytes(part), always ? "always" : "step"});
    }
    items.push_back({"runtime", kRuntimeBytes, "always"});
    // What the placement leaves between buffers belongs to the workspace, so that the items add up to the
    // peak.
    std::int64_t sum = 0;
    for (const PlanItem& item : items)
        sum += item.bytes;
    items[6].bytes += layout.peakBytes() + kRuntimeBytes - sum;
    return items;
}

/// Checkpoints hold parameters and two moments; the result holds the parameters once more.
std::int64_t diskOf(const recipe::Recipe& recipe, const footprint::StepLayout& layout) {
    std::int64_t parameters = 0;
    for (const footprint::Parameter& parameter : layout.parameters())
        parameters += parameter.count * 4;
    const std::int64_t kept = recipe.saveTotalLimit + (recipe.keepBest ? 1 : 0) + 1;
    return parameters * (3 * kept + 1);
}

/// Nothing where the device was not measured.
std::optional<double> secondsPerToken(const families::ModelShape& shape,
                                      const footprint::StepSettings& settings,
                                      const devices::Measured& measured) {
    const auto& ofProducts =
        settings.formats.products == footprint::Products::Bf16 ? measured.bf16Gflops : measured.fp32Gflops;
    if (measured.fp32Gflops.value_or(0) <= 0 || ofProducts.value_or(0) <= 0)
        return std::nullopt;
    const TokenFlops flops = flopsPerToken(shape, settings);
    return (flops.products / *ofProducts + flops.others / *measured.fp32Gflops) / (1e9 * kReachedShare);
}

} // namespace

Plan makePlan(const PlanInputs& inputs) {
    Plan plan;
    plan.device = inputs.device.id;
    plan.budgetBytes =
        inputs.budgetBytes > 0
            ? inputs.budgetBytes
            : static_cast<std::int64_t>(kSafeShare * static_cast<double>(inputs.device.freeBytes));
    plan.products = productsFor(inputs.recipe.dtype, inputs.device.measured);
    const footprint::StepSettings settings =
        stepSettings(inputs.recipe, inputs.shape, inputs.adapters, inputs.data,
                     {inputs.stored, plan.products}, plan.budgetBytes);
    const footprint::StepLayout layout = footprint::layoutStep(inputs.shape, settings);
    plan.items = itemsOf(layout);
    plan.peakBytes = layout.peakBytes() + kRuntimeBytes;
    plan.fits = plan.peakBytes <= plan.budgetBytes;
    plan.checkpointing = settings.checkpointing == footprint::Checkpointing::EveryBlock;
    for (const footprint::Parameter& parameter : layout.parameters())
        plan.trainableParameters += parameter.count;
    plan.steps = inputs.data.steps;
    plan.diskBytes = diskOf(inputs.recipe, layout);
    if (const auto seconds = secondsPerToken(inputs.shape, settings, inputs.device.measured))
        plan.secondsPerStep =
            inputs.data.meanTokens * static_cast<double>(inputs.recipe.accumulation) * *seconds;
    if (!plan.fits)
        plan.suggestions = suggestionsFor(inputs, plan.budgetBytes);
    return plan;
}

Json planToJson(const Plan& plan) {
    Json items = Json::array();
    for (const PlanItem& item : plan.items)
        items.push_back({{"name", item.name}, {"bytes", item.bytes}, {"when", item.when}});
    Json suggestions = Json::array();
    for (const Suggestion& suggestion : plan.suggestions)
        suggestions.push_back({{"change", suggestion.code},
                               {"field", suggestion.field},
                               {"value", suggestion.value},
                               {"peak_bytes", suggestion.peakBytes},
                               {"slowdown", suggestion.slowdown}});
    const auto total = plan.secondsPerStep && plan.steps > 0
                           ? Json(*plan.secondsPerStep * static_cast<double>(plan.steps))
                           : Json(nullptr);
    return {{"device", plan.device},
            {"fits", plan.fits},
            {"peak_bytes", plan.peakBytes},
            {"budget_bytes", plan.budgetBytes},
            {"items", std::move(items)},
            {"seconds_per_step", plan.secondsPerStep ? Json(*plan.secondsPerStep) : Json(nullptr)},
            {"steps", plan.steps > 0 ? Json(plan.steps) : Json(nullptr)},
            {"seconds_total", total},
            {"disk_bytes", plan.diskBytes},
            {"dtype", footprint::productsName(plan.products)},
            {"gradient_checkpointing", plan.checkpointing},
            {"trainable_parameters", plan.trainableParameters},
            {"suggestions", std::move(suggestions)}};
}

} // namespace luthier::planning
