#include "commands.h"

#include "project_access.h"

#include <evaluating/comparison_worker.h>
#include <merging/merge_worker.h>
#include <training/run_worker.h>

namespace luthier::compute_program {

using command_line::Session;

namespace {

struct JobArguments {
    std::string project;
    std::int64_t job = 0;
};

using Work = Status (*)(project::Project&, jobs::Worker&, StopToken);

Status workOnUnknown(project::Project&, jobs::Worker& worker, StopToken) {
    return usageError("usage.not_yet")
        .with("name", worker.job().kind)
        .with("available", "train, compare, merge");
}

Work workOf(std::string_view kind) {
    return kind == "train"     ? &training::workOnRun
           : kind == "compare" ? &evaluating::workOnComparison
           : kind == "merge"   ? &merging::workOnMerge
                               : &workOnUnknown;
}

Result<int> work(Session& session, const JobArguments& arguments) {
    TRY(auto project, openProject(arguments.project, Caller::Supervisor));
    TRY(auto worker, jobs::Worker::begin(project, JobId{arguments.job}, session.stopToken()));
    const Status done = workOf(worker.job().kind)(project, worker, session.stopToken());
    if (done)
        return 0;
    TRY_VOID(worker.fail(done.error()));
    return done.error();
}

} // namespace

void addJobCommands(CLI::App& app, Session& session) {
    CLI::App* group = command_line::commandGroup(app, "job", "Jobs of a project");
    CLI::App* command =
        group->add_subcommand("work", "The work of a job; called by its supervisor")->group("");
    const auto arguments = std::make_shared<JobArguments>();
    command->add_option("project", arguments->project)->required();
    command->add_option("job", arguments->job)->required();
    session.act(command, [&session, arguments] { return work(session, *arguments); });
}

} // namespace luthier::compute_program
