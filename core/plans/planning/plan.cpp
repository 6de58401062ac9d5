#include "plan.h"

#include "run_time.h"
#include "suggestions.h"

#include <algorithm>
#include <array>

namespace luthier::planning {
namespace {

/// The most that a part takes at any phase of a step.
std::int64_t mostOf(const footprint::StepLayout& layout, footprint::Part part) {
    std::vector<std::int64_t> alive(static_cast<std::size_t>(layout.phases()));
    for (const footprint::Buffer& buffer : layout.buffers())
        for (int phase = buffer.first; buffer.part == part && phase <= buffer.last && phase < layout.phases();
             ++phase)
            alive[static_cast<std::size_t>(phase)] += buffer.bytes;
    return alive.empty() ? 0 : *std::max_element(alive.begin(), alive.end());
}

std::vector<PlanItem> itemsOf(const footprint::StepLayout& layout, const BesideStep& beside) {
    using footprint::Part;
    std::vector<PlanItem> items;
    for (const Part part : {Part::Weights, Part::Adapters, Part::Gradients, Part::Optimizer,
                            Part::Activations, Part::Logits, Part::Workspace}) {
        const bool always = part == Part::Weights || part == Part::Adapters || part == Part::Gradients ||
                            part == Part::Optimizer;
        items.push_back({std::string(footprint::partName(part)), layout.partBytes(part),
                         always ? "always" : "step", mostOf(layout, part)});
    }
    items.push_back({"runtime", kRuntimeBytes, "always", kRuntimeBytes});
    // What the placement leaves between buffers belongs to the workspace, so that the items add up to the
    // peak.
    std::int64_t sum = 0;
    for (const PlanItem& item : items)
        sum += item.bytes;
    items[6].bytes += layout.peakBytes() + kRuntimeBytes - sum;
    items[6].mostBytes = std::max(items[6].mostBytes, items[6].bytes);
    items.push_back({"rows", beside.rows, "always", beside.rows});
    items.push_back({"samples", beside.samples, "samples", beside.samples});
    return items;
}

/// Checkpoints hold parameters and what the optimiser keeps of them, one of them while it is written beside
/// those that are kept; the result holds the parameters once more. And the frozen rows.
std::int64_t diskOf(const PlanInputs& inputs, const footprint::StepLayout& layout,
                    footprint::Optimizer optimizer) {
    const recipe::Recipe& recipe = inputs.recipe;
    std::int64_t parameters = 0;
    for (const footprint::Parameter& parameter : layout.parameters())
        parameters += parameter.count * 4;
    std::int64_t checkpoint = parameters;
    for (const footprint::OptimizerState& state : footprint::statesOf(optimizer))
        for (const footprint::StatePiece& piece : footprint::piecesOf(state, layout.parameters()))
            checkpoint += piece.count * state.elementBytes;
    std::int64_t kept = recipe.saveTotalLimit + (recipe.keepBest ? 1 : 0) + 1;
    if (inputs.data.steps > 0) {
        // A short run does not write so many: one at each save, each better validation, and the end.
        const std::int64_t saved = recipe.saveSteps > 0 ? inputs.data.steps / recipe.saveSteps : 0;
        const std::int64_t validated =
            recipe.keepBest && recipe.evalSteps > 0 ? inputs.data.steps / recipe.evalSteps : 0;
        kept = std::min(kept, saved + validated + 1);
    }
    return checkpoint * kept + parameters + inputs.data.rowBytes;
}

} // namespace

BesideStep besideStep(const recipe::Recipe& recipe, const families::ModelShape& shape,
                      const methods::Adapting& adapting, const StepSettings& settings, std::int64_t rowBytes,
                      std::int64_t validationRows) {
    constexpr std::int64_t kPromptTokens = 512; // the decoder takes longer prompts in pieces
    BesideStep beside{rowBytes, 0};
    if (!shape.writesText() || recipe.samplePrompts == 0 || recipe.evalSteps == 0 || validationRows == 0)
        return beside;
    GenerationSettings generation;
    generation.cacheTokens = settings.longestRow + kSampleTokens; // virtual ones among them
    generation.promptTokens = std::min(kPromptTokens, generation.cacheTokens);
    generation.sourceTokens = settings.longestSource;
    generation.formats = settings.formats;
    if (recipe.method.kind == recipe::MethodKind::Full)
        generation.formats.stored = footprint::Stored::Fp32; // what trains, read where it lies
    else
        generation.method = adapting(0.0);
    const footprint::StepLayout layout = compileGeneration(shape, generation).layout.buffers;
    beside.samples = layout.peakBytes() - layout.partBytes(footprint::Part::Weights);
    // The adapters are handed over as a copy.
    for (const footprint::Parameter& parameter : layout.parameters())
        beside.samples += parameter.count * 4;
    return beside;
}

Plan makePlan(const PlanInputs& inputs) {
    Plan plan;
    plan.device = inputs.device.id;
    plan.budgetBytes =
        inputs.budgetBytes > 0
            ? inputs.budgetBytes
            : static_cast<std::int64_t>(kSafeShare * static_cast<double>(inputs.device.freeBytes));
    plan.products = productsFor(inputs.recipe.dtype, inputs.device.measured);
    const StepSettings settings = stepSettings(inputs.recipe, inputs.shape, inputs.adapting, inputs.data,
                                               formatsOf(inputs), plan.budgetBytes);
    plan.step = compileStep(inputs.shape, settings);
    const footprint::StepLayout& layout = plan.step.layout.buffers;
    const BesideStep beside = besideStep(inputs.recipe, inputs.shape, inputs.adapting, settings,
                                         inputs.data.rowBytes, inputs.data.validationRows);
    plan.items = itemsOf(layout, beside);
    plan.peakBytes = layout.peakBytes() + kRuntimeBytes + beside.rows + beside.samples;
    plan.fits = plan.peakBytes <= plan.budgetBytes;
    plan.checkpointing = settings.checkpointing == lowering::Checkpointing::EveryLayer;
    for (const footprint::Parameter& parameter : layout.parameters())
        plan.trainableParameters += parameter.count;
    plan.steps = inputs.data.steps;
    plan.diskBytes = diskOf(inputs, layout, settings.optimizer);
    if (const auto time = runTime(inputs, plan.step)) {
        plan.secondsPerStep = time->secondsPerStep;
        if (plan.steps > 0) {
            plan.validationSeconds = time->validationSeconds;
            plan.secondsTotal = time->seconds;
        }
    }
    if (!plan.fits)
        plan.suggestions = suggestionsFor(inputs, plan.budgetBytes);
    return plan;
}

Json planToJson(const Plan& plan) {
    Json items = Json::array();
    for (const PlanItem& item : plan.items)
        items.push_back({{"name", item.name},
                         {"bytes", item.bytes},
                         {"when", item.when},
                         {"most_bytes", item.mostBytes}});
    Json suggestions = Json::array();
    for (const Suggestion& suggestion : plan.suggestions)
        suggestions.push_back({{"change", suggestion.code},
                               {"field", suggestion.field},
                               {"value", suggestion.value},
                               {"peak_bytes", suggestion.peakBytes},
                               {"slowdown", suggestion.slowdown}});
    const auto orNull = [](const std::optional<double>& value) {
        return value ? Json(*value) : Json(nullptr);
    };
    return {{"device", plan.device},
            {"fits", plan.fits},
            {"peak_bytes", plan.peakBytes},
            {"budget_bytes", plan.budgetBytes},
            {"items", std::move(items)},
            {"seconds_per_step", orNull(plan.secondsPerStep)},
            {"steps", plan.steps > 0 ? Json(plan.steps) : Json(nullptr)},
            {"seconds_total", orNull(plan.secondsTotal)},
            {"validation_seconds", orNull(plan.validationSeconds)},
            {"disk_bytes", plan.diskBytes},
            {"dtype", footprint::productsName(plan.products)},
            {"gradient_checkpointing", plan.checkpointing},
            {"trainable_parameters", plan.trainableParameters},
            {"suggestions", std::move(suggestions)}};
}

} // namespace luthier::planning
