#include "commands.h"

#include "answers/sample_project.h"

#include "project_access.h"

#include <project/integrity.h>
#include <project/models.h>
#include <project/user_state.h>
#include <registry/registry.h>

namespace luthier::engine_program {

using command_line::addCommand;
using command_line::Session;

namespace {

Result<Json> describe(project::Project& project) {
    TRY(const auto datasets, dataset::listDatasets(project.database()));
    TRY(const auto runs, registry::listRuns(project.database()));
    TRY(const auto known, project::listModels(project.database()));
    Json models = Json::array();
    for (const project::ModelEntry& model : known)
        models.push_back({{"id", model.id}, {"path", model.path}, {"hash", model.hash}});
    return Json{{"path", project.folder().string()},
                {"name", project.facts().name},
                {"version", project.facts().format},
                {"datasets", datasets.size()},
                {"runs", runs.size()},
                {"models", std::move(models)}};
}

void printProject(Session& session, const Json& facts) {
    if (session.wantsJson())
        return session.printJson(facts);
    session.printLine(facts["name"].get<std::string>() + "  " + facts["path"].get<std::string>());
    session.printLine(session.texts().sentence(
        "project.contents", {{"datasets", facts["datasets"].dump()}, {"runs", facts["runs"].dump()}}));
    for (const Json& model : facts["models"])
        session.printLine(session.texts().sentence(
            "project.model", {{"id", model["id"].dump()}, {"file", model["path"].get<std::string>()}}));
}

void addNew(CLI::App& group, Session& session) {
    struct Options {
        std::string path;
        std::string name;
        bool sample = false;
    };
    auto options = std::make_shared<Options>();
    auto* command =
        addCommand(group, "new", "Make a project folder", "luthier-engine project new support.luthier");
    command->add_option("PATH", options->path, "The folder to make")->required();
    command->add_option("--name", options->name, "Its name; by default that of the folder");
    command->add_flag("--sample", options->sample,
                      "With the starter model, two sample datasets and a recipe");
    session.act(command, [&session, options]() -> Result<int> {
        const auto create = [&] {
            return options->sample ? createSampleProject(options->path, options->name, session.stopToken(),
                                                         session.progress())
                                   : project::Project::create(options->path, options->name, projectParts());
        };
        TRY(auto project, create());
        if (auto user = project::UserState::open())
            TRY_VOID(user->registerProject(project));
        TRY(const auto facts, describe(project));
        printProject(session, facts);
        return 0;
    });
}

void addInfo(CLI::App& group, Session& session) {
    auto path = std::make_shared<std::string>();
    auto* command =
        addCommand(group, "info", "What a project holds", "luthier-engine project info support.luthier");
    command->add_option("PATH", *path, "The project folder")->required();
    session.act(command, [&session, path]() -> Result<int> {
        TRY(auto project, openProject(*path, project::Access::ReadOnly));
        TRY(const auto facts, describe(project));
        printProject(session, facts);
        return 0;
    });
}

void addCheck(CLI::App& group, Session& session) {
    auto path = std::make_shared<std::string>();
    auto* command = addCommand(group, "check", "Verify the database, the rows and the hashes of artefacts",
                               "luthier-engine project check support.luthier");
    command->add_option("PATH", *path, "The project folder")->required();
    session.act(command, [&session, path]() -> Result<int> {
        // Opened for writing, so that what a dead import left is swept and not reported.
        TRY(auto project, openProject(*path, project::Access::ReadWrite));
        TRY(const auto found,
            project::checkProject(project, projectParts(), session.stopToken(), session.progress()));
        Json problems = Json::array();
        for (const auto& problem : found)
            problems.push_back(session.errorJson(problem)["error"]);
        if (session.wantsJson())
            session.printJson({{"ok", found.empty()}, {"problems", problems}});
        else if (found.empty())
            session.printLine(session.texts().sentence("project.sound"));
        for (const auto& problem : problems)
            if (!session.wantsJson())
                session.printLine(problem["message"].get<std::string>());
        return found.empty() ? 0 : static_cast<int>(ErrorKind::Refused);
    });
}

} // namespace

void addProjectCommands(CLI::App& app, Session& session) {
    CLI::App* group = command_line::commandGroup(app, "project", "Project folders");
    addNew(*group, session);
    addInfo(*group, session);
    addCheck(*group, session);
}

} // namespace luthier::engine_program
