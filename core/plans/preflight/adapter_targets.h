#pragma once

#include <base/result.h>
#include <families/model_shape.h>
#include <files/adapter_config.h>
#include <methods/lora.h>
#include <recipe/recipe.h>

#include <string>
#include <vector>

namespace luthier::preflight {

/// The adapters of a run on a model: PEFT's config and each target.
struct AdapterPlan {
    files::AdapterConfig config;
    std::vector<files::AdapterTarget> targets;
    std::vector<families::WeightEntry> whole; ///< tensors that train whole beside them

    std::vector<methods::LoraTarget> lora() const;
};

/// Fails with adapter.no_target and the like (files::resolveTargets). Empty for full tuning.
Result<AdapterPlan> adapterPlan(const recipe::Method& method, const families::ModelShape& shape,
                                const std::string& baseModel);

/// The same from an adapter folder's own config.
Result<AdapterPlan> adapterPlan(const files::AdapterConfig& config, const families::ModelShape& shape);

} // namespace luthier::preflight
