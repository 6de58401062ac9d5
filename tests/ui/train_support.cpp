#include "train_support.h"

#include <base/files.h>
#include <dataset/part.h>
#include <jobs/part.h>
#include <recipe/recipe.h>
#include <registry/part.h>
#include <registry/series.h>

#include <array>
#include <cmath>
#include <random>

namespace luthier::tests {
namespace {

void must(const Status& status) {
    if (!status)
        throw std::runtime_error(status.error().code());
}

project::Project openSample(const QString& path) {
    const std::array parts = {dataset::projectPart(), registry::projectPart(), jobs::projectPart()};
    return tests::must(
        project::Project::open(path.toStdString(), project::Access::ReadWrite, parts, project::Check::None));
}

} // namespace

TrainProject::TrainProject()
    : m_project(openSample(m_sample.path()))
    , m_stranger(
          tests::must(project::UserState::open(m_strange / "state", std::span(&jobs::userSchema(), 1)))) {}

registry::RunFacts TrainProject::addRun(const std::string& name, const Json& changes) {
    recipe::Recipe recipe = recipe::defaultRecipe(recipe::Task::Sft, recipe::MethodKind::Lora);
    recipe.name = name;
    recipe.model.path = "/models/starter";
    Json document = recipe::recipeToJson(recipe);
    document.merge_patch(changes);
    return tests::must(registry::createRun(m_project, name, document));
}

void TrainProject::addSteps(const registry::RunFacts& run, std::int64_t first, std::int64_t last) {
    std::mt19937 random(static_cast<unsigned>(run.id.value));
    std::normal_distribution<double> noise(0, 1);
    std::vector<registry::StepMetrics> steps;
    std::vector<registry::NamedMetric> evaluations;
    for (std::int64_t step = first; step <= last; ++step) {
        const double at = static_cast<double>(step);
        const double loss = 1.1 + 1.3 * std::exp(-at / 90);
        registry::StepMetrics metrics;
        metrics.step = step;
        metrics.loss = loss + 0.08 * noise(random);
        metrics.learningRate = 2e-4 * std::min(at / 13, 1 - (at - 13) / 421);
        metrics.gradNorm =
            0.7 + std::exp(-at / 40) + 0.05 * std::abs(noise(random)) + (step == 141 ? 1.8 : 0);
        metrics.tokensPerSecond = 9600 + 150 * noise(random);
        metrics.tokens = 2048;
        metrics.trainedTokens = 1000;
        metrics.epoch = at / 217;
        metrics.memoryBytes = 7.3e9;
        steps.push_back(metrics);
        if (step % 50 == 0)
            evaluations.push_back({step, "evaluation.loss", 1.25 + 1.2 * std::exp(-at / 80)});
    }
    must(registry::appendMetrics(database(), run.id, steps, evaluations));
    for (std::int64_t step = (first + 49) / 50 * 50; step <= last; step += 50)
        must(registry::putSamples(
            database(), run.id, step,
            {{step, "배송지를 잘못 적었어요. 이미 결제했는데 바꿀 수 있나요?",
              "주문 내역에서 배송지를 바꿀 수 있습니다.",
              "네, 출고 전이라면 바꿀 수 있습니다. 주문 내역에서 새 주소를 입력해 주세요. (" +
                  std::to_string(step) + ")"},
             {step, "My coupon code is rejected at checkout", "Check the least amount of the coupon.",
              "Please check that the cart reaches the least amount that the coupon names."}}));
}

void TrainProject::addStart(const registry::RunFacts& run) {
    must(registry::appendMetrics(database(), run.id, {}, {{0, "evaluation.loss", 3.1}}));
    must(registry::putSamples(
        database(), run.id, 0,
        {{0, "배송지를 잘못 적었어요. 이미 결제했는데 바꿀 수 있나요?",
          "주문 내역에서 배송지를 바꿀 수 있습니다.", "네, 모릅니다."},
         {0, "My coupon code is rejected at checkout", "Check the least amount of the coupon.", ""}}));
}

void TrainProject::addQuickLook(const registry::RunFacts& run) {
    std::string lines;
    const auto add = [&](const char* prompt, const char* base, const char* adapted, bool before, bool after) {
        lines += dumpJson({{"row", 1},
                           {"prompt", prompt},
                           {"reference", "On bench 4."},
                           {"base", base},
                           {"adapted", adapted},
                           {"base_nll", 3.0},
                           {"adapted_nll", 1.0},
                           {"base_exact", before},
                           {"adapted_exact", after}}) +
                 "\n";
    };
    add("Where is the bow?", "The bow is a bow.", "On bench 4.", false, true);
    add("Where is the peg?", "On bench 4.", "On bench 9.", true, false);
    add("Where is the neck?", "I do not know.", "Somewhere.", false, false);
    add("Where is the scroll?", "On bench 7.", "On bench 4.", false, true);
    const std::filesystem::path folder = registry::folderOf(m_project, run) / "evaluation" / "0001";
    std::filesystem::create_directories(folder);
    must(writeAtomically(folder / "rows.jsonl", lines));
    must(registry::updateSummary(database(), run.id,
                                 {{"quick_look",
                                   {{"rows", 4},
                                    {"asked", 4},
                                    {"fixed", 2},
                                    {"broken", 1},
                                    {"both_right", 0},
                                    {"folder", "evaluation/0001"}}}}));
}

JobId TrainProject::addJob(const registry::RunFacts& run, jobs::JobState state) {
    using enum jobs::JobState;
    const auto job = tests::must(
        jobs::enqueueJob(m_project, m_stranger, {"train", run.number, "cpu", Json::object(), false}));
    const auto change = [&](jobs::JobState to) {
        must(jobs::changeState(database(), job.id, {Queued, Running, Lost, Paused}, to));
    };
    if (state == Failed)
        must(jobs::failJob(database(), job.id, failed("training.diverged").with("step", 7)));
    else if (state == Lost)
        must(jobs::failJob(database(), job.id, failed("job.lost"), Lost));
    else if (state != Queued)
        change(state);
    return job.id;
}

jobs::Worker& TrainProject::work(JobId job) {
    m_worker.emplace(tests::must(jobs::Worker::begin(m_project, job)));
    return *m_worker;
}

void TrainProject::summarize(const registry::RunFacts& run, const Json& summary) {
    must(registry::updateSummary(database(), run.id, summary));
}

void fillWithRuns(TrainProject& project) {
    const auto ended =
        project.addRun("support-tone", {{"optimizer", {{"learning_rate", 1e-4}}}, {"method", {{"r", 8}}}});
    project.addSteps(ended, 1, 260);
    project.addJob(ended, jobs::JobState::Done);
    project.summarize(
        ended,
        {{"best_loss", 1.31}, {"best_step", 250}, {"loss", 1.2}, {"steps", 260}, {"checkpoint_step", 260}});
    const auto cut = project.addRun("support-tone-long", {{"tokens", {{"max_length", 1024}}}});
    project.addSteps(cut, 1, 120);
    project.summarize(cut, {{"checkpoint_step", 100}});
    project.addJob(cut, jobs::JobState::Stopped);
    const auto works = project.addRun("support-tone-r16");
    project.addSteps(works, 1, 312);
    project.summarize(
        works, {{"checkpoint_step", 300}, {"planned_bytes", 8'100'000'000}, {"notices", Json::array()}});
    must(project.work(project.addJob(works, jobs::JobState::Queued)).progress("training", 312, 434, 208.0));
    const auto waits = project.addRun("support-tone-full", {{"method", {{"type", "full"}}}});
    project.addJob(waits, jobs::JobState::Queued);
}

} // namespace luthier::tests
