#include "golden_case.h"

#include <engine/execution/executor.h>
#include <engine/rotary_tables.h>
#include <engine/tuner_state.h>
#include <families/model_tensors.h>
#include <methods/full.h>
#include <planning/step_program.h>

#include <support/shared_data.h>

#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <random>

// What runs is the program: a fault in it shows, and what is left out changes nothing else.

namespace luthier::engine::tests {
namespace {

using lowering::Checkpointing;

constexpr std::uint64_t kSeed = 11;

/// LoRA on every linear layer and the head.
methods::Method loraOf(const Model& model, double scaling, double dropout) {
    std::vector<methods::LoraTarget> targets;
    for (const families::LinearModule& module : families::linearsOf(model.shape()))
        targets.push_back({module.path, 4, scaling});
    return methods::lora(std::move(targets), dropout);
}

planning::StepSettings settingsOf(const Model& model, methods::Method method, bool trains) {
    planning::StepSettings settings;
    settings.method = std::move(method);
    settings.trains = trains;
    settings.tokens = settings.longestRow = 90;
    settings.trainedTokens = 70;
    settings.headRows = 16;
    settings.formats = model.formats();
    return settings;
}

std::vector<float> randomValues(std::int64_t count, unsigned seed) {
    std::mt19937 engine(seed);
    std::normal_distribution<float> normal(0.0F, 0.05F);
    std::vector<float> values(static_cast<std::size_t>(count));
    for (float& value : values)
        value = normal(engine);
    return values;
}

/// Two texts; `trained` of ten tokens are targets.
PackedBatch batchOf(unsigned seed, unsigned trained) {
    std::mt19937 engine(seed);
    PackedBatch batch;
    for (const std::size_t tokens : {37U, 29U}) {
        std::vector<std::int32_t> ids;
        std::vector<std::uint8_t> mask;
        for (std::size_t i = 0; i < tokens; ++i) {
            ids.push_back(static_cast<std::int32_t>(engine() % 80));
            mask.push_back(engine() % 10 < trained);
        }
        appendRow(batch, ids, mask);
    }
    return batch;
}

/// A program over an arena of its own.
struct ProgramRun {
    ProgramRun(
        const Model& model, const planning::StepSettings& settings,
        const std::function<void(program::Program&)>& plant = [](program::Program&) {}) {
        footprint::CompiledStep step = planning::compileStep(model.shape(), settings);
        plant(step.program);
        const auto wrong = footprint::checkLayout(step.program, step.layout, step.extents);
        EXPECT_FALSE(wrong) << *wrong;
        arena = std::move(*Arena::create(step.layout.buffers, model.device()));
        executor = std::make_unique<Executor>(model, *arena, std::move(step));
        executor->poison(true);
        fillRotaryTables(*arena, executor->step());
    }
    std::vector<float> state(std::string_view which) const {
        const at::Tensor values = stateArray(*arena, which);
        return {values.const_data_ptr<float>(), values.const_data_ptr<float>() + values.numel()};
    }

    std::unique_ptr<Arena> arena;
    std::unique_ptr<Executor> executor;
};

bool sameBits(const std::vector<float>& a, const std::vector<float>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

/// Gradients of one step of full tuning with a fault in its program.
std::vector<float> gradientsWith(const std::function<void(program::Program&)>& plant) {
    const c10::InferenceMode guard;
    const auto model = loadModel(luthier::tests::sourceFile("tests/golden/models/llama-tied-gqa"));
    ProgramRun run(*model, settingsOf(*model, methods::full(), true), plant);
    initialiseParameters(*run.arena, *model, 0);
    run.executor->train(batchOf(1, 5), 0.02, 0, 0);
    return run.state(kGradients);
}

/// Each model with LoRA on all its linear layers: no value is read that was not written.
TEST(ProgramSteps, EvaluateOnATrainingStepAsOnOneOfTheirOwn) {
    const c10::InferenceMode guard;
    for (const char* name : {"llama-tied-gqa", "qwen2", "gpt2"})
        for (const Checkpointing checkpointing : {Checkpointing::Off, Checkpointing::EveryLayer}) {
            const auto model = loadModel(luthier::tests::sourceFile("tests/golden/models") / name);
            auto settings = settingsOf(*model, loraOf(*model, 1.5, 0.25), true);
            settings.checkpointing = checkpointing;
            ProgramRun training(*model, settings);
            settings.trains = false;
            ProgramRun evaluation(*model, settings);
            for (ProgramRun* run : {&training, &evaluation}) {
                at::Tensor parameters = stateArray(*run->arena, kParameters);
                const auto values = randomValues(parameters.numel(), 3);
                std::copy(values.begin(), values.end(), parameters.data_ptr<float>());
                run->executor->evaluate(batchOf(1, 6));
            }
            EXPECT_TRUE(sameBits(training.executor->losses(), evaluation.executor->losses())) << name;
            training.executor->train(batchOf(1, 6), 0.02, kSeed, 1);
            EXPECT_FALSE(sameBits(training.executor->losses(), evaluation.executor->losses()))
                << "dropout of " << name;
        }
}

TEST(ProgramSteps, WithoutTheirAdapterAreTheModelItself) {
    const c10::InferenceMode guard;
    const auto model = loadModel(luthier::tests::sourceFile("tests/golden/models/llama-biased"));
    ProgramRun plain(*model, settingsOf(*model, {}, false));
    ProgramRun adapted(*model, settingsOf(*model, loraOf(*model, 1.5, 0.0), false));
    at::Tensor parameters = stateArray(*adapted.arena, kParameters);
    const auto values = randomValues(parameters.numel(), 3);
    std::copy(values.begin(), values.end(), parameters.data_ptr<float>());
    plain.executor->evaluate(batchOf(1, 6));
    adapted.executor->evaluate(batchOf(1, 6));
    EXPECT_FALSE(sameBits(adapted.executor->losses(), plain.executor->losses()));
    adapted.executor->setAdapterOn(false);
    adapted.executor->evaluate(batchOf(1, 6));
    EXPECT_TRUE(sameBits(adapted.executor->losses(), plain.executor->losses()));
}

TEST(ProgramFaults, ShowInTheGradients) {
    const auto right = gradientsWith([](program::Program&) {});
    EXPECT_TRUE(sameBits(gradientsWith([](program::Program&) {}), right));
    const auto unturned = gradientsWith([](program::Program& program) {
        for (program::Step& step : program.steps)
            if (step.kind == program::OpKind::Rope)
                std::get<program::RopeAttributes>(step.attributes).inverse = false;
    });
    EXPECT_GT(largestDifference(unturned, right), 1e-4);
    const auto replaced = gradientsWith([](program::Program& program) {
        for (program::Step& step : program.steps)
            if (step.kind == program::OpKind::NormBackward)
                step.results[0].addend = program::kNone;
    });
    EXPECT_GT(largestDifference(replaced, right), 1e-4);
}

} // namespace
} // namespace luthier::engine::tests
