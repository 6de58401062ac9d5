#include "commands.h"

#include "project_access.h"

#include <command_line/table.h>
#include <recipe/schema.h>
#include <registry/registry.h>
#include <registry/series.h>

#include <cmath>

namespace luthier::engine_program {

using command_line::Session;

namespace {

struct RunArguments {
    std::string project;
    std::vector<std::string> runs;
    std::vector<std::string> series;
    std::string name;
};

Json runToJson(const project::Project& project, const registry::RunFacts& run) {
    Json artefacts = Json::array();
    for (const char* name : {"adapter", "model", "data", "checkpoints", "evaluation"})
        if (std::filesystem::exists(registry::folderOf(project, run) / name))
            artefacts.push_back("runs/" + run.number + "/" + name);
    Json document = {
        {"run", run.number}, {"name", run.name}, {"created_at", run.createdAt}, {"recipe", run.recipe}};
    for (const auto& [key, value] : run.lineage.items())
        document[key] = value;
    document["summary"] = run.summary;
    document["artefacts"] = std::move(artefacts);
    return document;
}

Result<int> list(Session& session, const RunArguments& arguments) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadOnly));
    TRY(const auto all, registry::listRuns(project.database()));
    Json document = Json::array();
    command_line::Table table({"run", "name", "steps", "loss", "created"});
    for (const registry::RunFacts& run : all) {
        document.push_back({{"run", run.number},
                            {"name", run.name},
                            {"created_at", run.createdAt},
                            {"summary", run.summary}});
        table.add({run.number, run.name, run.summary.contains("steps") ? dumpJson(run.summary["steps"]) : "",
                   command_line::numberText(run.summary.value("loss", Json())), run.createdAt});
    }
    if (session.wantsJson())
        session.printJson({{"runs", std::move(document)}});
    else
        session.printRaw(table.text());
    return 0;
}

Result<int> show(Session& session, const RunArguments& arguments) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadOnly));
    TRY(const auto run, registry::findRun(project.database(), arguments.runs.front()));
    const Json document = runToJson(project, run);
    session.wantsJson() ? session.printJson(document) : session.printLine(dumpJson(document, 2));
    return 0;
}

Result<int> metrics(Session& session, const RunArguments& arguments) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadOnly));
    TRY(const auto run, registry::findRun(project.database(), arguments.runs.front()));
    std::vector<std::string> names = arguments.series;
    if (names.empty()) {
        TRY(names, registry::seriesNames(project.database(), run.id));
    }
    Json series = Json::object();
    for (const std::string& name : names) {
        TRY(const auto points, registry::readSeries(project.database(), run.id, name));
        Json list = Json::array();
        for (const registry::Point& point : points)
            list.push_back({point.step, std::isfinite(point.value) ? Json(point.value) : Json(nullptr)});
        series[name] = std::move(list);
    }
    if (session.wantsJson()) {
        session.printJson({{"series", std::move(series)}});
        return 0;
    }
    for (const auto& [name, points] : series.items())
        session.printLine(name + ": " + std::to_string(points.size()) + " points" +
                          (points.empty() ? "" : ", last " + dumpJson(points.back()[1])));
    return 0;
}

/// Leaves of a document by dotted name.
void flatten(const Json& value, const std::string& name, std::map<std::string, Json>& leaves) {
    if (!value.is_object() || value.empty()) {
        leaves[name] = value;
        return;
    }
    for (const auto& [key, inner] : value.items())
        flatten(inner, name.empty() ? key : name + "." + key, leaves);
}

/// What runs do not have alike in a part of theirs, by dotted name and run; what a run lacks is left out.
void addDifferences(const std::vector<registry::RunFacts>& runs, const std::string& name,
                    Json registry::RunFacts::*part, Json& differences) {
    std::map<std::string, std::map<std::string, Json>> byField;
    for (const registry::RunFacts& run : runs) {
        std::map<std::string, Json> leaves;
        flatten(run.*part, name, leaves);
        for (auto& [field, value] : leaves)
            byField[field][run.number] = std::move(value);
    }
    for (const auto& [field, values] : byField) {
        bool differs = values.size() != runs.size();
        for (const auto& [run, value] : values)
            differs = differs || value != values.begin()->second;
        if (differs)
            for (const auto& [run, value] : values)
                differences[field][run] = value;
    }
}

Result<int> compare(Session& session, const RunArguments& arguments) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadOnly));
    std::vector<registry::RunFacts> runs;
    std::vector<Json> recipes;
    for (const std::string& name : arguments.runs) {
        TRY(auto run, registry::findRun(project.database(), name));
        recipes.push_back(run.recipe);
        runs.push_back(std::move(run));
    }
    Json differences = Json::object();
    for (const recipe::Difference& difference : recipe::differencesOf(recipes))
        for (std::size_t i = 0; i < runs.size(); ++i)
            if (!difference.values[i].is_null())
                differences["recipe." + difference.path][runs[i].number] = difference.values[i];
    addDifferences(runs, "summary", &registry::RunFacts::summary, differences);
    addDifferences(runs, "lineage", &registry::RunFacts::lineage, differences);
    if (session.wantsJson()) {
        session.printJson({{"differences", std::move(differences)}});
        return 0;
    }
    for (const auto& [field, values] : differences.items())
        session.printLine(field + ": " + dumpJson(values));
    return 0;
}

Result<int> hide(Session& session, const RunArguments& arguments, bool removed) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadWrite));
    TRY(const auto run, registry::findRun(project.database(), arguments.runs.front()));
    TRY_VOID(registry::setRemoved(project, run.id, removed));
    const Json answer = {{"run", run.number}, {"removed", removed}};
    session.wantsJson() ? session.printJson(answer) : session.printLine(run.number);
    return 0;
}

Result<int> rename(Session& session, const RunArguments& arguments) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadWrite));
    TRY(const auto run, registry::findRun(project.database(), arguments.runs.front()));
    TRY_VOID(registry::renameRun(project, run.id, arguments.name));
    const Json answer = {{"run", run.number}, {"name", arguments.name}};
    session.wantsJson() ? session.printJson(answer) : session.printLine(run.number + " " + arguments.name);
    return 0;
}

using Handler = std::function<Result<int>(Session&, const RunArguments&)>;

CLI::App* addRun(CLI::App& group, Session& session, const std::string& name, const std::string& description,
                 const Handler& handler, std::shared_ptr<RunArguments> arguments, int runCount) {
    CLI::App* command = command_line::addCommand(group, name, description,
                                                 "luthier-engine " + group.get_name() + " " + name +
                                                     " my.luthier" + (runCount ? " 0001" : "") +
                                                     (name == "rename" ? " 'short answers'" : ""));
    command->add_option("project", arguments->project, "A project folder")->required();
    // A list would take the words behind it too.
    if (runCount == 1)
        command
            ->add_option_function<std::string>(
                "run", [arguments](const std::string& run) { arguments->runs = {run}; },
                "Number or name of a run")
            ->required();
    else if (runCount != 0)
        command->add_option("run", arguments->runs, "Number or name of a run")
            ->required()
            ->expected(runCount, 100);
    session.act(command, [&session, arguments, handler] { return handler(session, *arguments); });
    return command;
}

} // namespace

void addRunCommands(CLI::App& app, Session& session) {
    const auto arguments = [] {
        return std::make_shared<RunArguments>();
    };
    CLI::App* group = command_line::commandGroup(app, "run", "What was trained");
    addRun(*group, session, "list", "Runs of a project", list, arguments(), 0);
    addRun(*group, session, "show", "Recipe, data, model and results of a run", show, arguments(), 1);
    const auto metricArguments = arguments();
    addRun(*group, session, "metrics", "The series of a run", metrics, metricArguments, 1)
        ->add_option("--series", metricArguments->series, "Only these series");
    addRun(*group, session, "compare", "What differs between runs", compare, arguments(), 2);
    const auto renameArguments = arguments();
    addRun(*group, session, "rename", "Give a run another name; its number and folder stay", rename,
           renameArguments, 1)
        ->add_option("name", renameArguments->name, "The new name")
        ->required();
    addRun(
        *group, session, "remove", "Hide a run; its files stay",
        [](Session& s, const RunArguments& a) { return hide(s, a, true); }, arguments(), 1);
    addRun(
        *group, session, "restore", "Show a hidden run again",
        [](Session& s, const RunArguments& a) { return hide(s, a, false); }, arguments(), 1);
}

} // namespace luthier::engine_program
