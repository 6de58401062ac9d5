#pragma once

#include "field.h"

#include <recipe/schema.h>

namespace luthier::recipes {

/// How much of the form somebody wants to see.
using recipe::Level;

/// The settings of the recipe's table that need nothing but their own value, for a part of the form and a
/// level, in their order. Those with one choice, or of a later version, are left out.
std::vector<const recipe::Setting*> plainSettings(Section section, Level level);

/// The control of a setting, by its kind.
Field* makeField(RecipePresenter& presenter, const recipe::Setting& setting);

/// How many columns it takes.
int columnsOf(const recipe::Setting& setting);

/// Whether the setting at a path has a meaning in the recipe; a path that is no setting always has.
bool isMeant(std::string_view path, const recipe::Recipe& recipe);

/// "0-3, 8" as numbers of blocks, and back; the empty list is every block. Nothing when it reads as neither.
std::optional<std::vector<std::int64_t>> blocksFrom(const QString& text);
QString blocksText(const std::vector<std::int64_t>& blocks);

/// "q_proj, v_proj" as a list of names.
Json namesFrom(const QString& text);

} // namespace luthier::recipes
