#include "commands.h"

#include "project_access.h"
#include "run_watching.h"

#include <jobs/part.h>
#include <preparing/run_start.h>

namespace luthier::engine_program {

using command_line::Session;

namespace {

struct TrainArguments {
    std::string project;
    std::string recipe;
    std::string name;
    bool detach = false;
    bool force = false;
    int threads = 0;
};

Result<int> train(Session& session, const TrainArguments& arguments) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadWrite));
    TRY(auto user, project::UserState::open(project::userStateFolder(), std::span(&jobs::userSchema(), 1)));
    TRY(const Json document, readJsonFile(arguments.recipe));
    const auto folder = std::filesystem::absolute(arguments.recipe).parent_path();
    preflight::Workshop workshop(openForReading);
    TRY(const auto started,
        preparing::startRun(project, user,
                            {document, folder, arguments.name,
                             arguments.force ? preparing::Budget::Ignored : preparing::Budget::Kept,
                             arguments.threads},
                            workshop, session.stopToken(), session.progress()));
    if (!arguments.detach)
        return watchJob(session, project, user, started.job.id);
    const Json answer = {{"job", started.job.id.value}, {"run", started.run.number}};
    if (session.wantsJson())
        session.printJson(answer);
    else
        session.printLine("run " + started.run.number + ", job " + std::to_string(started.job.id.value));
    return 0;
}

} // namespace

void addTrainCommands(CLI::App& app, Session& session) {
    CLI::App* command = command_line::addCommand(app, "train", "Train a recipe",
                                                 "luthier-engine train my.luthier --recipe recipe.json");
    const auto arguments = std::make_shared<TrainArguments>();
    command->add_option("project", arguments->project, "A project folder")->required();
    command->add_option("--recipe", arguments->recipe, "A recipe file")->required();
    command->add_option("--name", arguments->name, "Name of the run");
    command->add_flag("--detach", arguments->detach, "Return at once; the run goes on");
    command->add_flag("--force", arguments->force, "Start even if the plan says it does not fit");
    command
        ->add_option("--threads", arguments->threads,
                     "Processor threads; without it all that are free to use")
        ->check(CLI::Range(1, 256));
    session.act(command, [&session, arguments] { return train(session, *arguments); });
}

} // namespace luthier::engine_program
