#include "adopting.h"

#include "key_rules.h"
#include "programs.h"
#include "yaml.h"

#include <base/files.h>
#include <recipe/schema.h>

#include <algorithm>
#include <array>

namespace luthier::adopting {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20;

/// What the recipe itself refuses is left, and is as the defaults have it.
void leaveRefused(Draft& draft, std::vector<AdoptedKey>& keys) {
    const Json standard = recipe::recipeToJson(draft.standard());
    const recipe::ReadRecipe read = recipe::readRecipe(draft.document());
    for (const recipe::Finding& finding : read.findings) {
        if (finding.severity != recipe::Severity::Error)
            continue;
        for (AdoptedKey& key : keys) {
            const recipe::Setting* setting = key.path.empty() ? nullptr : recipe::settingAt(key.path);
            if (!setting || finding.field.empty() || finding.field.rfind(key.path, 0) != 0)
                continue;
            const std::string name(recipe::keyOf(*setting));
            Json& there = groupOf(draft.document(), *setting);
            const Json* usual = valueIn(standard, *setting);
            if (usual)
                there[name] = *usual;
            else
                there.erase(name);
            draft.leave(key, finding.code);
            key.parameters = finding.parameters;
            key.path.clear();
            key.becomes = nullptr;
        }
    }
}

/// What a recipe does not say: nothing comes of the setting beside the others, or another key decides it.
void leaveWithoutEffect(const Json& document, std::vector<AdoptedKey>& keys) {
    const recipe::Recipe recipe = recipe::readRecipe(document).recipe;
    const auto withoutEffect = [&](const AdoptedKey& key) -> std::string_view {
        const recipe::Setting* setting = key.path.empty() ? nullptr : recipe::settingAt(key.path);
        if (!setting)
            return {};
        if (!recipe::applies(*setting, recipe))
            return "adopted.without_meaning";
        const Json* value = valueIn(document, *setting);
        const bool isPart = setting->path == "optimizer.betas"; // two keys make it
        return value && *value != key.becomes && !isPart ? "adopted.overruled" : std::string_view();
    };
    for (AdoptedKey& key : keys) {
        const std::string_view code = withoutEffect(key);
        if (code.empty())
            continue;
        key.path.clear();
        key.becomes = nullptr;
        if (key.wasGiven)
            Draft::leave(key, code);
        else
            Draft::passOver(key);
    }
}

} // namespace

std::string_view fateName(Fate fate) {
    constexpr std::array<std::string_view, 4> kNames = {"taken", "near", "idle", "left"};
    return kNames[static_cast<std::size_t>(fate)];
}

Result<Adopted> adopt(const Json& document, const std::filesystem::path& folder) {
    const auto program = programOf(document);
    if (!program)
        return refused("adopt.not_known");
    Json names = Json::object();
    Json keys = flattened(*program, document, names);
    for (auto& [key, value] : keys.items()) // as these programs read it
        for (const bool flag : {true, false})
            if (value == (flag ? "true" : "false") || value == (flag ? "True" : "False"))
                value = flag;
    std::vector<std::string> given;
    for (const auto& [key, value] : keys.items())
        if (!value.is_null())
            given.push_back(key);
    const Json defaults = defaultsOf(*program, keys);
    for (const auto& [key, value] : defaults.items())
        if (!member(keys, key))
            keys[key] = value;
    Draft draft(keys, folder);
    Adopted adopted{*program, {}, {}};
    // What the file says has the last word.
    for (const bool wasGiven : {false, true})
        for (const auto& [key, value] : keys.items()) {
            const bool isGiven = std::find(given.begin(), given.end(), key) != given.end();
            if (value.is_null() || isGiven != wasGiven)
                continue; // an empty key says nothing
            AdoptedKey one;
            one.key = stringAt(names, key, key).value_or(key);
            one.value = value;
            one.wasGiven = wasGiven;
            draft.take(one);
            adopted.keys.push_back(std::move(one));
        }
    leaveRefused(draft, adopted.keys);
    leaveWithoutEffect(draft.document(), adopted.keys);
    adopted.recipe = recipe::recipeToJson(recipe::readRecipe(draft.document()).recipe);
    return adopted;
}

Result<Adopted> adoptFile(const std::filesystem::path& file) {
    TRY(const std::string text, readFile(file, kMostBytes));
    const bool isYaml = file.extension() == ".yaml" || file.extension() == ".yml";
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    const bool isJson = !isYaml && first != std::string::npos && text[first] == '{';
    TRY(Json document, isJson ? parseJson(text, {}, file.string()) : readYaml(text, file.string()));
    auto adopted = adopt(document, file.parent_path());
    if (!adopted)
        return Error(adopted.error()).at(file.string());
    adopted->recipe["name"] = file.stem().string();
    return adopted;
}

Json toJson(const Adopted& adopted) {
    Json keys = Json::array();
    for (const AdoptedKey& key : adopted.keys)
        keys.push_back({{"key", key.key},
                        {"value", key.value},
                        {"given", key.wasGiven},
                        {"fate", fateName(key.fate)},
                        {"path", key.path.empty() ? Json(nullptr) : Json(key.path)},
                        {"becomes", key.becomes},
                        {"code", key.code.empty() ? Json(nullptr) : Json(key.code)}});
    return {{"program", programName(adopted.program)}, {"recipe", adopted.recipe}, {"keys", std::move(keys)}};
}

} // namespace luthier::adopting
