#include "object_reader.h"
#include "schema.h"

#include <algorithm>

namespace luthier::recipe {
namespace {

constexpr std::string_view kOn = "on";
constexpr std::string_view kOff = "off";

/// The index of a choice's name; true and false stand for on and off where there are such, as in
/// TrainingArguments.
std::optional<std::size_t> readChoice(ObjectReader& reader, const Setting& setting) {
    const auto& names = setting.choices.names;
    const auto on = std::ranges::find(names, kOn), off = std::ranges::find(names, kOff);
    const Json* value = reader.take(keyOf(setting));
    if (value && value->is_boolean() && on != names.end() && off != names.end())
        return static_cast<std::size_t>((value->get<bool>() ? on : off) - names.begin());
    return reader.choice(keyOf(setting), names, readyNames(setting), setting.choices.later);
}

void readText(ObjectReader& reader, const Setting& setting, std::string& value) {
    if (setting.choices.names.empty())
        reader.text(keyOf(setting), value);
    else if (const auto index = readChoice(reader, setting))
        value = setting.choices.names[*index];
}

/// Reads the values of one setting, each kind of place in its way.
struct PlaceReader {
    ObjectReader& reader;
    const Setting& setting;
    Recipe& recipe;

    std::string_view key() const { return keyOf(setting); }

    void operator()(const Irregular& own) const { own.read(reader, key(), recipe); }
    void operator()(const EnumField& field) const {
        if (const auto index = readChoice(reader, setting))
            field.put(recipe, *index);
    }
    void operator()(const Field<bool>& field) const { reader.flag(key(), field.in(recipe)); }
    void operator()(const Field<std::int64_t>& field) const {
        reader.integer(key(), field.in(recipe), setting.bounds);
    }
    void operator()(const Field<std::uint64_t>& field) const {
        auto value = static_cast<std::int64_t>(field.of(recipe));
        reader.integer(key(), value, setting.bounds);
        field.in(recipe) = static_cast<std::uint64_t>(value);
    }
    void operator()(const Field<std::optional<std::int64_t>>& field) const {
        reader.optionalInteger(key(), field.in(recipe), setting.bounds);
    }
    void operator()(const Field<double>& field) const {
        reader.number(key(), field.in(recipe), setting.bounds);
    }
    void operator()(const Field<std::optional<double>>& field) const {
        reader.optionalNumber(key(), field.in(recipe), setting.bounds);
    }
    void operator()(const Field<std::string>& field) const { readText(reader, setting, field.in(recipe)); }
    void operator()(const Field<std::optional<std::string>>& field) const {
        reader.optionalText(key(), field.in(recipe));
    }
    void operator()(const Field<Names>& field) const {
        reader.names(key(), field.in(recipe), setting.bounds);
    }
    void operator()(const Field<Modules>& field) const {
        const Json* value = reader.take(key());
        if (value && value->is_string()) {
            field.in(recipe) = value->get<std::string>();
            return;
        }
        Names names;
        if (value && reader.names(key(), names, setting.bounds))
            field.in(recipe) = std::move(names);
    }
    void operator()(const Field<Layers>& field) const { reader.layers(key(), field.in(recipe)); }
    template <class Number>
    void operator()(const Field<Pattern<Number>>& field) const {
        reader.pattern(key(), field.in(recipe));
    }
};

/// A setting of a later version: only what it is without being given may stand there.
void readLater(ObjectReader& reader, const Setting& setting, Recipe& recipe) {
    Recipe asked = recipe;
    std::visit(PlaceReader{reader, setting, asked}, setting.place);
    if (const Json usual = valueOf(setting, recipe); valueOf(setting, asked) != usual)
        reader.notYet(keyOf(setting), usual);
}

void readSetting(ObjectReader& reader, const Setting& setting, Recipe& recipe) {
    if (setting.readiness == Readiness::Later)
        readLater(reader, setting, recipe);
    else
        std::visit(PlaceReader{reader, setting, recipe}, setting.place);
}

void readSettings(ObjectReader& reader, Recipe& recipe) {
    const auto all = settings();
    for (std::size_t first = 0; first < all.size();) {
        const std::string_view group = groupOf(all[first]);
        std::size_t end = first + 1;
        while (end < all.size() && groupOf(all[end]) == group)
            ++end;
        const auto rows = all.subspan(first, end - first);
        const auto read = [&](ObjectReader& object) {
            for (const Setting& setting : rows)
                readSetting(object, setting, recipe);
        };
        if (group.empty())
            read(reader);
        else
            reader.object(group, read);
        first = end;
    }
}

/// The defaults of the task and the method that the document names.
Recipe defaultsFor(const Json& document) {
    const auto named = [&](std::string_view path) {
        const Setting& setting = *settingAt(path);
        const Json* group = groupOf(setting).empty() ? &document : member(document, groupOf(setting));
        const Json* name = group ? member(*group, keyOf(setting)) : nullptr;
        const auto ready = readyNames(setting);
        return name && name->is_string() &&
                       std::ranges::find(ready, name->get_ref<const std::string&>()) != ready.end()
                   ? name->get<std::string>()
                   : std::string(ready.front());
    };
    return defaultRecipe(*taskNamed(named("task")), *methodNamed(named("method.type")));
}

std::string conditionText(const Condition& when) {
    std::string text(when.path);
    for (std::size_t i = 0; i < when.values.size(); ++i)
        text += (i == 0 ? " " : ", ") + std::string(when.values[i]);
    return text;
}

/// What is given and has no meaning here: told, and as if it had not been given. Where the setting that it
/// goes with was refused, that is told already.
void dropWithoutMeaning(Recipe& recipe, std::vector<Finding>& findings) {
    const Recipe standard = defaultRecipe(recipe.task, recipe.method.kind);
    const auto isRefused = [&findings](std::string_view path) {
        return std::ranges::any_of(findings, [&](const Finding& finding) {
            return finding.severity == Severity::Error && finding.field == path;
        });
    };
    for (const Setting& setting : settings()) {
        if (applies(setting, recipe) || valueOf(setting, recipe) == valueOf(setting, standard))
            continue;
        copySetting(setting, standard, recipe);
        if (isRefused(setting.when.path))
            continue;
        findings.push_back(
            {Severity::Note,
             "recipe.without_meaning",
             std::string(setting.path),
             {{"field", std::string(setting.path)}, {"condition", conditionText(setting.when)}},
             {}});
    }
}

Result<std::size_t> indexOf(std::string_view path, std::string_view name) {
    const Setting& setting = *settingAt(path);
    const Json document = {{std::string(groupOf(setting).empty() ? path : groupOf(setting)), name}};
    std::vector<Finding> findings;
    ObjectReader reader(document, "", findings);
    const std::string& field = document.begin().key();
    if (const auto index =
            reader.choice(field, setting.choices.names, readyNames(setting), setting.choices.later))
        return *index;
    return *firstError(findings);
}

} // namespace

ReadRecipe readRecipe(const Json& document) {
    ReadRecipe result;
    if (!document.is_object()) {
        result.findings.push_back(
            {Severity::Error,
             "recipe.wrong_type",
             "",
             {{"field", "recipe"}, {"expected", "object"}, {"found", document.type_name()}},
             {}});
        return result;
    }
    // Task and method come first: they decide the defaults of the rest.
    result.recipe = defaultsFor(document);
    ObjectReader reader(document, "", result.findings);
    readSettings(reader, result.recipe);
    reader.finish();
    dropWithoutMeaning(result.recipe, result.findings);
    for (Finding& finding : checkRecipe(result.recipe))
        result.findings.push_back(std::move(finding));
    return result;
}

Result<Recipe> recipeFromJson(const Json& document) {
    ReadRecipe read = readRecipe(document);
    if (auto error = firstError(read.findings))
        return *std::move(error);
    return std::move(read.recipe);
}

std::string_view taskName(Task task) {
    return settingAt("task")->choices.names[static_cast<std::size_t>(task)];
}
std::string_view methodName(MethodKind method) {
    return settingAt("method.type")->choices.names[static_cast<std::size_t>(method)];
}
std::string_view scheduleName(ScheduleKind kind) {
    return settingAt("schedule.type")->choices.names[static_cast<std::size_t>(kind)];
}

Result<Task> taskNamed(std::string_view name) {
    TRY(const std::size_t index, indexOf("task", name));
    return static_cast<Task>(index);
}

Result<MethodKind> methodNamed(std::string_view name) {
    TRY(const std::size_t index, indexOf("method.type", name));
    return static_cast<MethodKind>(index);
}

Result<QuantizationKind> quantizationNamed(std::string_view name) {
    TRY(const std::size_t index, indexOf("quantization.type", name));
    return static_cast<QuantizationKind>(index);
}

} // namespace luthier::recipe
