#include "registry_project.h"

#include <registry/series.h>
#include <registry/sweeps.h>

#include <cmath>

namespace luthier::registry {
namespace {

class Sweeps : public tests::RegistryProject {
protected:
    /// A sweep of so many runs.
    SweepFacts sweepOf(std::size_t runs, Pruning pruning) {
        SweepFacts sweep;
        sweep.name = "rates";
        sweep.settings = {"method.r"};
        sweep.pruning = pruning;
        for (std::size_t i = 0; i < runs; ++i)
            sweep.runs.push_back({createRun(project(), "r" + std::to_string(i), {})->id, Json{4 << i}});
        auto made = createSweep(project(), sweep);
        EXPECT_TRUE(made);
        return *made;
    }
    /// A validation after so many epochs, ten steps each.
    void validate(RunId run, double epoch, double loss) {
        const auto step = static_cast<std::int64_t>(std::lround(epoch * 10));
        std::vector<StepMetrics> steps;
        if (step > 0)
            steps.push_back({.step = step, .epoch = epoch, .loss = 9});
        ASSERT_TRUE(appendMetrics(db(), run, steps, {{step, "evaluation.loss", loss}}));
    }
    std::optional<Behind> behind(RunId run, double epoch, double loss) {
        const auto told = fallsBehind(db(), run, epoch, loss);
        EXPECT_TRUE(told);
        return *told;
    }
};

TEST_F(Sweeps, AreKeptWithTheirRunsAndFound) {
    const SweepFacts made = sweepOf(3, Pruning::Median);
    const auto all = listSweeps(db());
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 1U);
    EXPECT_EQ(all->front().name, "rates");
    EXPECT_EQ(all->front().settings, made.settings);
    EXPECT_EQ(all->front().pruning, Pruning::Median);
    ASSERT_EQ(all->front().runs.size(), 3U);
    EXPECT_EQ(all->front().runs[2].values, Json{16});
    EXPECT_EQ(findSweep(db(), "1")->id, made.id);
    for (const char* wrong : {"2", "x", "", "1x", "-1", "99999999999999999999"})
        EXPECT_EQ(findSweep(db(), wrong).error().code(), "sweep.not_found") << wrong;
    const auto lone = createRun(project(), "lone", {});
    EXPECT_FALSE(*registry::sweepOf(db(), lone->id));
    EXPECT_EQ((*registry::sweepOf(db(), made.runs[1].run))->id, made.id);
}

TEST_F(Sweeps, TheBestStandsFirst) {
    const SweepFacts sweep = sweepOf(4, Pruning::None);
    ASSERT_TRUE(updateSummary(db(), sweep.runs[0].run, {{"best_loss", 2.0}, {"loss", 0.1}}));
    ASSERT_TRUE(updateSummary(db(), sweep.runs[1].run, {{"best_loss", nullptr}, {"loss", 1.5}}));
    ASSERT_TRUE(updateSummary(db(), sweep.runs[3].run, {{"best_loss", 1.0}}));
    const auto standings = standingsOf(db(), sweep);
    ASSERT_TRUE(standings);
    std::vector<std::string> names;
    for (const Standing& one : *standings)
        names.push_back(one.run.name);
    EXPECT_EQ(names, (std::vector<std::string>{"r3", "r1", "r0", "r2"}));
    ASSERT_TRUE(setRemoved(project(), sweep.runs[3].run, true));
    EXPECT_EQ(standingsOf(db(), sweep)->size(), 3U);
}

TEST_F(Sweeps, ARunIsBehindTheMedianOfThoseThatCameAsFar) {
    const SweepFacts sweep = sweepOf(4, Pruning::Median);
    const auto run = [&](std::size_t i) {
        return sweep.runs[i].run;
    };
    validate(run(0), 0, 0.1); // before the first step: counts for nothing
    validate(run(0), 1, 2.0);
    validate(run(0), 2, 3.0);
    EXPECT_FALSE(behind(run(3), 1, 9.0)) << "one other run is no median";
    validate(run(1), 1, 1.0);
    EXPECT_FALSE(behind(run(3), 2, 9.0)) << "the second has not come as far";
    EXPECT_FALSE(behind(run(3), 1, 1.5)) << "as good as the middle of 1 and 2";
    const auto worse = behind(run(3), 1, 1.6);
    ASSERT_TRUE(worse);
    EXPECT_EQ(worse->limit, 1.5);
    EXPECT_EQ(worse->loss, 1.6);
    validate(run(1), 2, 1.0);
    EXPECT_TRUE(behind(run(3), 2, 1.8)) << "of the first its best up to there counts, 2 and not 3";
    validate(run(3), 1, 1.2);
    EXPECT_FALSE(behind(run(3), 2, 1.8)) << "and of its own too";
    EXPECT_TRUE(behind(run(3), 1, std::nan("")));
    const auto lone = createRun(project(), "lone", {});
    EXPECT_FALSE(behind(lone->id, 1, 99));
}

TEST(Pruning, HalvingKeepsTheBetterHalfAtTheRungs) {
    const auto behind = [](std::vector<double> others, std::int64_t validations, double loss) {
        return behindOthers(Pruning::Halving, std::move(others), validations, loss).has_value();
    };
    EXPECT_FALSE(behind({}, 1, 9)) << "the first of all";
    EXPECT_TRUE(behind({1}, 1, 2)) << "of two one goes on";
    EXPECT_FALSE(behind({2}, 1, 1));
    EXPECT_FALSE(behind({1, 3}, 1, 2)) << "of three two go on";
    EXPECT_TRUE(behind({1, 2}, 1, 3));
    EXPECT_FALSE(behind({1, 2, 3}, 4, 1.5));
    EXPECT_TRUE(behind({1, 2, 3}, 4, 2.5));
    EXPECT_FALSE(behind({1, 2, 3}, 3, 2.5)) << "no rung";
    EXPECT_FALSE(behindOthers(Pruning::None, {1, 2, 3}, 4, 99));
}

} // namespace
} // namespace luthier::registry
