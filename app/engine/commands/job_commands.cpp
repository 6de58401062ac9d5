#include "commands.h"

#include "run_watching.h"
#include "version.h"

#include <command_line/table.h>
#include <jobs/part.h>
#include <jobs/supervisor.h>
#include <preparing/run_preparation.h>

namespace luthier::engine_program {

using command_line::Session;

namespace {

struct JobArguments {
    std::string project;
    std::string job;
};

Result<project::UserState> userState() {
    return project::UserState::open(project::userStateFolder(), std::span(&jobs::userSchema(), 1));
}

Result<int> list(Session& session, const std::string& path) {
    auto writable = openProject(path, project::Access::ReadWrite);
    const bool readOnly = !writable && writable.error().code() == "storage.read_only";
    if (!writable && !readOnly)
        return writable.error();
    if (readOnly) {
        TRY(writable, openProject(path, project::Access::ReadOnly));
    }
    project::Project project = std::move(*writable);
    TRY(const auto all, jobs::listJobs(project.database()));
    Json document = Json::array();
    command_line::Table table({"job", "run", "kind", "state", "step", "message"});
    for (const jobs::JobFacts& job : all) {
        Json json = jobToJson(session, job);
        table.add({std::to_string(job.id.value), job.run, job.kind, std::string(jobs::stateName(job.state)),
                   std::to_string(job.step) + "/" + std::to_string(job.steps),
                   json["message"].is_string() ? json["message"].get<std::string>() : ""});
        document.push_back(std::move(json));
    }
    if (session.wantsJson())
        session.printJson({{"jobs", std::move(document)}});
    else
        session.printRaw(table.text());
    if (readOnly)
        return 0;
    TRY(auto user, userState());
    TRY_VOID(jobs::startWaitingJobs(project, user, jobs::programsBesideThisOne()));
    return 0;
}

enum class Wanted { Watch, Pause, Yield, Resume, Stop };

Result<int> control(Session& session, const JobArguments& arguments, Wanted wanted) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadWrite));
    TRY(auto user, userState());
    TRY(const auto job, jobs::findJob(project.database(), arguments.job));
    if (wanted == Wanted::Watch)
        return watchJob(session, project, user, job.id);
    if (wanted == Wanted::Pause)
        TRY_VOID(jobs::requestPause(project, job.id));
    if (wanted == Wanted::Yield)
        TRY_VOID(jobs::requestYield(project, job.id));
    if (wanted == Wanted::Stop)
        TRY_VOID(jobs::requestStop(project, job.id));
    if (wanted == Wanted::Resume) {
        TRY_VOID(jobs::requestResume(project, user, job.id));
        TRY_VOID(jobs::startSupervisor(project, job.id, jobs::programsBesideThisOne()));
    }
    TRY(const auto now, jobs::jobById(project.database(), job.id));
    if (session.wantsJson())
        session.printJson({{"jobs", Json::array({jobToJson(session, now)})}});
    else
        session.printLine("job " + arguments.job + ": " + std::string(jobs::stateName(now.state)));
    return 0;
}

Result<int> supervise(Session& session, const JobArguments& arguments) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadWrite));
    TRY(auto user, userState());
    TRY(const auto job, jobs::findJob(project.database(), arguments.job));
    TRY_VOID(jobs::superviseJob(project, user, job.id, jobs::programsBesideThisOne(), session.stopToken()));
    return 0;
}

Result<int> work(Session& session, const JobArguments& arguments) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadWrite));
    TRY(const auto job, jobs::findJob(project.database(), arguments.job));
    TRY(auto worker, jobs::Worker::begin(project, job.id, session.stopToken()));
    const Status done =
        preparing::prepareRun(project, worker, {LUTHIER_VERSION, LUTHIER_COMMIT}, session.stopToken());
    if (done)
        return 0;
    TRY_VOID(worker.fail(done.error()));
    return done.error();
}

void addControl(CLI::App& group, Session& session, const std::string& name, const std::string& description,
                Wanted wanted) {
    CLI::App* command =
        command_line::addCommand(group, name, description, "luthier-engine job " + name + " my.luthier 1");
    const auto arguments = std::make_shared<JobArguments>();
    command->add_option("project", arguments->project, "A project folder")->required();
    command->add_option("job", arguments->job, "Number of a job")->required();
    session.act(command, [&session, arguments, wanted] { return control(session, *arguments, wanted); });
}

} // namespace

void addJobCommands(CLI::App& app, Session& session) {
    CLI::App* group = command_line::commandGroup(app, "job", "Long work: the queue of a project");
    CLI::App* listCommand =
        command_line::addCommand(*group, "list", "Jobs of a project", "luthier-engine job list my.luthier");
    const auto path = std::make_shared<std::string>();
    listCommand->add_option("project", *path, "A project folder")->required();
    session.act(listCommand, [&session, path] { return list(session, *path); });
    addControl(*group, session, "watch", "Follow a job to its end", Wanted::Watch);
    addControl(*group, session, "pause", "Pause a job at its next step", Wanted::Pause);
    addControl(*group, session, "yield", "Let waiting comparisons and merges go first, then go on",
               Wanted::Yield);
    addControl(*group, session, "resume", "Go on with a paused, stopped or lost job", Wanted::Resume);
    addControl(*group, session, "stop", "Stop a job and keep what it has", Wanted::Stop);
    for (const auto& [name, action] : {std::pair{"run", &supervise}, {"work", &work}}) {
        CLI::App* command = group->add_subcommand(name, "Internal")->group("");
        const auto arguments = std::make_shared<JobArguments>();
        command->add_option("project", arguments->project)->required();
        command->add_option("job", arguments->job)->required();
        session.act(command, [&session, arguments, action = action] { return action(session, *arguments); });
    }
}

} // namespace luthier::engine_program
