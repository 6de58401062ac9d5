#pragma once

#include "bounds.h"
#include "places.h"
#include "recipe.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::recipe {

/// The names that a choice may have: all of them in the order of its enumeration, those that this version
/// takes (none given: all), and further ones of later versions.
struct Choices {
    std::span<const std::string_view> names = {};
    std::span<const std::string_view> ready = {};
    std::span<const std::string_view> later = {};
};

/// A setting has a meaning only while the setting `path` has one of `values`: names of a choice, "set" or
/// "unset" of another. Without a path: always.
struct Condition {
    std::string_view path = {};
    std::span<const std::string_view> values = {};
};

/// When a setting that has a meaning is written: always; with null for an unset or empty value; only when it
/// is set; only when it is not as the defaults have it.
enum class Writing { Always, OrNull, WhenSet, WhenOther };

/// Later: any other value than the default is of a later version (usage.not_yet).
enum class Readiness { Ready, Later };

/// Who wants to see a setting.
enum class Level { Simple, Advanced };

/// What a value looks like in a document.
enum class Kind { Integer, Number, Flag, Text, Choice, NameList, ModuleList, LayerList, NumberMap, Own };

/// One setting of a recipe: reader, writer, comparison, form and command line go by these rows.
struct Setting {
    std::string_view path; ///< "tokens.max_length"
    Place place;
    Bounds bounds = {};
    Choices choices = {};
    Condition when = {};
    Writing writing = Writing::Always;
    Readiness readiness = Readiness::Ready;
    Level level = Level::Simple;
    std::string_view peers = {}; ///< its names in other programs, with blanks between
    bool hasDefault = true;      ///< false: what a run is about; a recipe without it is not complete
};

/// All settings in the order of a document; those of a group stand together.
std::span<const Setting> settings();
const Setting* settingAt(std::string_view path);

/// "tokens" and "max_length" of "tokens.max_length"; the group of a top-level setting is empty.
std::string_view groupOf(const Setting& setting);
std::string_view keyOf(const Setting& setting);

Kind kindOf(const Setting& setting);
/// "integer", "choice", "list of names", …
std::string_view kindName(Kind kind);
/// The choices that this version takes; those that it knows of and refuses.
std::span<const std::string_view> readyNames(const Setting& setting);
std::vector<std::string_view> laterNames(const Setting& setting);

/// Whether the setting has a meaning in this recipe.
bool applies(const Setting& setting, const Recipe& recipe);
/// Its value as a document holds it; null: unset.
Json valueOf(const Setting& setting, const Recipe& recipe);
/// The same where it is written at all.
std::optional<Json> writtenValue(const Setting& setting, const Recipe& recipe);
/// Gives `to` the value that `from` has.
void copySetting(const Setting& setting, const Recipe& from, Recipe& to);

/// Paths of the written settings that are not as the defaults of the recipe's task and method have them.
std::vector<std::string> differingSettings(const Recipe& recipe);

/// A setting that documents do not all have alike, with its value in each; null: it has none there.
struct Difference {
    std::string path;
    std::vector<Json> values;
};

/// What differs between recipes as they were frozen, in the order of the table: a setting that a document
/// leaves out is as the defaults of its task and method have it. Keys that no row knows come last.
std::vector<Difference> differencesOf(std::span<const Json> documents);

/// The codes of its texts (module `texts`): what it is called, what it means, what a choice of it is called,
/// and (of methods) what that choice comes to.
std::string captionCode(std::string_view path);
std::string meaningCode(std::string_view path);
std::string choiceCode(std::string_view path, std::string_view choice);
std::string choiceMeaningCode(std::string_view path, std::string_view choice);

} // namespace luthier::recipe
