#include "adapter_targets.h"

#include <families/family.h>

#include <algorithm>

namespace luthier::preflight {
namespace {

using families::ModelShape;
using files::TargetModules;

std::string taskTypeOf(const ModelShape& shape) {
    return shape.head == families::Head::TextLabels            ? "SEQ_CLS"
           : shape.head == families::Head::TokenLabels         ? "TOKEN_CLS"
           : shape.kind == families::ModelKind::EncoderDecoder ? "SEQ_2_SEQ_LM"
           : shape.kind == families::ModelKind::Decoder        ? "CAUSAL_LM"
                                                               : "";
}

files::AdapterKind kindOf(recipe::MethodKind kind) {
    switch (kind) {
    case recipe::MethodKind::Ia3:
        return files::AdapterKind::Ia3;
    case recipe::MethodKind::Prompt:
        return files::AdapterKind::Prompt;
    case recipe::MethodKind::Prefix:
        return files::AdapterKind::Prefix;
    default:
        return files::AdapterKind::Lora;
    }
}

TargetModules modulesOf(const recipe::Modules& modules) {
    if (const auto* names = std::get_if<std::vector<std::string>>(&modules))
        return TargetModules::list(*names);
    return TargetModules::pattern(std::get<std::string>(modules));
}

/// Names rather than the shorthand: older readers of the adapter know lists only. Of IA³ they are PEFT's own
/// for the family, and every linear layer where it has none.
TargetModules targetsOf(const recipe::Method& method, const ModelShape& shape) {
    const auto* pattern = std::get_if<std::string>(&method.targetModules);
    if (!pattern || *pattern != "all-linear")
        return modulesOf(method.targetModules);
    const bool own = method.kind == recipe::MethodKind::Ia3 && !families::defaultIa3Targets(shape).empty();
    return TargetModules::list(own ? families::defaultIa3Targets(shape) : families::allLinearTargets(shape));
}

TargetModules feedForwardOf(const recipe::Method& method, const ModelShape& shape) {
    const auto* names = std::get_if<std::vector<std::string>>(&method.feedforwardModules);
    const auto* targets = std::get_if<std::string>(&method.targetModules);
    const bool open = names && names->empty() && targets && *targets == "all-linear";
    return open ? TargetModules::list(families::defaultIa3FeedForward(shape))
                : modulesOf(method.feedforwardModules);
}

std::vector<std::string> namesOf(const recipe::Modules& modules) {
    if (const auto* names = std::get_if<std::vector<std::string>>(&modules))
        return *names;
    return {std::get<std::string>(modules)};
}

} // namespace

Result<files::AdapterForm> adapterPlan(const recipe::Method& method, const ModelShape& shape,
                                       const std::string& baseModel) {
    if (method.kind == recipe::MethodKind::Full)
        return files::AdapterForm{};
    files::AdapterConfig config;
    config.kind = kindOf(method.kind);
    config.baseModel = baseModel;
    config.taskType = taskTypeOf(shape);
    config.fanInFanOut = shape.linearLayout == families::LinearLayout::InOut;
    config.modulesToSave = families::headModules(shape);
    for (const std::string& name : method.modulesToSave)
        if (std::find(config.modulesToSave.begin(), config.modulesToSave.end(), name) ==
            config.modulesToSave.end())
            config.modulesToSave.push_back(name);
    if (files::isOfVirtualTokens(config.kind)) {
        config.virtualTokens = method.numVirtualTokens;
        return files::formOf(config, shape);
    }
    config.targetModules = targetsOf(method, shape);
    config.excludeModules = modulesOf(method.excludeModules);
    if (config.kind == files::AdapterKind::Ia3) {
        config.feedforwardModules = feedForwardOf(method, shape);
        return files::formOf(config, shape);
    }
    config.r = method.r;
    config.loraAlpha = method.loraAlpha;
    config.loraDropout = method.loraDropout;
    config.useRslora = method.useRslora;
    config.useDora = method.useDora;
    config.bias = method.bias;
    config.loraBias = method.loraBias;
    if (!method.trainableTokenIndices.empty())
        config.trainableTokens = {{"", method.trainableTokenIndices}};
    config.layersToTransform = method.layersToTransform;
    config.layersPattern = namesOf(method.layersPattern);
    config.rankPattern = method.rankPattern;
    config.alphaPattern = method.alphaPattern;
    return files::formOf(config, shape);
}

} // namespace luthier::preflight
