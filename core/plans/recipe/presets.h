#pragma once

#include "recipe.h"

#include <span>
#include <string_view>

namespace luthier::recipe {

/// A set of settings under one name: how long and how carefully a run learns.
enum class Preset { Quick, Balanced, Thorough };

/// quick, balanced, thorough.
std::span<const std::string_view> presetNames();
std::string_view presetName(Preset preset);

/// Gives `recipe` the settings of the preset. What the run is about stays: name, model, task, data,
/// validation, kind of method with its layers and start, labels, template, number formats, compute and seed.
/// Early stopping is asked for only with validation data.
void applyPreset(Preset preset, Recipe& recipe);

} // namespace luthier::recipe
