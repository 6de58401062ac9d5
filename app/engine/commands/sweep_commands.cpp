#include "commands.h"

#include "answers/sweep_answers.h"
#include "project_access.h"
#include "run_watching.h"

#include <base/json_numbers.h>
#include <command_line/table.h>
#include <jobs/control.h>
#include <jobs/part.h>
#include <preparing/sweep_start.h>

namespace luthier::engine_program {

using command_line::Session;

namespace {

struct SweepArguments {
    std::string project;
    std::string recipe;
    std::string name;
    std::string sweep;
    std::string prune = "none";
    std::vector<std::string> vary;
    bool list = false;
    bool force = false;
    bool onlyPlan = false;
    bool detach = false;
    double minutes = 0;
    int threads = 0;
};

Result<preparing::SweepRequest> requestOf(const SweepArguments& arguments) {
    preparing::SweepRequest request;
    TRY(request.base.recipe, readJsonFile(arguments.recipe));
    request.base.folder = std::filesystem::absolute(arguments.recipe).parent_path();
    request.base.name = arguments.name;
    request.base.budget = arguments.force ? preparing::Budget::Ignored : preparing::Budget::Kept;
    request.base.threads = arguments.threads;
    for (const std::string& text : arguments.vary) {
        TRY(auto varied, recipe::variedIn(text));
        request.varied.push_back(std::move(varied));
    }
    request.pairing = arguments.list ? recipe::Pairing::List : recipe::Pairing::Grid;
    request.pruning = registry::pruningNamed(arguments.prune).value_or(registry::Pruning::None);
    if (arguments.minutes > 0)
        request.mostSeconds = arguments.minutes * 60;
    return request;
}

/// What a sweep would be: its runs with their values, and what all of them take.
void printPlan(Session& session, const preparing::SweepRequest& request,
               const preparing::CheckedSweep& checked) {
    if (session.wantsJson()) {
        session.printJson(sweepPlanToJson(request, checked));
        return;
    }
    command_line::Table table({"run", "seconds"});
    for (const preparing::CheckedRun& run : checked.runs)
        table.add({run.name, run.seconds ? std::to_string(static_cast<std::int64_t>(*run.seconds)) : ""});
    session.printRaw(table.text());
}

Result<int> list(Session& session, const SweepArguments& arguments) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadOnly));
    TRY(const auto sweeps, registry::listSweeps(project.database()));
    Json document = Json::array();
    command_line::Table table({"sweep", "name", "runs", "settings", "created"});
    for (const registry::SweepFacts& sweep : sweeps) {
        std::string settings;
        for (const std::string& path : sweep.settings)
            settings += (settings.empty() ? "" : ", ") + path;
        document.push_back({{"sweep", sweep.id},
                            {"name", sweep.name},
                            {"runs", sweep.runs.size()},
                            {"settings", sweep.settings},
                            {"pruning", registry::pruningName(sweep.pruning)},
                            {"created_at", sweep.createdAt}});
        table.add({std::to_string(sweep.id), sweep.name, std::to_string(sweep.runs.size()), settings,
                   sweep.createdAt});
    }
    if (session.wantsJson())
        session.printJson({{"sweeps", std::move(document)}});
    else
        session.printRaw(table.text());
    return 0;
}

std::string stateOf(const std::vector<jobs::JobFacts>& jobs, const std::string& run) {
    std::string state;
    for (const jobs::JobFacts& job : jobs)
        if (job.kind == "train" && job.run == run)
            state = jobs::stateName(job.state);
    return state;
}

/// The runs, the best first; those without a result last.
Status printStandings(Session& session, project::Project& project, const registry::SweepFacts& sweep) {
    TRY(const auto standings, registry::standingsOf(project.database(), sweep));
    TRY(const auto jobs, jobs::listJobs(project.database()));
    Json document = Json::array();
    command_line::Table table({"run", "name", "state", "best loss", "steps"});
    for (const registry::Standing& one : standings) {
        const std::string state = stateOf(jobs, one.run.number);
        const Json steps = one.run.summary.value("steps", Json());
        document.push_back({{"run", one.run.number},
                            {"name", one.run.name},
                            {"values", valuesBySetting(sweep.settings, one.values)},
                            {"state", state},
                            {"best_loss", one.loss ? Json(*one.loss) : Json()},
                            {"steps", steps},
                            {"seconds", one.run.summary.value("seconds", Json())},
                            {"pruned", one.run.summary.value("pruned", Json())}});
        table.add({one.run.number, one.run.name, one.run.summary.contains("pruned") ? "pruned" : state,
                   one.loss ? command_line::numberText(Json(*one.loss)) : "",
                   steps.is_null() ? "" : dumpJson(steps)});
    }
    if (session.wantsJson())
        session.printJson({{"sweep", sweep.id},
                           {"name", sweep.name},
                           {"settings", sweep.settings},
                           {"pruning", registry::pruningName(sweep.pruning)},
                           {"runs", std::move(document)}});
    else
        session.printRaw(table.text());
    return {};
}

Result<int> show(Session& session, const SweepArguments& arguments) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadOnly));
    TRY(const auto sweep, registry::findSweep(project.database(), arguments.sweep));
    TRY_VOID(printStandings(session, project, sweep));
    return 0;
}

/// Follows the runs one after the other, and shows which is best. A run that fails or is stopped ends
/// nothing.
Result<int> waitFor(Session& session, project::Project& project, project::UserState& user,
                    const registry::SweepFacts& sweep) {
    for (const registry::SweepRun& one : sweep.runs) {
        TRY(const auto run, registry::runById(project.database(), one.run));
        TRY(const auto jobs, jobs::listJobs(project.database()));
        for (const jobs::JobFacts& job : jobs)
            if (job.kind == "train" && job.run == run.number) {
                TRY_VOID(watchJob(session, project, user, job.id));
                if (session.stopToken().stop_requested())
                    return interrupted();
            }
    }
    TRY_VOID(printStandings(session, project, sweep));
    return 0;
}

Result<int> start(Session& session, const SweepArguments& arguments) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadWrite));
    TRY(auto user, project::UserState::open(project::userStateFolder(), std::span(&jobs::userSchema(), 1)));
    TRY(const auto request, requestOf(arguments));
    preflight::Workshop workshop(openForReading);
    TRY(const auto checked,
        preparing::checkSweep(project, request, workshop, session.stopToken(), session.progress()));
    if (arguments.onlyPlan) {
        printPlan(session, request, checked);
        return 0;
    }
    TRY(const auto sweep, preparing::startSweep(project, user, request, checked));
    if (!arguments.detach)
        return waitFor(session, project, user, sweep);
    if (session.wantsJson()) {
        TRY(const Json answer, startedSweep(project, sweep, checked));
        session.printJson(answer);
    } else {
        session.printLine("sweep " + std::to_string(sweep.id) + ", " + std::to_string(sweep.runs.size()) +
                          " runs");
    }
    return 0;
}

/// Stops what has not ended; each run that has begun keeps its result so far.
Result<int> stop(Session& session, const SweepArguments& arguments) {
    TRY(auto project, openProject(arguments.project, project::Access::ReadWrite));
    TRY(const auto sweep, registry::findSweep(project.database(), arguments.sweep));
    TRY(const auto jobs, jobs::listUnfinishedJobs(project.database()));
    Json stopped = Json::array();
    // The last first, so that none begins meanwhile.
    for (auto run = sweep.runs.rbegin(); run != sweep.runs.rend(); ++run) {
        TRY(const auto facts, registry::runById(project.database(), run->run));
        for (const jobs::JobFacts& job : jobs)
            if (job.kind == "train" && job.run == facts.number) {
                TRY_VOID(jobs::requestStop(project, job.id));
                stopped.push_back(facts.number);
            }
    }
    if (session.wantsJson())
        session.printJson({{"stopped", std::move(stopped)}});
    else
        session.printLine(std::to_string(stopped.size()) + " runs stopped");
    return 0;
}

void addProject(CLI::App* command, SweepArguments& arguments) {
    command->add_option("project", arguments.project, "A project folder")->required();
}

void addStart(CLI::App& group, Session& session) {
    CLI::App* command = command_line::addCommand(
        group, "start", "Train a recipe with several values of some settings, one run after the other",
        "luthier-engine sweep start my.luthier --recipe recipe.json --vary optimizer.learning_rate=1e-4,3e-4 "
        "--vary method.r=8,16,32 --prune median");
    const auto arguments = std::make_shared<SweepArguments>();
    addProject(command, *arguments);
    command->add_option("--recipe", arguments->recipe, "A recipe file")->required();
    command
        ->add_option("--vary", arguments->vary, "A setting and its values: PATH=VALUE,VALUE; may be repeated")
        ->required();
    command->add_flag("--list", arguments->list,
                      "The first values together, then the second; without it every value with every other");
    command->add_option("--name", arguments->name, "Name of the sweep");
    command->add_option("--prune", arguments->prune, "Stop runs that fall behind: none, median or halving")
        ->check(CLI::IsMember({"none", "median", "halving"}));
    command->add_option("--minutes", arguments->minutes, "Refuse a sweep that is planned to take longer")
        ->check(CLI::PositiveNumber);
    command->add_flag("--plan", arguments->onlyPlan, "Show the runs and their time, and start nothing");
    command->add_flag("--detach", arguments->detach, "Return at once; the runs go on");
    command->add_flag("--force", arguments->force, "Start even if the plan says it does not fit");
    command
        ->add_option("--threads", arguments->threads,
                     "Processor threads; without it all that are free to use")
        ->check(CLI::Range(1, 256));
    session.act(command, [&session, arguments] { return start(session, *arguments); });
}

} // namespace

void addSweepCommands(CLI::App& app, Session& session) {
    CLI::App* group = command_line::commandGroup(app, "sweep", "Runs with several values of some settings");
    addStart(*group, session);
    const auto add = [&](const char* name, const char* about, bool one, auto act) {
        CLI::App* command = command_line::addCommand(*group, name, about,
                                                     std::string("luthier-engine sweep ") + name +
                                                         " my.luthier" + (one ? " 1" : ""));
        const auto arguments = std::make_shared<SweepArguments>();
        addProject(command, *arguments);
        if (one)
            command->add_option("sweep", arguments->sweep, "Number of a sweep")->required();
        session.act(command, [&session, arguments, act] { return act(session, *arguments); });
    };
    add("list", "All sweeps of a project", false, list);
    add("show", "The runs of a sweep, the best first", true, show);
    add("stop", "Stop the runs that have not ended; what they have learnt is kept", true, stop);
}

} // namespace luthier::engine_program
