#include "recipe_support.h"

#include <jobs/queue.h>
#include <recipes/preview/memory_bar.h>
#include <registry/registry.h>

#include <numeric>

namespace luthier::tests {
namespace {

using State = recipes::PreviewPresenter::State;

/// Watched, with the model chosen and everything answered.
struct Watched : OpenRecipe {
    Watched() {
        recipe.setModel(TuningProject::model());
        recipe.set("tokens.max_length", 64);
        recipe.set("schedule.warmup_steps", 0); // of a run of a few steps
        preview.setWatching(bridge::Watching::Yes);
        EXPECT_TRUE(settle());
    }
    qint64 part(const char* name) const {
        const auto* found = std::ranges::find(recipes::kMemoryPartNames, std::string_view(name));
        return preview.plan()->parts[static_cast<std::size_t>(found - recipes::kMemoryPartNames.begin())];
    }
    const recipe::Finding* finding(std::string_view code) const {
        const auto found = std::ranges::find(preview.findings(), code, &recipe::Finding::code);
        return found == preview.findings().end() ? nullptr : &*found;
    }
};

TEST(RunPreview, PlansEveryPartAndTheSumIsThePeak) {
    const Watched open;
    ASSERT_TRUE(open.preview.plan());
    const auto& plan = *open.preview.plan();
    EXPECT_EQ(std::accumulate(plan.parts.begin(), plan.parts.end(), qint64{0}), plan.peakBytes);
    EXPECT_TRUE(plan.fits);
    EXPECT_EQ(open.preview.state(), State::Ready);
    ASSERT_TRUE(open.preview.model());
    EXPECT_EQ(open.preview.model()->layers, 2);
    // rank 16 on seven layers of two blocks: 16 * (in + out) each.
    EXPECT_EQ(plan.trainable, 2 * 16 * (64 + 48 + 48 + 64 + 96 + 96 + 96));
}

TEST(RunPreview, MovesWithTheControls) {
    Watched open;
    const qint64 activations = open.part("activations"), adapters = open.part("adapters"),
                 gradients = open.part("gradients");
    open.recipe.set("batch.per_device_train_batch_size", 8);
    EXPECT_FALSE(open.preview.isPlanPresent());
    EXPECT_TRUE(open.preview.plan()) << "the bar of before stays meanwhile";
    ASSERT_TRUE(open.settle());
    EXPECT_GT(open.part("activations"), activations);
    open.recipe.set("method.r", 32);
    ASSERT_TRUE(open.settle());
    EXPECT_GT(open.part("adapters"), adapters);
    open.recipe.set("method.type", "full");
    ASSERT_TRUE(open.settle());
    EXPECT_GT(open.part("gradients"), gradients);
    EXPECT_EQ(open.part("adapters"), 0);
    EXPECT_TRUE(open.preview.otherPlans().contains("lora"));
    EXPECT_FALSE(open.preview.otherPlans().contains("full"));
}

TEST(RunPreview, ShowsTheAnswerToTheLastQuestionOnly) {
    Watched open;
    for (const int length : {96, 128, 160, 192, 224, 256})
        open.recipe.set("tokens.max_length", length);
    ASSERT_TRUE(open.settle());
    const qint64 peak = open.preview.plan()->peakBytes;
    open.recipe.set("tokens.max_length", 128);
    open.recipe.set("tokens.max_length", 256);
    ASSERT_TRUE(open.settle());
    EXPECT_EQ(open.preview.plan()->peakBytes, peak);
}

TEST(RunPreview, AsksNothingWhileNobodyLooks) {
    OpenRecipe open;
    open.recipe.setModel(TuningProject::model());
    ASSERT_TRUE(open.settle());
    EXPECT_FALSE(open.preview.plan());
    open.preview.setWatching(bridge::Watching::Yes);
    ASSERT_TRUE(open.settle());
    EXPECT_TRUE(open.preview.plan());
}

TEST(RunPreview, NamesWhatIsMissing) {
    OpenRecipe open;
    open.preview.setWatching(bridge::Watching::Yes);
    EXPECT_EQ(open.preview.state(), State::NoModel);
    open.recipe.setModel(TuningProject::model());
    const auto sources = open.recipe.recipe().data;
    open.recipe.setSources("data", {});
    ASSERT_TRUE(open.settle());
    EXPECT_EQ(open.preview.state(), State::NoData);
    EXPECT_TRUE(open.preview.plan()) << "what it costs is seen before the data is chosen";
    open.recipe.setSources("data", {{"nothing", std::nullopt, 1.0}});
    ASSERT_TRUE(open.settle());
    EXPECT_EQ(open.preview.state(), State::Faulty);
    open.recipe.setSources("data", sources);
    open.recipe.setModel(QStringLiteral("models/gone"));
    ASSERT_TRUE(open.settle());
    EXPECT_EQ(open.preview.state(), State::Faulty);
    ASSERT_TRUE(open.preview.modelError());
}

TEST(RunPreview, FixesAFindingOrTakesItAsItIs) {
    Watched open;
    open.recipe.set("tokens.max_length", 2048);
    ASSERT_TRUE(open.settle());
    const auto* longer = open.finding("recipe.longer_than_model");
    ASSERT_TRUE(longer);
    ASSERT_TRUE(longer->fix);
    EXPECT_EQ(open.preview.state(), State::Unaccepted);
    open.preview.accept(*longer);
    EXPECT_EQ(open.preview.state(), State::Ready);
    open.preview.fix(*longer);
    ASSERT_TRUE(open.settle());
    EXPECT_EQ(open.recipe.recipe().tokens.maxLength, 512);
    EXPECT_FALSE(open.finding("recipe.longer_than_model"));
}

TEST(RunPreview, OffersWaysToMakeItFit) {
    Watched open;
    open.recipe.set("tokens.max_length", 512);
    open.recipe.set("compute.gradient_checkpointing", "off");
    open.recipe.set("batch.per_device_train_batch_size", 65536);
    ASSERT_TRUE(open.settle());
    EXPECT_TRUE(open.preview.plan()->fits) << "32 rows do not fill such a batch";
    open.recipe.set("data", Json::array({{{"dataset", "tickets"}, {"split", "train"}, {"weight", 20000}}}));
    ASSERT_TRUE(open.settle());
    ASSERT_TRUE(open.preview.plan());
    ASSERT_FALSE(open.preview.plan()->fits);
    EXPECT_EQ(open.preview.state(), State::DoesNotFit);
    ASSERT_FALSE(open.preview.plan()->suggestions.empty());
    const qint64 before = open.preview.plan()->peakBytes;
    open.preview.take(open.preview.plan()->suggestions.front());
    ASSERT_TRUE(open.settle());
    EXPECT_LT(open.preview.plan()->peakBytes, before);
}

TEST(RunPreview, CountsTheSteps) {
    Watched open;
    // 32 of 40 rows train; 16 rows a step, 3 epochs; packing can only make it fewer.
    ASSERT_TRUE(open.preview.plan() && open.preview.plan()->steps);
    EXPECT_LE(*open.preview.plan()->steps, 6);
    EXPECT_EQ(open.preview.steps()->count, *open.preview.plan()->steps);
    EXPECT_FALSE(open.preview.steps()->atMost);
    open.recipe.set("tokens.max_length", 60);
    EXPECT_EQ(open.preview.steps()->count, 6) << "until the rows are counted under the new limit";
    EXPECT_TRUE(open.preview.steps()->atMost);
    open.recipe.set("tokens.packing", false);
    EXPECT_FALSE(open.preview.steps()->atMost);
    ASSERT_TRUE(open.settle());
    EXPECT_EQ(open.preview.plan()->steps, 6);
    open.recipe.set("duration", Json{{"max_steps", 11}});
    EXPECT_EQ(open.preview.steps()->count, 11);
}

TEST(RunPreview, SaysOneNumberForTheWholeRunNeverABound) {
    Watched open;
    ASSERT_TRUE(open.preview.plan() && open.preview.plan()->steps);
    // 32 short rows are packed into fewer sequences than rows: exactly what the plan counted.
    EXPECT_EQ(open.preview.countedSteps(), open.preview.plan()->steps);
    ASSERT_TRUE(open.preview.steps());
    open.recipe.set("tokens.max_length", 60);
    EXPECT_EQ(open.preview.countedSteps(), open.preview.plan()->steps)
        << "the last count, until the next one comes";
    ASSERT_TRUE(open.settle());
    EXPECT_EQ(open.preview.countedSteps(), open.preview.plan()->steps);
    if (const auto seconds = open.preview.seconds()) {
        EXPECT_GE(*seconds,
                  *open.preview.plan()->secondsPerStep * static_cast<double>(*open.preview.plan()->steps))
            << "validations come on top";
    }
    open.recipe.set("duration", Json{{"max_steps", 11}});
    EXPECT_EQ(open.preview.countedSteps(), 11);
}

TEST(RunPreview, StartsARun) {
    Watched open;
    open.recipe.set("duration", Json{{"max_steps", 2}});
    open.recipe.set("schedule.warmup_steps", 0);
    ASSERT_TRUE(open.settle());
    QString run;
    QObject::connect(&open.preview, &recipes::PreviewPresenter::runStarted, &open.preview,
                     [&](const QString& number) { run = number; });
    open.preview.setThreads(1);
    open.preview.start();
    EXPECT_EQ(open.preview.state(), State::Starting);
    ASSERT_TRUE(waitFor([&] { return !run.isEmpty(); }, 60000));
    EXPECT_EQ(run, QStringLiteral("0001"));
    EXPECT_TRUE(open.recipe.names().contains(open.recipe.name()));
    // The job has its own process; the project may go when that has ended.
    bridge::Request request;
    bool over = false;
    Json parameters;
    const auto look = [&] {
        open.bridge.read(
            bridge::Reader::Slow, request,
            [](storage::Connection& database, const StopToken&) { return jobs::listJobs(database); },
            [&](Result<std::vector<jobs::JobFacts>> jobs) {
                over = jobs && !jobs->empty() && !jobs::isActive(jobs->front().state);
                if (over)
                    parameters = jobs->front().parameters;
            });
    };
    EXPECT_TRUE(waitFor(
        [&] {
            look();
            return over;
        },
        120000));
    EXPECT_EQ(parameters["threads"], 1);
}

TEST(MemoryBar, GivesEachPartItsShare) {
    recipes::PlanFacts plan;
    plan.parts = {600, 100, 100, 0, 200, 0, 0, 1};
    plan.peakBytes = 1001;
    plan.budgetBytes = 1800;
    const qint64 scale = recipes::MemoryBar::scaleOf(plan, 2000);
    EXPECT_EQ(scale, 2000);
    const auto widths = recipes::MemoryBar::widthsOf(plan, scale, 400);
    EXPECT_DOUBLE_EQ(widths[0], 120);
    EXPECT_DOUBLE_EQ(widths[4], 40);
    EXPECT_EQ(widths[3], 0);
    EXPECT_GE(widths[7], 1) << "a part that is there does not vanish";
}

TEST(MemoryBar, TakesAPartOfTheScaleForAPlanThatIsSmallBesideTheDevice) {
    recipes::PlanFacts plan;
    plan.peakBytes = 100;
    plan.budgetBytes = 15000;
    const qint64 scale = recipes::MemoryBar::scaleOf(plan, 16000);
    EXPECT_LT(scale, 1000);
    EXPECT_GE(scale, 125);
}

} // namespace
} // namespace luthier::tests
