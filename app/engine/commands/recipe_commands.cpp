#include "commands.h"

#include "run_preparation.h"

#include <command_line/table.h>
#include <dataset/catalog.h>
#include <files/model_folder.h>
#include <project/recipes.h>

#include <algorithm>

namespace luthier::engine_program {

using command_line::Session;

namespace {

struct RecipeArguments {
    std::string task = "sft";
    std::string method = "lora";
    std::string model;
    std::string project;
    std::string file;
    std::int64_t deviceMemory = 0;
};

Result<int> printDefault(Session& session, const RecipeArguments& arguments) {
    TRY(const auto task, recipe::taskNamed(arguments.task));
    TRY(const auto method, recipe::methodNamed(arguments.method));
    recipe::Recipe recipe = recipe::defaultRecipe(task, method);
    if (!arguments.model.empty()) {
        TRY(const auto folder, files::ModelFolder::open(arguments.model));
        if (!folder.shape())
            return folder.shape().error();
        recipe.model.path = arguments.model;
        recipe.tokens.maxLength = std::min<std::int64_t>(recipe.tokens.maxLength, folder.shape()->maxPositions);
    }
    const Json document = recipe::recipeToJson(recipe);
    session.wantsJson() ? session.printJson(document) : session.printRaw(dumpJson(document, 2) + "\n");
    return 0;
}

Result<int> save(Session& session, const RecipeArguments& arguments) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadWrite));
    TRY(const Json document, readJsonFile(arguments.file));
    TRY(const auto recipe, recipe::recipeFromJson(document));
    TRY(const auto saved, project::saveRecipe(project.database(), recipe.name, recipe::recipeToJson(recipe)));
    const Json answer = {{"recipe", saved.name}, {"revision", saved.revision}};
    session.wantsJson() ? session.printJson(answer) : session.printLine(saved.name + ", revision " + std::to_string(saved.revision));
    return 0;
}

Result<int> list(Session& session, const RecipeArguments& arguments) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadOnly));
    TRY(const auto all, project::listRecipes(project.database()));
    Json recipes = Json::array();
    command_line::Table table({"recipe", "revision", "saved"});
    for (const auto& entry : all) {
        recipes.push_back({{"name", entry.name}, {"revision", entry.revision}, {"saved_at", entry.savedAt}});
        table.add({entry.name, std::to_string(entry.revision), entry.savedAt});
    }
    session.wantsJson() ? session.printJson({{"recipes", std::move(recipes)}}) : session.printRaw(table.text());
    return 0;
}

/// Datasets and splits that the recipe names must be there.
Status checkSources(project::Project& project, const recipe::Recipe& recipe, std::vector<recipe::Finding>& findings) {
    for (const auto& [group, sources] : {std::pair{"data", &recipe.data}, {"validation", &recipe.validation}}) {
        for (std::size_t i = 0; i < sources->size(); ++i) {
            const recipe::DataSource& source = (*sources)[i];
            const std::string field = std::string(group) + "." + std::to_string(i);
            const auto facts = dataset::findDataset(project.database(), source.dataset);
            if (!facts) {
                findings.push_back({recipe::Severity::Error, "recipe.no_dataset", field + ".dataset", {{"dataset", source.dataset}}, {}});
                continue;
            }
            if (!source.split)
                continue;
            TRY(const auto splits, dataset::splitCounts(project.database(), facts->id));
            const bool there = std::any_of(splits.begin(), splits.end(), [&](const auto& split) { return split.name == *source.split && split.rows > 0; });
            if (!there)
                findings.push_back({recipe::Severity::Error, "recipe.no_split", field + ".split", {{"dataset", source.dataset}, {"split", *source.split}}, {}});
        }
    }
    return {};
}

Result<int> check(Session& session, const RecipeArguments& arguments) {
    TRY(const Json document, readJsonFile(arguments.file));
    recipe::ReadRecipe read = recipe::readRecipe(document);
    if (!arguments.project.empty()) {
        TRY(auto project, openProject(arguments.project, project::Access::ReadOnly));
        TRY_VOID(checkSources(project, read.recipe, read.findings));
        if (!recipe::hasErrors(read.findings)) {
            const auto open = openRecipe(arguments.file, project.folder());
            if (!open)
                read.findings.push_back({recipe::Severity::Error, open.error().code(), "model", open.error().parameters(), {}});
        }
    }
    Json findings = Json::array();
    for (const recipe::Finding& finding : read.findings) {
        const Json fix = finding.fix ? Json({{"field", finding.fix->field}, {"value", finding.fix->value}}) : Json(nullptr);
        findings.push_back({{"severity", recipe::severityName(finding.severity)}, {"code", finding.code}, {"field", finding.field}, {"message", session.texts().sentence(finding.code, finding.parameters)}, {"fix", fix}});
        if (!session.wantsJson())
            session.printLine(std::string(recipe::severityName(finding.severity)) + ": " + session.texts().sentence(finding.code, finding.parameters));
    }
    const bool ok = !recipe::hasErrors(read.findings);
    if (session.wantsJson())
        session.printJson({{"ok", ok}, {"findings", std::move(findings)}});
    else if (ok)
        session.printLine("ok");
    return ok ? 0 : static_cast<int>(ErrorKind::Usage);
}

Result<int> plan(Session& session, const RecipeArguments& arguments) {
    TRY(OpenRecipe open, openRecipe(arguments.file, arguments.project));
    if (!arguments.model.empty()) {
        open.recipe.model = {arguments.model, false, ""};
        TRY(open.source, preflight::resolveModel(open.recipe.model, std::filesystem::current_path(), {}));
    }
    TRY(const planning::Plan made, planFor(open, arguments.deviceMemory));
    if (session.wantsJson()) {
        session.printJson(planning::planToJson(made));
    } else {
        command_line::Table table({"part", "bytes", "when"});
        for (const planning::PlanItem& item : made.items)
            table.add({item.name, command_line::bytesText(item.bytes), item.when});
        table.add({"peak", command_line::bytesText(made.peakBytes), made.fits ? "fits" : "does not fit"});
        session.printRaw(table.text());
    }
    return made.fits ? 0 : static_cast<int>(ErrorKind::OverBudget);
}

} // namespace

void addRecipeCommands(CLI::App& app, Session& session) {
    CLI::App* group = command_line::commandGroup(app, "recipe", "What a run is told");
    const auto add = [&](CLI::App& parent, const char* name, const char* description, const char* example, auto handler) {
        CLI::App* command = command_line::addCommand(parent, name, description, example);
        const auto arguments = std::make_shared<RecipeArguments>();
        session.act(command, [&session, arguments, handler] { return handler(session, *arguments); });
        return std::pair(command, arguments);
    };
    {
        const auto [command, arguments] = add(*group, "default", "A recipe with all defaults", "luthier-engine recipe default --model models/starter > recipe.json", printDefault);
        command->add_option("--task", arguments->task, "sft, pretrain");
        command->add_option("--method", arguments->method, "lora, full");
        command->add_option("--model", arguments->model, "A model folder");
    }
    {
        const auto [command, arguments] = add(*group, "save", "Keep a recipe in a project", "luthier-engine recipe save my.luthier recipe.json", save);
        command->add_option("project", arguments->project)->required();
        command->add_option("file", arguments->file)->required();
    }
    {
        const auto [command, arguments] = add(*group, "list", "Recipes of a project", "luthier-engine recipe list my.luthier", list);
        command->add_option("project", arguments->project)->required();
    }
    {
        const auto [command, arguments] = add(*group, "check", "Everything that is wrong with a recipe", "luthier-engine recipe check recipe.json --project my.luthier", check);
        command->add_option("file", arguments->file)->required();
        command->add_option("--project", arguments->project, "Look for its datasets here");
    }
    const auto [command, arguments] = add(app, "plan", "Memory, time and disk of a recipe", "luthier-engine plan my.luthier --recipe recipe.json --json", plan);
    command->add_option("project", arguments->project, "A project folder");
    command->add_option("--recipe", arguments->file, "A recipe file")->required();
    command->add_option("--model", arguments->model, "Another model than the recipe's");
    command->add_option("--device-memory", arguments->deviceMemory, "Bytes that may be used");
}

} // namespace luthier::engine_program
