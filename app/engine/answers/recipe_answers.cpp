#include "recipe_answers.h"

#include <preflight/check.h>
#include <preflight/open_recipe.h>
#include <texts/texts.h>

namespace luthier::engine_program {
namespace {

Json findingJson(const recipe::Finding& finding) {
    const auto& texts = texts::Texts::of(texts::languageFromEnvironment());
    Json parameters = Json::object();
    for (const auto& [key, value] : finding.parameters)
        parameters[key] = value;
    return {{"severity", recipe::severityName(finding.severity)},
            {"code", finding.code},
            {"field", finding.field},
            {"message", texts.sentence(finding.code, finding.parameters)},
            {"fix", finding.fix ? Json({{"field", finding.fix->field}, {"value", finding.fix->value}})
                                : Json(nullptr)},
            {"parameters", std::move(parameters)}};
}

} // namespace

Result<RecipeDocument> recipeDocument(const Json& fileOrRecipe) {
    if (fileOrRecipe.is_object())
        return RecipeDocument{fileOrRecipe, {}};
    if (!fileOrRecipe.is_string())
        return usageError("json.wrong_type")
            .with("field", "recipe")
            .with("expected", "object")
            .with("found", fileOrRecipe.type_name());
    const std::filesystem::path file(fileOrRecipe.get<std::string>());
    TRY(Json recipe, readJsonFile(file));
    return RecipeDocument{std::move(recipe), std::filesystem::absolute(file).parent_path()};
}

Result<Json> checkedRecipe(const RecipeDocument& document, project::Project* project, StopToken stop) {
    TRY(const auto read, preflight::checkRecipe(document.recipe, document.folder, project, stop));
    Json findings = Json::array();
    for (const recipe::Finding& finding : read.findings)
        findings.push_back(findingJson(finding));
    return Json{{"ok", !recipe::hasErrors(read.findings)}, {"findings", std::move(findings)}};
}

Result<Json> plannedRecipe(RecipeDocument document, const std::filesystem::path& project,
                           const std::string& model, std::int64_t deviceMemory) {
    if (!model.empty() && document.recipe.is_object())
        document.recipe["model"] = std::filesystem::absolute(model).string();
    TRY(const auto open, preflight::openRecipe(document.recipe, document.folder, project));
    TRY(const auto plan, preflight::planFor(open, deviceMemory));
    return planning::planToJson(plan);
}

} // namespace luthier::engine_program
