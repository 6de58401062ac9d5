#include "commands.h"

#include "answers/recipe_answers.h"
#include "project_access.h"
#include "run_watching.h"

#include <adopting/adopting.h>
#include <base/files.h>
#include <command_line/table.h>
#include <files/model_folder.h>
#include <project/recipes.h>
#include <recipe/object_reader.h>
#include <recipe/peer_keys.h>
#include <recipe/schema.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace luthier::engine_program {

using command_line::Session;

namespace {

struct RecipeArguments {
    std::string task = "sft";
    std::string method = "lora";
    std::string group;
    std::string model;
    std::string project;
    std::string file;
    std::string out;
    std::string name;
    std::int64_t deviceMemory = 0;
    bool measure = false;
    bool program = false;
    bool removed = false;
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
        recipe.tokens.maxLength =
            std::min<std::int64_t>(recipe.tokens.maxLength, folder.shape()->maxPositions);
    }
    const Json document = recipe::recipeToJson(recipe);
    session.wantsJson() ? session.printJson(document) : session.printRaw(dumpJson(document, 2) + "\n");
    return 0;
}

/// A bound: whole where it is a whole number.
Json boundToJson(double bound) {
    return bound == std::floor(bound) ? Json(static_cast<std::int64_t>(bound)) : Json(bound);
}

/// What the table knows of a setting, with its default in a recipe.
Json settingToJson(const recipe::Setting& setting, const recipe::Recipe& standard,
                   const texts::Texts& texts) {
    const recipe::Kind kind = kindOf(setting);
    Json document = {{"path", setting.path},
                     {"type", kindName(kind)},
                     {"default", setting.hasDefault ? valueOf(setting, standard) : Json(nullptr)},
                     {"caption", texts.raw(recipe::captionCode(setting.path))},
                     {"meaning", texts.raw(recipe::meaningCode(setting.path))}};
    if (kind == recipe::Kind::Integer || kind == recipe::Kind::Number)
        document["bounds"] = {boundToJson(setting.bounds.least), boundToJson(setting.bounds.most)};
    if (kind == recipe::Kind::Choice) {
        document["choices"] = readyNames(setting);
        document["later"] = laterNames(setting);
    }
    document["ready"] = setting.readiness == recipe::Readiness::Ready;
    if (!setting.when.path.empty())
        document["when"] = {{"path", setting.when.path}, {"values", setting.when.values}};
    document["peers"] = recipe::peerNames(setting);
    return document;
}

std::string settingText(const Json& setting) {
    std::string allowed = setting["type"].get<std::string>();
    if (setting.contains("choices")) {
        allowed = "one of";
        for (const Json& name : setting["choices"])
            allowed += " " + name.get<std::string>();
    }
    if (setting.contains("bounds"))
        allowed += " " + dumpJson(setting["bounds"][0]) + " … " + dumpJson(setting["bounds"][1]);
    std::string text = setting["path"].get<std::string>() + ": " + allowed;
    if (!setting["default"].is_null())
        text += "; default " + dumpJson(setting["default"]);
    if (setting.contains("when")) {
        text += "; with " + setting["when"]["path"].get<std::string>();
        for (const Json& value : setting["when"]["values"])
            text += " " + value.get<std::string>();
    }
    return text + "\n    " + setting["caption"].get<std::string>() + ". " +
           setting["meaning"].get<std::string>() + "\n";
}

Result<int> printKeys(Session& session, const RecipeArguments& arguments) {
    TRY(const auto task, recipe::taskNamed(arguments.task));
    TRY(const auto method, recipe::methodNamed(arguments.method));
    const recipe::Recipe standard = recipe::defaultRecipe(task, method);
    Json settings = Json::array();
    for (const recipe::Setting& setting : recipe::settings())
        if (arguments.group.empty() || setting.path == arguments.group || groupOf(setting) == arguments.group)
            settings.push_back(settingToJson(setting, standard, session.texts()));
    if (settings.empty())
        return recipe::unknownKey(arguments.group);
    if (session.wantsJson()) {
        session.printJson({{"keys", std::move(settings)}});
        return 0;
    }
    for (const Json& setting : settings)
        if (setting["ready"].get<bool>())
            session.printRaw(settingText(setting));
    return 0;
}

Result<int> save(Session& session, const RecipeArguments& arguments) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadWrite));
    TRY(const Json document, readJsonFile(arguments.file));
    TRY(const auto recipe, recipe::recipeFromJson(document));
    TRY(const auto saved, project::saveRecipe(project.database(), recipe.name, recipe::recipeToJson(recipe)));
    const Json answer = {{"recipe", saved.name}, {"revision", saved.revision}};
    session.wantsJson() ? session.printJson(answer)
                        : session.printLine(saved.name + ", revision " + std::to_string(saved.revision));
    return 0;
}

Result<int> list(Session& session, const RecipeArguments& arguments) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadOnly));
    TRY(const auto all,
        project::listRecipes(project.database(), arguments.removed ? project::WhichRecipes::Removed
                                                                   : project::WhichRecipes::Present));
    Json recipes = Json::array();
    command_line::Table table({"recipe", "revision", "saved"});
    for (const auto& entry : all) {
        recipes.push_back({{"name", entry.name}, {"revision", entry.revision}, {"saved_at", entry.savedAt}});
        table.add({entry.name, std::to_string(entry.revision), entry.savedAt});
    }
    session.wantsJson() ? session.printJson({{"recipes", std::move(recipes)}})
                        : session.printRaw(table.text());
    return 0;
}

Result<int> hide(Session& session, const RecipeArguments& arguments, bool removed) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadWrite));
    TRY_VOID(project::setRecipeRemoved(project.database(), arguments.name, removed));
    const Json answer = {{"recipe", arguments.name}, {"removed", removed}};
    session.wantsJson() ? session.printJson(answer) : session.printLine(arguments.name);
    return 0;
}

Result<int> check(Session& session, const RecipeArguments& arguments) {
    TRY(const auto document, recipeDocument(arguments.file));
    std::optional<project::Project> project;
    if (!arguments.project.empty()) {
        TRY(project, openProject(arguments.project, project::Access::ReadOnly));
    }
    preflight::Workshop workshop(openForReading);
    TRY(const Json answer,
        checkedRecipe(document, project ? &*project : nullptr, workshop, preflight::Waiting::UntilCounted,
                      session.stopToken(), session.progress()));
    const bool ok = answer["ok"].get<bool>();
    if (session.wantsJson()) {
        session.printJson(answer);
    } else {
        for (const Json& finding : answer["findings"])
            session.printLine(finding["severity"].get<std::string>() + ": " +
                              finding["message"].get<std::string>());
        if (answer["rows"].is_object()) {
            TRY(const auto rows, examples::rowCountsFromJson(answer["rows"]));
            session.printLine(rowsText(rows));
        }
        if (ok)
            session.printLine("ok");
    }
    return ok ? 0 : static_cast<int>(ErrorKind::Usage);
}

std::string valueText(const Json& value) {
    return value.is_null() ? "" : value.is_string() ? value.get<std::string>() : dumpJson(value);
}

/// What becomes of each key, those that are left first; how many mean nothing here.
void printAdopted(Session& session, const adopting::Adopted& adopted) {
    using adopting::Fate;
    session.printLine(std::string(programName(adopted.program)));
    for (const auto& [fate, head] :
         {std::pair{Fate::Left, "left out"}, {Fate::Near, "taken nearly"}, {Fate::Taken, "taken"}}) {
        session.printLine(head);
        for (const adopting::AdoptedKey& key : adopted.keys) {
            if (key.fate != fate)
                continue;
            std::string line = "  " + key.key + ": " + valueText(key.value);
            if (fate != Fate::Left)
                line += " -> " + key.path + ": " + valueText(key.becomes);
            if (!key.wasGiven)
                line += " (its default)";
            session.printLine(line);
            if (!key.code.empty())
                session.printLine("      " + session.texts().sentence(key.code, key.parameters));
        }
    }
    const auto idle = std::ranges::count(adopted.keys, Fate::Idle, &adopting::AdoptedKey::fate);
    session.printLine(std::to_string(idle) + " more change nothing here");
}

Result<int> adopt(Session& session, const RecipeArguments& arguments) {
    TRY(const auto adopted, adopting::adoptFile(arguments.file));
    if (!arguments.out.empty()) {
        std::error_code ignored;
        if (std::filesystem::exists(arguments.out, ignored))
            return usageError("file.exists").at(arguments.out);
        TRY_VOID(writeAtomically(arguments.out, dumpJson(adopted.recipe, 2) + "\n"));
    }
    Json document = adopting::toJson(adopted);
    for (std::size_t at = 0; at < adopted.keys.size(); ++at) {
        const adopting::AdoptedKey& key = adopted.keys[at];
        document["keys"][at]["message"] =
            key.code.empty() ? Json(nullptr) : Json(session.texts().sentence(key.code, key.parameters));
    }
    if (session.wantsJson())
        session.printJson(document);
    else
        printAdopted(session, adopted);
    return 0;
}

Result<int> plan(Session& session, const RecipeArguments& arguments) {
    if (arguments.measure)
        return becomeCompute();
    TRY(auto document, recipeDocument(arguments.file));
    preflight::Workshop workshop(openForReading);
    TRY(const Json made,
        plannedRecipe({std::move(document), arguments.project, arguments.model, arguments.deviceMemory,
                       arguments.program},
                      workshop, preflight::Waiting::UntilCounted, session.stopToken(), session.progress()));
    const bool fits = made["fits"].get<bool>();
    if (arguments.program && !session.wantsJson()) {
        session.printRaw(made["program"].get<std::string>());
        return 0;
    }
    if (session.wantsJson()) {
        session.printJson(made);
    } else {
        session.printRaw(command_line::planText(made));
        if (made["rows"].is_object()) {
            TRY(const auto rows, examples::rowCountsFromJson(made["rows"]));
            session.printLine(rowsText(rows));
        }
    }
    return fits ? 0 : static_cast<int>(ErrorKind::OverBudget);
}

/// Whose defaults are meant.
void addTaskAndMethod(CLI::App& command, RecipeArguments& arguments) {
    const auto names = [](std::string_view path) {
        return recipe::joinedNames(readyNames(*recipe::settingAt(path)));
    };
    command.add_option("--task", arguments.task, names("task"));
    command.add_option("--method", arguments.method, names("method.type"));
}

/// A command whose handler gets the arguments that its options fill.
template <class Handler>
auto addOne(CLI::App& parent, Session& session, const char* name, const char* description,
            const char* example, Handler handler) {
    CLI::App* command = command_line::addCommand(parent, name, description, example);
    const auto arguments = std::make_shared<RecipeArguments>();
    session.act(command, [&session, arguments, handler] { return handler(session, *arguments); });
    return std::pair(command, arguments);
}

/// Recipes that a project keeps.
void addKeptRecipes(CLI::App& group, Session& session) {
    const auto add = [&](const char* name, const char* description, const char* example, auto handler) {
        const auto made = addOne(group, session, name, description, example, handler);
        made.first->add_option("project", made.second->project)->required();
        return made;
    };
    {
        const auto [command, arguments] = add("save", "Keep a recipe in a project",
                                              "luthier-engine recipe save my.luthier recipe.json", save);
        command->add_option("file", arguments->file)->required();
    }
    {
        const auto [command, arguments] =
            add("list", "Recipes of a project", "luthier-engine recipe list my.luthier", list);
        command->add_flag("--removed", arguments->removed, "Those that were removed");
    }
    const auto addHiding = [&](const char* name, const char* description, const char* example, bool removed) {
        const auto [command, arguments] =
            add(name, description, example,
                [removed](Session& s, const RecipeArguments& a) { return hide(s, a, removed); });
        command->add_option("recipe", arguments->name, "Name of a recipe")->required();
    };
    addHiding("remove", "Hide a recipe with its revisions; runs made with it stay",
              "luthier-engine recipe remove my.luthier tone", true);
    addHiding("restore", "Show a removed recipe again", "luthier-engine recipe restore my.luthier tone",
              false);
}

} // namespace

void addRecipeCommands(CLI::App& app, Session& session) {
    CLI::App* group = command_line::commandGroup(app, "recipe", "What a run is told");
    {
        const auto [command, arguments] =
            addOne(*group, session, "default", "A recipe with all defaults",
                   "luthier-engine recipe default --model models/starter > recipe.json", printDefault);
        addTaskAndMethod(*command, *arguments);
        command->add_option("--model", arguments->model, "A model folder");
    }
    {
        const auto [command, arguments] =
            addOne(*group, session, "keys", "What each key of a recipe may be, its default and what it means",
                   "luthier-engine recipe keys schedule", printKeys);
        command->add_option("key", arguments->group, "Only this group or key");
        addTaskAndMethod(*command, *arguments);
    }
    addKeptRecipes(*group, session);
    {
        const auto [command, arguments] =
            addOne(*group, session, "check", "Everything that is wrong with a recipe",
                   "luthier-engine recipe check recipe.json --project my.luthier", check);
        command->add_option("file", arguments->file)->required();
        command->add_option("--project", arguments->project, "Look for its datasets here");
    }
    {
        const auto [command, arguments] =
            addOne(*group, session, "adopt",
                   "A configuration of LLaMA-Factory, Axolotl, Unsloth Studio or TRL as a recipe",
                   "luthier-engine recipe adopt llama3_lora_sft.yaml --out recipe.json", adopt);
        command->add_option("file", arguments->file, "YAML or JSON")->required();
        command->add_option("--out", arguments->out, "Write the recipe here");
    }
    const auto [command, arguments] =
        addOne(app, session, "plan", "Memory, time and disk of a recipe",
               "luthier-engine plan my.luthier --recipe recipe.json --json", plan);
    command->add_option("project", arguments->project, "A project folder");
    command->add_option("--recipe", arguments->file, "A recipe file")->required();
    command->add_option("--model", arguments->model, "Another model than the recipe's");
    command->add_option("--device-memory", arguments->deviceMemory, "Bytes that may be used");
    CLI::Option* program =
        command->add_flag("--program", arguments->program, "Print the step as it will run");
    command
        ->add_flag("--measure", arguments->measure,
                   "Run a few steps on random tokens and tell the error of the estimate")
        ->excludes(program);
}

} // namespace luthier::engine_program
