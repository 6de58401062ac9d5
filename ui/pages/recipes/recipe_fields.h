#pragma once

#include <base/json.h>
#include <recipe/recipe.h>

#include <string>
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

/// Paths whose values in `document` are not those of `standard`. Lists and the length of the run count as one
/// value.
std::vector<std::string> differences(const Json& document, const Json& standard);

/// Paths whose values are not those of the defaults of the recipe's task and method. name, model and data
/// have no default.
std::vector<std::string> differingFields(const recipe::Recipe& recipe);

/// The part of the form that holds a field.
Section sectionOf(std::string_view path);

} // namespace luthier::recipes
