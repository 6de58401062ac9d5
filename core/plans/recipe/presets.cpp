#include "presets.h"

#include <algorithm>
#include <array>

namespace luthier::recipe {
namespace {

constexpr std::array<std::string_view, 3> kNames = {"quick", "balanced", "thorough"};

/// A look at whether it works at all: few steps, small adapters.
void makeQuick(Recipe& recipe) {
    recipe.method.r = 8;
    recipe.method.loraAlpha = 16;
    recipe.tokens.maxLength = 256;
    recipe.schedule.warmupSteps = 3;
    recipe.accumulation = 1;
    recipe.maxSteps = 30;
    recipe.evalSteps = 10;
    recipe.samplePrompts = std::min<std::int64_t>(recipe.samplePrompts, 2);
    recipe.saveSteps = 15;
    recipe.saveTotalLimit = 1;
}

/// More capacity at a lower rate, and an end when validation stops improving.
void makeThorough(Recipe& recipe) {
    recipe.method.r = 32;
    recipe.method.loraAlpha = 64;
    recipe.method.loraDropout = 0.05;
    recipe.tokens.maxLength = 1024;
    recipe.optimizer.learningRate /= 2;
    recipe.schedule.kind = ScheduleKind::Cosine;
    recipe.schedule.warmupSteps = 20;
    recipe.epochs = 5;
    recipe.samplePrompts = recipe.samplePrompts > 0 ? 5 : 0;
    recipe.earlyStoppingPatience = recipe.validation.empty() ? 0 : 5;
}

} // namespace

std::span<const std::string_view> presetNames() {
    return kNames;
}
std::string_view presetName(Preset preset) {
    return kNames[static_cast<std::size_t>(preset)];
}

void applyPreset(Preset preset, Recipe& recipe) {
    Recipe made = defaultRecipe(recipe.task, recipe.method.kind);
    made.name = recipe.name;
    made.model = recipe.model;
    made.data = recipe.data;
    made.validation = recipe.validation;
    made.method.targetModules = recipe.method.targetModules;
    made.method.layersToTransform = recipe.method.layersToTransform;
    made.method.trainableTokenIndices = recipe.method.trainableTokenIndices;
    made.method.initAdapter = recipe.method.initAdapter;
    made.quantization = recipe.quantization;
    made.chatTemplate = recipe.chatTemplate;
    made.tokens.lossTurns = recipe.tokens.lossTurns;
    made.tokens.assistantOnlyLoss = recipe.tokens.assistantOnlyLoss;
    made.labels = recipe.labels;
    made.device = recipe.device;
    made.dtype = recipe.dtype;
    made.weights = recipe.weights;
    made.activations = recipe.activations;
    made.gradientCheckpointing = recipe.gradientCheckpointing;
    made.seed = recipe.seed;
    if (preset == Preset::Quick)
        makeQuick(made);
    else if (preset == Preset::Thorough)
        makeThorough(made);
    recipe = std::move(made);
}

} // namespace luthier::recipe
