#include "finished_runs.h"

#include "json_values.h"

#include <jobs/part.h>
#include <jobs/supervisor.h>
#include <project/user_state.h>
#include <recipe/recipe.h>

namespace luthier::bridge {
namespace {

std::optional<FinishedRun> finishedRun(const registry::RunFacts& facts,
                                       const std::filesystem::path& project) {
    const QString adapter = textIn(facts.summary, "adapter");
    const QString model = textIn(facts.summary, "model");
    if (adapter.isEmpty() && model.isEmpty())
        return {};
    FinishedRun run;
    run.id = facts.id;
    run.number = QString::fromStdString(facts.number);
    run.name = QString::fromStdString(facts.name);
    run.kind = adapter.isEmpty() ? FinishedRun::Kind::Model : FinishedRun::Kind::Adapter;
    run.project = QString::fromStdString(project.string());
    const std::filesystem::path folder = project / "runs" / facts.number;
    run.folder = QString::fromStdString(folder.string());
    run.result =
        QString::fromStdString((folder / (adapter.isEmpty() ? model : adapter).toStdString()).string());
    run.lane = textIn(facts.lineage, "device");
    if (run.lane.isEmpty())
        run.lane = QStringLiteral("cpu");
    if (const Json* base = member(facts.lineage, "model");
        base && base->is_object() && !textIn(*base, "hash").isEmpty())
        run.model = QString::fromStdString((project / textIn(*base, "path").toStdString()).string());
    run.recipe = facts.recipe;
    run.making = makingOf(facts.recipe);
    if (const Json* data = member(facts.recipe, "data"); data && data->is_array() && !data->empty())
        run.dataset = textIn(data->front(), "dataset");
    const Json* validation = member(facts.recipe, "validation");
    run.validated = validation && !validation->empty();
    run.loss = numberIn(facts.summary, "best_loss");
    if (!run.loss)
        run.loss = numberIn(facts.summary, "loss");
    return run;
}

} // namespace

Making makingOf(const Json& recipe) {
    using recipe::Task;
    const auto task = recipe::taskNamed(stringAt(recipe, "task", "").value_or(""));
    if (!task)
        return Making::Text; // the first version wrote none
    return *task == Task::Classification || *task == Task::TokenClassification ? Making::Labels
           : *task == Task::Regression                                         ? Making::Number
           : *task == Task::Mlm                                                ? Making::HiddenWords
           : *task == Task::Reward                                             ? Making::Scores
                                                                               : Making::Text;
}

std::vector<FinishedRun> finishedRuns(const std::vector<registry::RunFacts>& runs, const QString& folder) {
    std::vector<FinishedRun> finished;
    for (const registry::RunFacts& facts : runs)
        if (auto run = finishedRun(facts, std::filesystem::path(folder.toStdString())))
            finished.push_back(std::move(*run));
    return finished;
}

Result<jobs::JobFacts> startJob(project::Project& project, const jobs::NewJob& job, const QString& engine) {
    TRY(auto user, project::UserState::open(project::userStateFolder(), std::span(&jobs::userSchema(), 1)));
    TRY(auto started, jobs::enqueueJob(project, user, job));
    jobs::Programs programs = jobs::programsBesideThisOne();
    programs.engine = engine.toStdString();
    TRY_VOID(jobs::startSupervisor(project, started.id, programs));
    return started;
}

bool isUnderWay(jobs::JobState state) {
    return jobs::isActive(state) || state == jobs::JobState::Queued;
}

std::optional<Error> reasonOf(const jobs::JobFacts& job) {
    if (job.state != jobs::JobState::Failed || !job.message.is_object() || job.message.empty())
        return {};
    return errorFromJson(job.message, "job.unexpected").because(job.lastWords);
}

} // namespace luthier::bridge
