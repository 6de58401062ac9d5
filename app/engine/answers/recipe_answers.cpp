#include "recipe_answers.h"

#include <planning/timeline.h>
#include <preflight/check.h>
#include <program/listing.h>
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

Json rowsJson(const std::optional<preflight::RunRows>& rows) {
    if (!rows)
        return nullptr;
    const examples::RowCounts counts = rows->trainCounts();
    Json document = examples::toJson(counts);
    document["left_out"] = counts.leftOut();
    document["ask"] = preflight::isAskedAbout(counts);
    return document;
}

Json countingJson(const std::optional<Progress>& counting) {
    return counting ? Json({{"done", counting->done}, {"total", counting->total}}) : Json(nullptr);
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

Result<Json> checkedRecipe(const RecipeDocument& document, project::Project* project,
                           preflight::Workshop& workshop, preflight::Waiting waiting, StopToken stop,
                           ProgressSink& progress) {
    TRY(const auto checked, preflight::checkRecipe({document.recipe, document.folder, project, waiting},
                                                   workshop, std::move(stop), progress));
    Json findings = Json::array();
    for (const recipe::Finding& finding : checked.findings)
        findings.push_back(findingJson(finding));
    return Json{{"ok", !recipe::hasErrors(checked.findings)},
                {"findings", std::move(findings)},
                {"rows", rowsJson(checked.rows)},
                {"counting", countingJson(checked.counting)}};
}

Result<Json> plannedRecipe(PlanRequest request, preflight::Workshop& workshop, preflight::Waiting waiting,
                           StopToken stop, ProgressSink& progress) {
    RecipeDocument& document = request.recipe;
    if (!request.model.empty() && document.recipe.is_object())
        document.recipe["model"] = std::filesystem::absolute(request.model).string();
    TRY(const auto open, preflight::openRecipe(document.recipe, document.folder, request.project, workshop));
    preflight::CountedRun counted;
    if (!request.project.empty()) {
        TRY(const auto project, workshop.projects().take(request.project));
        TRY(counted, preflight::countKnownRows(*project, open, workshop, waiting, std::move(stop), progress));
    }
    TRY(const auto plan,
        preflight::planFor(open, counted.rows ? std::optional(counted.rows->facts) : std::nullopt,
                           request.deviceMemory));
    Json planned = planning::planToJson(plan);
    planned["timeline"] = planning::timelineToJson(planning::timelineOf(plan.step));
    if (request.program)
        planned["program"] = program::listingOf(plan.step.program);
    planned["rows"] = rowsJson(counted.rows);
    planned["counting"] = countingJson(counted.counting);
    return planned;
}

} // namespace luthier::engine_program
