// Puts many finished runs into a project, as the runs and jobs modules write them: bench_many_runs PROJECT
// COUNT.

#include <dataset/part.h>
#include <jobs/part.h>
#include <jobs/queue.h>
#include <recipe/recipe.h>
#include <registry/part.h>
#include <registry/registry.h>
#include <registry/series.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

using namespace luthier;

namespace {

constexpr int kSteps = 200;

Status addRun(project::Project& project, project::UserState& user, int number) {
    recipe::Recipe recipe = recipe::defaultRecipe(recipe::Task::Sft, recipe::MethodKind::Lora);
    recipe.name = "run " + std::to_string(number);
    recipe.model.path = "models/starter";
    recipe.data = {{"rows", std::nullopt, 1.0}};
    TRY(const auto run, registry::createRun(project, recipe.name, recipe::recipeToJson(recipe)));
    std::vector<registry::StepMetrics> steps;
    for (int step = 1; step <= kSteps; ++step)
        steps.push_back({.step = step,
                         .loss = 1 + std::exp(-step / 50.0),
                         .learningRate = 2e-4,
                         .gradNorm = 0.5,
                         .tokensPerSecond = 9000.0});
    TRY_VOID(registry::appendMetrics(project.database(), run.id, steps));
    TRY_VOID(registry::updateSummary(
        project.database(), run.id,
        {{"steps", kSteps}, {"loss", 1.02}, {"best_loss", 1.1}, {"best_step", kSteps}}));
    TRY(const auto job, jobs::enqueueJob(project, user, {"train", run.number, "cpu", Json::object(), false}));
    return jobs::changeState(project.database(), job.id, {jobs::JobState::Queued}, jobs::JobState::Done);
}

Status addRuns(const char* folder, int count) {
    const std::array parts = {dataset::projectPart(), registry::projectPart(), jobs::projectPart()};
    TRY(auto project,
        project::Project::open(folder, project::Access::ReadWrite, parts, project::Check::None));
    TRY(auto user, project::UserState::open(project::userStateFolder(), std::span(&jobs::userSchema(), 1)));
    for (int number = 1; number <= count; ++number)
        TRY_VOID(addRun(project, user, number));
    return {};
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3)
        return 2;
    const Status added = addRuns(argv[1], std::atoi(argv[2]));
    if (!added)
        std::fprintf(stderr, "%s %s\n", added.error().code().c_str(), added.error().detail().c_str());
    return added ? 0 : 1;
}
