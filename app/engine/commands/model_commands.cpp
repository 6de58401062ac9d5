#include "commands.h"

#include "answers/model_answers.h"
#include "project_access.h"

#include <command_line/table.h>
#include <devices/devices.h>
#include <files/discovery.h>
#include <files/model_folder.h>
#include <files/model_weights.h>
#include <project/models.h>
#include <project/user_state.h>

namespace luthier::engine_program {

using command_line::Session;

namespace {

Result<int> inspect(Session& session, const std::string& path, const std::string& adapter) {
    TRY(const Json described,
        inspectModel(path, adapter, session.texts(), session.stopToken(), session.progress()));
    if (session.wantsJson()) {
        session.printJson(described);
    } else {
        const Json& tasks = described["tasks"];
        std::string names;
        for (const Json& task : tasks)
            names += (names.empty() ? "" : ", ") + task.get<std::string>();
        session.printLine("tasks: " + (names.empty() ? "none" : names));
        for (const auto& [key, value] : described.items())
            if (!value.is_structured() && !value.is_null() && key != "chat_template")
                session.printLine(key + ": " +
                                  (value.is_string() ? value.get<std::string>() : dumpJson(value)));
    }
    return described.value("supported", false) ? 0 : static_cast<int>(ErrorKind::Refused);
}

Result<int> list(Session& session, const std::vector<std::string>& given) {
    std::vector<std::filesystem::path> roots(given.begin(), given.end());
    if (auto user = project::UserState::open())
        if (const auto known = user->modelFolders())
            roots.insert(roots.end(), known->begin(), known->end());
    if (const auto cache = files::hubCache())
        roots.push_back(*cache);
    Json models = Json::array();
    command_line::Table table({"path", "type", "weights", "dtype", "supported"});
    for (const files::FoundModel& found : files::findModels(roots, session.stopToken())) {
        const Json reason = found.reason ? Json(session.texts().message(*found.reason)) : Json(nullptr);
        models.push_back({{"path", found.path.string()},
                          {"model_type", found.modelType},
                          {"parameters", found.parameters},
                          {"dtype", found.dtype},
                          {"supported", found.supported},
                          {"reason", reason}});
        table.add({found.path.string(), found.modelType, command_line::grouped(found.parameters), found.dtype,
                   found.supported ? "yes" : "no"});
    }
    if (session.wantsJson())
        session.printJson({{"models", std::move(models)}});
    else
        session.printRaw(table.text(100));
    return 0;
}

Result<int> locate(Session& session, const std::string& projectPath, const std::string& name,
                   const std::string& path) {
    TRY(auto project, openProject(projectPath, project::Access::ReadWrite));
    TRY(const auto model, project::findModel(project.database(), name));
    TRY(const auto folder, files::ModelFolder::open(path));
    TRY(const Hash128 hash, files::modelHash(folder, session.stopToken(), session.progress()));
    TRY_VOID(project::relocateModel(project.database(), model.id, std::filesystem::absolute(path).string(),
                                    hash.hex()));
    const Json answer = {{"model", model.id}, {"path", std::filesystem::absolute(path).string()}};
    if (session.wantsJson())
        session.printJson(answer);
    else
        session.printLine(answer["path"].get<std::string>());
    return 0;
}

Result<int> devicesOf(Session& session) {
    auto user = project::UserState::open();
    Json list = Json::array();
    for (const devices::DeviceFacts& device : devices::findDevices(user ? &*user : nullptr))
        list.push_back(devices::toJson(device));
    if (session.wantsJson())
        session.printJson({{"devices", std::move(list)}});
    else
        session.printRaw(command_line::devicesText(list));
    return 0;
}

} // namespace

void addModelCommands(CLI::App& app, Session& session) {
    CLI::App* devicesCommand = command_line::addCommand(app, "devices", "What this machine can compute on",
                                                        "luthier-engine devices --json");
    const auto measure = std::make_shared<bool>(false);
    devicesCommand->add_flag(
        "--measure", *measure,
        "Measure product rates and memory bandwidth, about a second a device, and keep them");
    session.act(devicesCommand,
                [&session, measure] { return *measure ? becomeCompute() : devicesOf(session); });

    CLI::App* group = command_line::commandGroup(app, "model", "Models on this machine");
    CLI::App* listCommand = command_line::addCommand(*group, "list", "Model folders that are found",
                                                     "luthier-engine model list --folder ~/models");
    const auto folders = std::make_shared<std::vector<std::string>>();
    listCommand->add_option("--folder", *folders, "Look here too");
    session.act(listCommand, [&session, folders] { return list(session, *folders); });

    CLI::App* inspectCommand =
        command_line::addCommand(*group, "inspect", "What a model is, and whether it can be run",
                                 "luthier-engine model inspect models/starter --json");
    const auto path = std::make_shared<std::string>();
    const auto adapter = std::make_shared<std::string>();
    inspectCommand->add_option("model", *path, "A Hugging Face folder or a GGUF file")->required();
    inspectCommand->add_option("--adapter", *adapter, "A PEFT folder");
    session.act(inspectCommand, [&session, path, adapter] { return inspect(session, *path, *adapter); });

    struct Locate {
        std::string project;
        std::string model;
        std::string path;
    };
    CLI::App* locateCommand =
        command_line::addCommand(*group, "locate", "Tell a project where a moved model lies",
                                 "luthier-engine model locate my.luthier 1 ~/models/starter");
    const auto place = std::make_shared<Locate>();
    locateCommand->add_option("project", place->project)->required();
    locateCommand
        ->add_option("model", place->model, "Its number in `project info`, its hash or the path it had")
        ->required();
    locateCommand->add_option("path", place->path)->required();
    session.act(locateCommand,
                [&session, place] { return locate(session, place->project, place->model, place->path); });
}

} // namespace luthier::engine_program
