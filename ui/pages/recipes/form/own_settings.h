#pragma once

#include "field.h"

#include <bridge/model_catalog.h>
#include <devices/devices.h>

namespace luthier::recipes {

// Settings whose choices depend on more than their own value.

/// The model: those of the catalog that can be used.
PickSetting* makeModelSetting(RecipePresenter& recipe, bridge::ModelCatalog& catalog);
/// The template: the model's, one of those that it has by name, one of ours, or a file that `askFile` asks
/// for.
PickSetting* makeTemplateSetting(RecipePresenter& recipe, std::function<QStringList()> named,
                                 std::function<void()> askFile);
/// Which tokens are learnt: two fields of the recipe as one question.
PickSetting* makeLossSetting(RecipePresenter& recipe);
/// Where adapters go; `usual` gives the layers that PEFT takes for the model's family.
PickSetting* makeTargetsSetting(RecipePresenter& recipe, std::function<QStringList()> usual);
TextSetting* makeTargetNamesSetting(RecipePresenter& recipe);
/// One of the two betas, which are one list in the recipe.
NumberSetting* makeBetaSetting(RecipePresenter& recipe, int which);
/// Whether the run's length counts epochs or steps.
PickSetting* makeDurationSetting(RecipePresenter& recipe);
PickSetting* makeDeviceSetting(RecipePresenter& recipe,
                               std::function<std::vector<devices::DeviceFacts>()> devices);

} // namespace luthier::recipes
