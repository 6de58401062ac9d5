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
            const std::string group(recipe::groupOf(*setting));
            const std::string name(recipe::keyOf(*setting));
            Json& there = group.empty() ? draft.document() : draft.document()[group];
            const Json* usual = group.empty()             ? member(standard, name)
                                : member(standard, group) ? member(*member(standard, group), name)
                                                          : nullptr;
            if (usual)
                there[name] = *usual;
            else
                there.erase(name);
            draft.leave(key, finding.code);
            key.path.clear();
            key.becomes = nullptr;
        }
    }
}

/// A setting without a meaning beside the others changes nothing.
void passOverMeaningless(const Json& document, std::vector<AdoptedKey>& keys) {
    const recipe::Recipe recipe = recipe::readRecipe(document).recipe;
    for (AdoptedKey& key : keys)
        if (const recipe::Setting* setting = key.path.empty() ? nullptr : recipe::settingAt(key.path);
            setting && !recipe::applies(*setting, recipe)) {
            Draft::passOver(key);
            key.path.clear();
            key.becomes = nullptr;
            key.code.clear();
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
    for (const auto& [key, value] : keys.items()) {
        if (value.is_null())
            continue; // an empty key says nothing
        AdoptedKey one;
        one.key = stringAt(names, key, key).value_or(key);
        one.value = value;
        one.wasGiven = std::find(given.begin(), given.end(), key) != given.end();
        draft.take(one);
        adopted.keys.push_back(std::move(one));
    }
    leaveRefused(draft, adopted.keys);
    passOverMeaningless(draft.document(), adopted.keys);
    adopted.recipe = recipe::recipeToJson(recipe::readRecipe(draft.document()).recipe);
    return adopted;
}

Result<Adopted> adoptFile(const std::filesystem::path& file) {
    TRY(const std::string text, readFile(file, kMostBytes));
    const bool isJson = text.find_first_not_of(" \t\r\n") != std::string::npos &&
                        text[text.find_first_not_of(" \t\r\n")] == '{';
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
