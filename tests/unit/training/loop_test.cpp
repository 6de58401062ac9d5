#include <training/loop.h>

#include <base/fault.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <cerrno>
#include <cmath>
#include <cstring>

namespace luthier::training {
namespace {

/// One weight; the loss of a token is the weight, a step adds the gradient.
class FakeEngine final : public StepEngine {
public:
    Result<double> accumulate(const engine::PackedBatch& batch, double lossScale, std::uint64_t) override {
        scales.push_back(lossScale);
        gradients[0] += static_cast<float>(lossScale * static_cast<double>(batch.targets.size()));
        return static_cast<double>(parameters_[0]) * static_cast<double>(batch.targets.size());
    }
    Result<std::vector<float>> losses(const engine::PackedBatch& batch) override {
        return std::vector<float>(
            batch.targets.size(),
            heldOut.empty()
                ? 1.0F
                : heldOut.at(static_cast<std::size_t>(
                      std::min<std::int64_t>(steps, static_cast<std::int64_t>(heldOut.size())) - 1)));
    }
    Result<double> update(const engine::OptimizerStep& step) override {
        ++steps;
        rates.push_back(step.learningRate);
        parameters_[0] += gradients[0];
        gradients[0] = 0;
        return 1.0;
    }
    Result<engine::HostValues> view(std::string_view array) const override {
        return engine::HostValues{
            std::as_bytes(std::span<const float>(array == engine::kParameters ? parameters_ : moments)), {}};
    }
    Status writeBytes(std::string_view array, std::span<const std::byte> bytes, std::int64_t) override {
        if (array == engine::kParameters)
            std::memcpy(parameters_.data(), bytes.data(), sizeof(float));
        return {};
    }
    std::span<const footprint::OptimizerState> states() const override {
        return footprint::statesOf(footprint::Optimizer::AdamW);
    }
    std::int64_t stateSize() const override { return 1; }
    const std::vector<footprint::Parameter>& parameters() const override { return layout; }

    std::vector<footprint::Parameter> layout = {{"w", {1}, 0, 1, true}};
    std::vector<float> parameters_ = {1.0F};
    std::vector<float> gradients = {0.0F};
    std::vector<float> moments = {0.0F};
    std::vector<double> scales;
    std::vector<double> rates;
    std::vector<float> heldOut; ///< loss after each step
    std::int64_t steps = 0;
};

class Recorder final : public Observer {
public:
    Wish wish() override {
        return static_cast<std::int64_t>(steps.size()) >= wishAfter ? wanted : Wish::GoOn;
    }
    Status onStep(const StepReport& step) override {
        steps.push_back(step);
        return {};
    }
    Status onEvaluation(std::int64_t step, double loss, bool) override {
        evaluations.emplace_back(step, loss);
        return {};
    }
    Status onCheckpoint(const Checkpoint& checkpoint) override {
        checkpoints.push_back(checkpoint.progress.step);
        return {};
    }
    std::vector<StepReport> steps;
    std::vector<std::pair<std::int64_t, double>> evaluations;
    std::vector<std::int64_t> checkpoints;
    Wish wanted = Wish::GoOn;
    std::int64_t wishAfter = 0;
};

class LoopTest : public testing::Test {
protected:
    LoopTest() {
        for (int row = 0; row < 6; ++row)
            train.append(std::vector<std::int32_t>(5, 1), std::vector<std::uint8_t>(5, 1), 1, row + 1);
        recipe.batchSize = 1;
        recipe.accumulation = 2;
        recipe.tokens.packing = false;
        recipe.maxSteps = 6;
        recipe.evalSteps = 0;
        recipe.evalOnStart = false;
        recipe.saveSteps = 0;
        recipe.schedule.warmupSteps = 0;
    }
    Result<Ending> run() {
        const BatchPlan plan(train, recipe);
        const packing::RowPacker packer{families::ModelShape{}};
        return runLoop(engine, plan,
                       {recipe, train, validation, folder / "checkpoints", {"cpu", 2, "plain", "x"}, packer},
                       progress, recorder);
    }

    tests::TemporaryFolder folder;
    examples::FrozenData train;
    examples::FrozenData validation;
    recipe::Recipe recipe;
    FakeEngine engine;
    Recorder recorder;
    Progress progress;
};

TEST_F(LoopTest, DividesByTheTrainedTokensOfTheWholeBatch) {
    ASSERT_EQ(*run(), Ending::Done);
    ASSERT_EQ(recorder.steps.size(), 6U);
    // Two rows of four targets each.
    for (const double scale : engine.scales)
        EXPECT_DOUBLE_EQ(scale, 1.0 / 8.0);
    EXPECT_EQ(recorder.steps[0].trainedTokens, 8);
    EXPECT_DOUBLE_EQ(recorder.steps[0].loss, 1.0);
    EXPECT_EQ(recorder.checkpoints, (std::vector<std::int64_t>{6}));
}

TEST_F(LoopTest, PausesWithACheckpointAndGoesOnFromIt) {
    recorder.wanted = Wish::Pause;
    recorder.wishAfter = 2;
    ASSERT_EQ(*run(), Ending::Paused);
    EXPECT_EQ(progress.step, 2);
    const auto found = takeNewestCheckpoint(folder / "checkpoints");
    ASSERT_TRUE(found->newest);
    FakeEngine other;
    ASSERT_TRUE(loadCheckpoint(*found->newest, other));
    EXPECT_EQ(other.parameters_, engine.parameters_);
    recorder.wanted = Wish::GoOn;
    ASSERT_EQ(*run(), Ending::Done);
    EXPECT_EQ(recorder.steps.back().step, 6);
}

TEST_F(LoopTest, StopsEarlyWhenNothingIsGainedAndKeepsTheBest) {
    validation.append(std::vector<std::int32_t>(3, 1), std::vector<std::uint8_t>(3, 1), 1, 1);
    engine.heldOut = {3.0F, 2.0F, 2.5F, 2.6F, 1.0F};
    recipe.evalSteps = 1;
    recipe.earlyStoppingPatience = 2;
    recipe.saveTotalLimit = 1;
    ASSERT_EQ(*run(), Ending::EarlyStopped);
    EXPECT_EQ(progress.step, 4);
    EXPECT_EQ(progress.bestStep, 2);
    EXPECT_EQ(checkpointSteps(folder / "checkpoints"), (std::vector<std::int64_t>{2, 4}));
}

TEST_F(LoopTest, TheNewestCheckpointIsThatOfTheHighestStepBeyondAMillion) {
    const auto place = folder / "checkpoints";
    for (const std::int64_t step : {999'999, 1'000'000, 10'000'000, 2'000'000}) {
        progress.step = step;
        ASSERT_TRUE(writeCheckpoint(place, engine, progress, {}));
    }
    EXPECT_EQ(takeNewestCheckpoint(place)->newest->progress.step, 10'000'000);
    ASSERT_TRUE(pruneCheckpoints(place, 2, 0));
    EXPECT_EQ(checkpointSteps(place), (std::vector<std::int64_t>{2'000'000, 10'000'000}));
}

TEST_F(LoopTest, CheckpointsSayWhatTheyWereTrainedOn) {
    const auto place = folder / "checkpoints";
    const Environment made{"cpu", 2, "avx512", "2.11", "a1b2"};
    ASSERT_TRUE(writeCheckpoint(place, engine, progress, made));
    EXPECT_EQ(takeNewestCheckpoint(place)->newest->environment, made);
}

TEST_F(LoopTest, KeepsWhatThereIsWhenItIsStoppedDuringAnEvaluation) {
    validation.append(std::vector<std::int32_t>(3, 1), std::vector<std::uint8_t>(3, 1), 1, 1);
    recipe.evalSteps = 2;
    recorder.wanted = Wish::Stop;
    recorder.wishAfter = 2; // heard first by the evaluation after step 2
    const auto ended = run();
    ASSERT_TRUE(ended) << ended.error().code();
    EXPECT_EQ(*ended, Ending::Stopped);
    EXPECT_TRUE(recorder.evaluations.empty());
    EXPECT_EQ(recorder.checkpoints, (std::vector<std::int64_t>{2}));
}

TEST_F(LoopTest, MeasuresHeldOutRowsOnceBeforeTheFirstStep) {
    validation.append(std::vector<std::int32_t>(3, 1), std::vector<std::uint8_t>(3, 1), 1, 1);
    recipe.evalOnStart = true;
    recipe.evalSteps = 3;
    recipe.earlyStoppingPatience = 1;
    recorder.wanted = Wish::Pause;
    recorder.wishAfter = 4;
    ASSERT_EQ(*run(), Ending::Paused);
    using Evaluations = std::vector<std::pair<std::int64_t, double>>;
    EXPECT_EQ(recorder.evaluations, (Evaluations{{0, 1}, {3, 1}}));
    EXPECT_EQ(progress.bestStep, 3) << "what nothing was learned for is no candidate";
    recorder.wanted = Wish::GoOn;
    recorder.evaluations.clear();
    recipe.earlyStoppingPatience = 0;
    ASSERT_EQ(*run(), Ending::Done);
    EXPECT_EQ(recorder.evaluations, (Evaluations{{6, 1}})) << "a resumed run began before";
}

TEST_F(LoopTest, EndsWithASentenceWhenTheLossIsNoNumber) {
    engine.parameters_[0] = NAN;
    const auto ended = run();
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().code(), "training.diverged");
}

TEST_F(LoopTest, AFullDiskLeavesTheEarlierCheckpointAndNothingHalf) {
    recorder.wanted = Wish::Pause;
    recorder.wishAfter = 1;
    ASSERT_EQ(*run(), Ending::Paused);
    for (int call = 1; call < 12; ++call) {
        const ScopedFault fault(FaultPoint::Write, call, ENOSPC);
        ++progress.step;
        const auto written = writeCheckpoint(folder / "checkpoints", engine, progress, {});
        if (written) {
            EXPECT_GT(call, 4);
            break;
        }
        EXPECT_EQ(written.error().code(), "file.no_space");
        const auto found = takeNewestCheckpoint(folder / "checkpoints");
        ASSERT_TRUE(found->newest);
        EXPECT_EQ(found->newest->progress.step, 1);
        EXPECT_EQ(checkpointSteps(folder / "checkpoints"), std::vector<std::int64_t>{1});
    }
}

TEST_F(LoopTest, ADamagedCheckpointIsSetAsideAndTheOneBeforeIsTaken) {
    recipe.saveSteps = 3;
    ASSERT_EQ(*run(), Ending::Done);
    tests::writeFile(folder / "checkpoints" / "step-000006" / "optimizer.safetensors", "broken");
    const auto found = takeNewestCheckpoint(folder / "checkpoints");
    ASSERT_TRUE(found->newest);
    EXPECT_EQ(found->newest->progress.step, 3);
    EXPECT_EQ(found->damaged, (std::vector<std::string>{"step-000006"}));
    EXPECT_TRUE(std::filesystem::exists(folder / "checkpoints" / "quarantine" / "step-000006"));
}

} // namespace
} // namespace luthier::training
