#include "adapter_targets.h"

#include <families/family.h>
#include <files/adapter_folder.h>
#include <methods/whole.h>

namespace luthier::preflight {

std::vector<methods::LoraTarget> AdapterPlan::lora() const {
    std::vector<methods::LoraTarget> all;
    for (const files::AdapterTarget& target : targets)
        all.push_back(target.asLora());
    return all;
}

Result<AdapterPlan> adapterPlan(const files::AdapterConfig& config, const families::ModelShape& shape) {
    AdapterPlan plan;
    plan.config = config;
    TRY(plan.targets, files::resolveTargets(config, shape));
    // What trains whole carries no adapter: PEFT leaves the head of labels out, and what is new is head as
    // well.
    std::erase_if(plan.targets, [&](const files::AdapterTarget& target) {
        return methods::isWithin(target.module.weight, config.modulesToSave);
    });
    if (plan.targets.empty())
        return refused("adapter.no_target");
    TRY(plan.whole, files::wholeTensorsOf(config, shape));
    return plan;
}

Result<AdapterPlan> adapterPlan(const recipe::Method& method, const families::ModelShape& shape,
                                const std::string& baseModel) {
    if (method.kind == recipe::MethodKind::Full)
        return AdapterPlan{};
    files::AdapterConfig config;
    config.baseModel = baseModel;
    config.r = method.r;
    config.loraAlpha = method.loraAlpha;
    config.loraDropout = method.loraDropout;
    config.useRslora = method.useRslora;
    config.fanInFanOut = shape.linearLayout == families::LinearLayout::InOut;
    config.layersToTransform = method.layersToTransform;
    config.rankPattern = method.rankPattern;
    config.alphaPattern = method.alphaPattern;
    config.taskType = shape.head == families::Head::TextLabels            ? "SEQ_CLS"
                      : shape.head == families::Head::TokenLabels         ? "TOKEN_CLS"
                      : shape.kind == families::ModelKind::EncoderDecoder ? "SEQ_2_SEQ_LM"
                      : shape.kind == families::ModelKind::Decoder        ? "CAUSAL_LM"
                                                                          : "";
    config.modulesToSave = families::headModules(shape);
    if (const auto* names = std::get_if<std::vector<std::string>>(&method.targetModules))
        config.targetModules = files::TargetModules::list(*names);
    else if (const auto& pattern = std::get<std::string>(method.targetModules); pattern == "all-linear")
        // Names rather than the shorthand: older readers of the adapter know lists only.
        config.targetModules = files::TargetModules::list(families::allLinearTargets(shape));
    else
        config.targetModules = files::TargetModules::pattern(pattern);
    return adapterPlan(config, shape);
}

} // namespace luthier::preflight
