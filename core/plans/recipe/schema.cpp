#include "schema.h"

#include "object_reader.h"

#include <algorithm>
#include <array>

namespace luthier::recipe {
namespace {

constexpr std::array<std::string_view, 10> kKinds = {
    "integer",       "number",        "boolean",         "string",          "choice",
    "list of names", "names or text", "list of numbers", "numbers by name", "own"};

template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>; // clang 14 asks for it

template <class Number>
Json patternToJson(const Pattern<Number>& pattern) {
    Json object = Json::object();
    for (const auto& [name, number] : pattern)
        object[name] = number;
    return object;
}

template <class T>
Json toJson(const T& value) {
    return value;
}
template <class T>
Json toJson(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}
template <class Number>
Json toJson(const Pattern<Number>& pattern) {
    return patternToJson(pattern);
}
Json toJson(const Modules& modules) {
    Json document;
    std::visit([&](const auto& value) { document = value; }, modules);
    return document;
}

/// What a condition compares: the name of a choice; of another setting whether it is set.
std::string_view conditionName(const Setting& setting, const Recipe& recipe) {
    if (const auto* field = std::get_if<EnumField>(&setting.place))
        return setting.choices.names[field->of(recipe)];
    return valueOf(setting, recipe).is_null() ? "unset" : "set";
}

/// Leaves of a document by their dotted names, without those that a row covers; lists are leaves.
void addUnknownLeaves(const Json& value, const std::string& path,
                      std::vector<std::pair<std::string, Json>>& leaves) {
    if (!path.empty() && settingAt(path))
        return;
    if (!value.is_object() || value.empty()) {
        leaves.emplace_back(path, value);
        return;
    }
    for (const auto& [key, inner] : value.items())
        addUnknownLeaves(inner, path.empty() ? key : path + "." + key, leaves);
}

/// The value that a frozen recipe has for a setting, whatever this version would take.
Json frozenValue(const Setting& setting, const Json& document, const Recipe& recipe) {
    const Json* group = groupOf(setting).empty() ? &document : member(document, groupOf(setting));
    if (const Json* value = group ? member(*group, keyOf(setting)) : nullptr)
        return *value;
    return writtenValue(setting, recipe).value_or(Json(nullptr));
}

bool allAlike(const std::vector<Json>& values) {
    return std::ranges::all_of(values, [&](const Json& value) { return value == values.front(); });
}

void addUnknownDifferences(std::span<const Json> documents, std::vector<Difference>& differences) {
    const std::size_t known = differences.size();
    for (std::size_t i = 0; i < documents.size(); ++i) {
        std::vector<std::pair<std::string, Json>> leaves;
        addUnknownLeaves(documents[i], {}, leaves);
        for (auto& [path, value] : leaves) {
            const auto isSame = [&named = path](const Difference& difference) {
                return difference.path == named;
            };
            auto found = std::find_if(differences.begin() + static_cast<std::ptrdiff_t>(known),
                                      differences.end(), isSame);
            if (found == differences.end())
                found = differences.insert(differences.end(), {path, std::vector<Json>(documents.size())});
            found->values[i] = std::move(value);
        }
    }
    std::erase_if(differences, [](const Difference& difference) { return allAlike(difference.values); });
}

} // namespace

const Setting* settingAt(std::string_view path) {
    const auto all = settings();
    const auto found = std::ranges::find(all, path, &Setting::path);
    return found == all.end() ? nullptr : &*found;
}

std::string_view groupOf(const Setting& setting) {
    const auto dot = setting.path.find('.');
    return dot == std::string_view::npos ? std::string_view() : setting.path.substr(0, dot);
}

std::string_view keyOf(const Setting& setting) {
    return setting.path.substr(setting.path.find('.') + 1);
}

Kind kindOf(const Setting& setting) {
    if (!setting.choices.names.empty())
        return Kind::Choice;
    return std::visit(Overloaded{[](const Irregular&) { return Kind::Own; },
                                 [](const EnumField&) { return Kind::Choice; },
                                 [](const Field<bool>&) { return Kind::Flag; },
                                 [](const Field<std::int64_t>&) { return Kind::Integer; },
                                 [](const Field<std::uint64_t>&) { return Kind::Integer; },
                                 [](const Field<std::optional<std::int64_t>>&) { return Kind::Integer; },
                                 [](const Field<double>&) { return Kind::Number; },
                                 [](const Field<std::optional<double>>&) { return Kind::Number; },
                                 [](const Field<std::string>&) { return Kind::Text; },
                                 [](const Field<std::optional<std::string>>&) { return Kind::Text; },
                                 [](const Field<Names>&) { return Kind::NameList; },
                                 [](const Field<Modules>&) { return Kind::ModuleList; },
                                 [](const Field<Layers>&) { return Kind::LayerList; },
                                 [](const Field<Pattern<std::int64_t>>&) { return Kind::NumberMap; },
                                 [](const Field<Pattern<double>>&) {
                                     return Kind::NumberMap;
                                 }},
                      setting.place);
}

std::string_view kindName(Kind kind) {
    return kKinds[static_cast<std::size_t>(kind)];
}

std::span<const std::string_view> readyNames(const Setting& setting) {
    return setting.choices.ready.empty() ? setting.choices.names : setting.choices.ready;
}

std::vector<std::string_view> laterNames(const Setting& setting) {
    const auto ready = readyNames(setting);
    std::vector<std::string_view> names;
    for (const auto& list : {setting.choices.names, setting.choices.later})
        for (const std::string_view name : list)
            if (std::ranges::find(ready, name) == ready.end())
                names.push_back(name);
    return names;
}

bool applies(const Setting& setting, const Recipe& recipe) {
    if (setting.when.path.empty())
        return true;
    const Setting* other = settingAt(setting.when.path);
    if (!other)
        return false;
    // A choice without a meaning gives none; a setting that has one while it is set asks of itself alone.
    if (other->when.path != other->path && !applies(*other, recipe))
        return false;
    const auto& values = setting.when.values;
    return std::ranges::find(values, conditionName(*other, recipe)) != values.end();
}

Json valueOf(const Setting& setting, const Recipe& recipe) {
    Json value = std::visit(
        Overloaded{[&](const Irregular& own) { return own.write(recipe); },
                   [&](const EnumField& field) { return Json(setting.choices.names[field.of(recipe)]); },
                   [&](const auto& field) {
                       return toJson(field.of(recipe));
                   }},
        setting.place);
    const bool empty =
        value.is_string() ? value.get_ref<const std::string&>().empty() : value.is_array() && value.empty();
    return setting.writing == Writing::OrNull && empty ? Json(nullptr) : value;
}

std::optional<Json> writtenValue(const Setting& setting, const Recipe& recipe) {
    if (!applies(setting, recipe))
        return std::nullopt;
    Json value = valueOf(setting, recipe);
    if (setting.writing == Writing::WhenSet && value.is_null())
        return std::nullopt;
    if (setting.writing == Writing::WhenOther &&
        value == valueOf(setting, defaultRecipe(recipe.task, recipe.method.kind)))
        return std::nullopt;
    return value;
}

void copySetting(const Setting& setting, const Recipe& from, Recipe& to) {
    std::visit(Overloaded{[&](const Irregular& own) {
                              const std::string key(keyOf(setting));
                              const Json document = {{key, own.write(from)}};
                              std::vector<Finding> none;
                              ObjectReader reader(document, {}, none);
                              own.read(reader, key, to);
                          },
                          [&](const EnumField& field) { field.put(to, field.of(from)); },
                          [&](const auto& field) {
                              field.in(to) = field.of(from);
                          }},
               setting.place);
}

std::vector<std::string> differingSettings(const Recipe& recipe) {
    const Recipe standard = defaultRecipe(recipe.task, recipe.method.kind);
    std::vector<std::string> paths;
    for (const Setting& setting : settings())
        if (setting.hasDefault)
            if (const auto value = writtenValue(setting, recipe);
                value && value != writtenValue(setting, standard))
                paths.emplace_back(setting.path);
    return paths;
}

std::vector<Difference> differencesOf(std::span<const Json> documents) {
    std::vector<Recipe> recipes;
    for (const Json& document : documents)
        recipes.push_back(readRecipe(document).recipe);
    std::vector<Difference> differences;
    for (const Setting& setting : settings()) {
        std::vector<Json> values;
        for (std::size_t i = 0; i < documents.size(); ++i)
            values.push_back(frozenValue(setting, documents[i], recipes[i]));
        if (!allAlike(values))
            differences.push_back({std::string(setting.path), std::move(values)});
    }
    addUnknownDifferences(documents, differences);
    return differences;
}

std::string captionCode(std::string_view path) {
    return "setting." + std::string(path);
}

std::string meaningCode(std::string_view path) {
    return captionCode(path) + ".meaning";
}

std::string choiceCode(std::string_view path, std::string_view choice) {
    return captionCode(path) + "." + std::string(choice);
}

std::string choiceMeaningCode(std::string_view path, std::string_view choice) {
    return meaningCode(std::string(path) + "." + std::string(choice));
}

} // namespace luthier::recipe
