#pragma once

#include "field.h"

#include <span>

namespace luthier::recipes {

/// How much of the form somebody wants to see.
enum class Level { Simple, Advanced };

enum class FieldKind { Whole, Real, Choice, Flag };

struct ChoiceRow {
    const char* key; // the value in the recipe; "true" and "false" of a Flag
    const char* text;
};

/// A setting that needs nothing but its own value: where it stands, what it is called, what it may be. A
/// setting of the recipe becomes part of the form by a row of the table.
struct FieldRow {
    Section section;
    const char* path;
    FieldKind kind;
    Level level;
    const char* caption;
    const char* help;
    double least = 0;
    double most = 0;
    std::span<const ChoiceRow> choices = {};
    /// Shown only while the field `onlyWhen` has the value `onlyValue` (empty: is absent); null: always.
    const char* onlyWhen = nullptr;
    const char* onlyValue = nullptr;
    int span = 1; // columns
};

/// All rows, in the order of the form.
std::span<const FieldRow> fieldRows();

/// The control of a row.
Field* makeField(RecipePresenter& presenter, const FieldRow& row);

/// Whether a row belongs to the form as the recipe is now.
bool isMeant(const FieldRow& row, const Json& recipe);

/// A text of the table in the window's language.
QString formText(const char* text);

} // namespace luthier::recipes
