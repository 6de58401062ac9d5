#pragma once

#include <base/result.h>
#include <families/model_shape.h>
#include <files/adapter_form.h>
#include <recipe/recipe.h>

#include <string>

namespace luthier::preflight {

/// The adapter of a run on a model: PEFT's config, what it does and its tensors. Fails as files::formOf does.
/// Without tensors for full tuning.
Result<files::AdapterForm> adapterPlan(const recipe::Method& method, const families::ModelShape& shape,
                                       const std::string& baseModel);

} // namespace luthier::preflight
