#pragma once

#include <base/result.h>
#include <families/model_shape.h>
#include <files/adapter_config.h>
#include <footprint/step_layout.h>
#include <recipe/recipe.h>

#include <string>
#include <vector>

namespace luthier::preflight {

/// The adapters of a run on a model: PEFT's config, each target, and the slot that footprint and engine know
/// it by.
struct AdapterPlan {
    files::AdapterConfig config;
    std::vector<files::AdapterTarget> targets;
    std::vector<footprint::AdapterSlot> slots;
    std::vector<double> scaling;
};

/// Fails with adapter.no_target and the like (files::resolveTargets). Empty for full tuning.
Result<AdapterPlan> adapterPlan(const recipe::Method& method, const families::ModelShape& shape,
                                const std::string& baseModel);

/// The same from an adapter folder's own config.
Result<AdapterPlan> adapterPlan(const files::AdapterConfig& config, const families::ModelShape& shape);

} // namespace luthier::preflight
