#include "commands.h"

#include <dataset/part.h>
#include <jobs/control.h>
#include <jobs/part.h>
#include <runs/part.h>
#include <training/run_worker.h>

namespace luthier::compute_program {

using command_line::Session;

namespace {

struct JobArguments {
    std::string project;
    std::int64_t job = 0;
};

Result<int> work(Session& session, const JobArguments& arguments) {
    const std::vector<project::Part> parts = {dataset::projectPart(), runs::projectPart(), jobs::projectPart()};
    TRY(auto project, project::Project::open(arguments.project, project::Access::ReadWrite, parts, project::Check::None));
    TRY(auto worker, jobs::Worker::begin(project, JobId{arguments.job}));
    Status done;
    if (worker.job().kind == "train")
        done = training::workOnRun(project, worker, session.stopToken());
    else
        done = usageError("usage.not_yet").with("name", worker.job().kind).with("available", "train");
    if (done)
        return 0;
    TRY_VOID(worker.fail(done.error()));
    return done.error();
}

} // namespace

void addJobCommands(CLI::App& app, Session& session) {
    CLI::App* group = command_line::commandGroup(app, "job", "Jobs of a project");
    CLI::App* command = group->add_subcommand("work", "The work of a job; called by its supervisor")->group("");
    const auto arguments = std::make_shared<JobArguments>();
    command->add_option("project", arguments->project)->required();
    command->add_option("job", arguments->job)->required();
    session.act(command, [&session, arguments] { return work(session, *arguments); });
}

} // namespace luthier::compute_program
