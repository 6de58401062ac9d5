#pragma once

#include <base/json.h>
#include <recipe/recipe.h>

#include <string_view>
#include <vector>

namespace luthier::recipes {

/// The parts of the form, in their order.
enum class Section { Model, Task, Method, Data, Optimizer, Schedule, Evaluation, Compute };
constexpr int kSections = 8;

/// The value at a dotted path ("tokens.max_length", "data.0.split"); null when there is none.
const Json* valueAt(const Json& document, std::string_view path);

/// Puts a value there, making objects on the way; false when the path leads through something else.
bool putValue(Json& document, std::string_view path, Json value);

/// Whether a path is that of a group or leads into it.
bool isWithin(std::string_view path, std::string_view group);

/// The groups of settings, or settings, that a part of the form holds, in its order.
std::vector<std::string_view> groupsOf(Section section);
/// The part of the form that holds a field.
Section sectionOf(std::string_view path);

/// The methods that this version takes, in the order of the table of settings.
std::vector<recipe::MethodKind> readyMethods();

} // namespace luthier::recipes
