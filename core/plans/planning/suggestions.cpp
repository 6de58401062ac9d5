#include "suggestions.h"

#include <algorithm>

namespace luthier::planning {
namespace {

/// What a way to make it fit is paid with; the dearest last.
enum class Price { Speed, Quality, Rows };

/// A variant of the recipe and what it costs in speed.
struct Variant {
    std::string code;
    std::string field;
    Json value;
    recipe::Recipe recipe;
    double slowdown;
    Price price = Price::Speed;
};

std::vector<Variant> variantsOf(const recipe::Recipe& recipe, std::int64_t longestRow) {
    std::vector<Variant> variants;
    if (recipe.gradientCheckpointing == recipe::Checkpointing::Off) {
        recipe::Recipe changed = recipe;
        changed.gradientCheckpointing = recipe::Checkpointing::On;
        variants.push_back({"checkpointing", "compute.gradient_checkpointing", "on", changed, 1.33});
    }
    // An adapter's moments are few.
    if (recipe.method.kind == recipe::MethodKind::Full &&
        recipe.optimizer.kind == recipe::OptimizerKind::AdamW) {
        recipe::Recipe changed = recipe;
        changed.optimizer.kind = recipe::OptimizerKind::AdamW8bit;
        variants.push_back({"moments", "optimizer.type", "adamw_8bit", changed, 1.03});
    }
    for (std::int64_t batch = recipe.batchSize / 2; batch >= 1; batch /= 2) {
        recipe::Recipe changed = recipe;
        changed.batchSize = batch;
        variants.push_back({"batch", "batch.per_device_train_batch_size", batch, changed, 1.05});
    }
    for (std::int64_t length = recipe.tokens.maxLength / 2; length >= 64; length /= 2) {
        recipe::Recipe changed = recipe;
        changed.tokens.maxLength = length;
        variants.push_back({"length", "tokens.max_length", length, changed, 1.0,
                            length < longestRow ? Price::Rows : Price::Speed});
    }
    if (recipe.method.kind == recipe::MethodKind::Full) {
        recipe::Recipe changed = recipe;
        changed.method.kind = recipe::MethodKind::Lora;
        variants.push_back({"lora", "method.type", "lora", changed, 0.7, Price::Quality});
    }
    return variants;
}

/// The facts of the data under a changed recipe: smaller batches and sequences hold proportionally less,
/// where there are rows to fill them.
DataFacts scaled(const DataFacts& data, const recipe::Recipe& before, const recipe::Recipe& after) {
    const auto filled = [&](const recipe::Recipe& recipe) {
        const std::int64_t rows =
            data.sequences > 0 ? std::min(recipe.batchSize, data.sequences) : recipe.batchSize;
        return static_cast<double>(rows) *
               static_cast<double>(std::min(recipe.tokens.maxLength, data.longestRow));
    };
    const double share = filled(after) / filled(before);
    DataFacts facts = data;
    facts.longestRow = std::min(data.longestRow, after.tokens.maxLength);
    facts.mostTokens =
        std::max(facts.longestRow, static_cast<std::int64_t>(static_cast<double>(data.mostTokens) * share));
    facts.mostPairs = std::min(data.mostPairs, after.batchSize);
    facts.mostTargets = std::min(
        facts.mostTokens,
        std::max<std::int64_t>(1, static_cast<std::int64_t>(static_cast<double>(data.mostTargets) * share)));
    return facts;
}

} // namespace

std::vector<Suggestion> suggestionsFor(const PlanInputs& inputs, std::int64_t budgetBytes) {
    const footprint::NumberFormats formats = formatsOf(inputs);
    std::vector<std::pair<Price, Suggestion>> priced;
    for (const Variant& variant : variantsOf(inputs.recipe, inputs.data.longestRow)) {
        const methods::Adapting adapting = variant.code == "lora"
                                               ? loraOnEveryLinear(inputs.shape, variant.recipe.method.r)
                                               : inputs.adapting;
        const auto settings =
            stepSettings(variant.recipe, inputs.shape, adapting,
                         scaled(inputs.data, inputs.recipe, variant.recipe), formats, budgetBytes);
        const std::int64_t peak =
            compileStep(inputs.shape, settings).layout.buffers.peakBytes() + kRuntimeBytes;
        priced.push_back(
            {variant.price, {variant.code, variant.field, variant.value, peak, variant.slowdown}});
    }
    std::ranges::stable_sort(priced, {}, [&](const auto& each) {
        const Suggestion& suggestion = each.second;
        return std::tuple(suggestion.peakBytes > budgetBytes, each.first, suggestion.slowdown,
                          -suggestion.peakBytes);
    });
    std::vector<Suggestion> suggestions;
    for (auto& [price, suggestion] : priced)
        suggestions.push_back(std::move(suggestion));
    return suggestions;
}

} // namespace luthier::planning
