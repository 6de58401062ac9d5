#include "golden_case.h"

#include <engine/execution/executor.h>
#include <engine/pass.h>
#include <engine/tuner_state.h>
#include <planning/step_program.h>

#include <support/shared_data.h>

#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <random>

// The program beside the pass that was written by hand: the same operations in the same order of sums, so
// every loss, gradient and value of AdamW's state is the same to the last bit.

namespace luthier::engine::tests {
namespace {

using footprint::Checkpointing;
using footprint::Products;
using footprint::Tuning;

constexpr double kDropout = 0.25;
constexpr std::uint64_t kSeed = 11;

enum class Adapted { All, UpperLayer };

footprint::StepSettings settingsOf(const Model& model, Tuning tuning, Adapted adapted) {
    footprint::StepSettings settings;
    settings.tuning = tuning;
    settings.tokens = settings.longestRow = 90;
    settings.trainedTokens = 70;
    settings.headRows = 16;
    settings.formats = model.formats();
    const families::ModelShape& shape = model.shape();
    for (const families::LinearModule& module : families::linearsOf(shape)) {
        const bool head = module.scope == families::Scope::Model;
        for (std::int64_t layer = head || adapted == Adapted::All ? 0 : shape.layers - 1;
             tuning == Tuning::Adapters && layer < (head ? 1 : shape.layers); ++layer)
            settings.adapters.push_back(
                {head ? -1 : layer, module.linear, 4, module.inFeatures, module.outFeatures});
    }
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
        const Model& model, const footprint::StepSettings& settings,
        const planning::AdapterStrength& adapters,
        const std::function<void(program::Program&)>& plant = [](program::Program&) {}) {
        program::Program program = planning::stepProgram(model.shape(), settings, adapters);
        plant(program);
        const footprint::Extents extents = planning::extentsOf(settings);
        auto layout = footprint::layoutProgram(program, extents,
                                               planning::parameterOrder(program, model.shape(), settings));
        const auto wrong = footprint::checkLayout(program, layout, extents);
        EXPECT_FALSE(wrong) << *wrong;
        arena = std::move(*Arena::create(layout.buffers, model.device()));
        executor = std::make_unique<Executor>(model, *arena, std::move(program), std::move(layout));
        executor->poison(true);
        fillRotaryTables(*arena, model.shape());
    }
    std::vector<float> state(StateArray which) const {
        const at::Tensor values = stateArray(*arena, which);
        return {values.const_data_ptr<float>(), values.const_data_ptr<float>() + values.numel()};
    }

    std::unique_ptr<Arena> arena;
    std::unique_ptr<Executor> executor;
};

bool sameBits(const std::vector<float>& a, const std::vector<float>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

std::vector<float> stateOf(const Tuner& tuner, StateArray which) {
    std::vector<float> values(static_cast<std::size_t>(tuner.stateSize()));
    EXPECT_TRUE(tuner.read(which, values));
    return values;
}

class ProgramSteps : public testing::TestWithParam<std::tuple<std::string, Products>> {
protected:
    void SetUp() override {
        ComputeDevice device;
        device.products = std::get<Products>(GetParam());
        m_model = loadModel(
            luthier::tests::sourceFile("tests/golden/models") / std::get<std::string>(GetParam()), device);
    }

    /// Two steps of two micro-batches each.
    void expectSameBits(const footprint::StepSettings& settings, double dropout) {
        const c10::InferenceMode guard;
        AdapterOptions options{std::vector<double>(settings.adapters.size(), 1.5), dropout, kSeed};
        auto tuner = std::move(*Tuner::create(m_model, settings, options));
        ProgramRun run(*m_model, settings, {options.scaling, dropout});
        const auto start = settings.tuning == Tuning::Full ? stateOf(*tuner, StateArray::Parameters)
                                                           : randomValues(tuner->stateSize(), 3);
        ASSERT_TRUE(tuner->write(StateArray::Parameters, start));
        std::copy(start.begin(), start.end(),
                  stateArray(*run.arena, StateArray::Parameters).data_ptr<float>());
        for (unsigned step = 1; step <= 2; ++step) {
            for (unsigned part = 0; part < 2; ++part) {
                const PackedBatch batch = batchOf(10 * step + part, part == 0 ? 10 : 5);
                const double expected = *tuner->accumulate(batch, 0.02, step * 2 + part);
                run.executor->run(batch, 0.02, kSeed, step * 2 + part);
                double sum = 0;
                for (const float loss : run.executor->losses())
                    sum += static_cast<double>(loss);
                EXPECT_EQ(sum, expected);
            }
            EXPECT_TRUE(sameBits(run.state(StateArray::Gradients), stateOf(*tuner, StateArray::Gradients)));
            const AdamWStep update{static_cast<std::int64_t>(step), 1e-3, 0.9, 0.999, 1e-8, 0.1, 1.0};
            const auto norm = updateParameters(*run.arena, update);
            EXPECT_EQ(*tuner->update(update), norm.value_or(-1));
        }
        for (const StateArray which :
             {StateArray::Parameters, StateArray::FirstMoments, StateArray::SecondMoments})
            EXPECT_TRUE(sameBits(run.state(which), stateOf(*tuner, which)));
    }

    std::shared_ptr<const Model> m_model;
};

TEST_P(ProgramSteps, GiveTheBitsOfThePassByHand) {
    for (const Tuning tuning : {Tuning::Adapters, Tuning::Full})
        for (const Adapted adapted : {Adapted::All, Adapted::UpperLayer})
            for (const Checkpointing checkpointing : {Checkpointing::Off, Checkpointing::EveryBlock})
                for (const double dropout : {0.0, kDropout}) {
                    if (tuning == Tuning::Full && (dropout > 0 || adapted != Adapted::All))
                        continue;
                    auto settings = settingsOf(*m_model, tuning, adapted);
                    settings.checkpointing = checkpointing;
                    SCOPED_TRACE(testing::Message()
                                 << (tuning == Tuning::Full ? "full" : "lora")
                                 << (adapted == Adapted::All ? "" : ", upper layer")
                                 << (checkpointing == Checkpointing::Off ? "" : ", checkpointed")
                                 << ", dropout " << dropout);
                    expectSameBits(settings, dropout);
                }
}

TEST_P(ProgramSteps, EvaluateToTheBitsOfThePassByHand) {
    const c10::InferenceMode guard;
    const auto settings = settingsOf(*m_model, Tuning::None, Adapted::All);
    auto tuner = std::move(*Tuner::create(m_model, settings, {}));
    ProgramRun run(*m_model, settings, {});
    const PackedBatch batch = batchOf(1, 7);
    run.executor->run(batch, 0.0, 0, 0);
    EXPECT_TRUE(sameBits(run.executor->losses(), *tuner->losses(batch)));
}

std::string nameOf(const testing::TestParamInfo<std::tuple<std::string, Products>>& tested) {
    std::string name = std::get<0>(tested.param);
    std::replace(name.begin(), name.end(), '-', '_');
    return name + (std::get<1>(tested.param) == Products::Bf16 ? "_rounded" : "");
}

INSTANTIATE_TEST_SUITE_P(Exact, ProgramSteps,
                         testing::Combine(testing::Values("llama", "llama-tied-gqa", "llama-biased",
                                                          "llama-bf16", "llama3-scaled", "qwen2", "gpt2"),
                                          testing::Values(Products::Fp32)),
                         nameOf);
INSTANTIATE_TEST_SUITE_P(Rounded, ProgramSteps,
                         testing::Combine(testing::Values("llama-tied-gqa", "llama-bf16", "gpt2"),
                                          testing::Values(Products::Bf16)),
                         nameOf);

/// Gradients of one step of full tuning with a fault in its program.
std::vector<float> gradientsWith(const std::function<void(program::Program&)>& plant) {
    const c10::InferenceMode guard;
    const auto model = loadModel(luthier::tests::sourceFile("tests/golden/models/llama-tied-gqa"));
    const auto settings = settingsOf(*model, Tuning::Full, Adapted::All);
    ProgramRun run(*model, settings, {}, plant);
    initialiseParameters(*run.arena, *model, Tuning::Full, 0);
    run.executor->run(batchOf(1, 5), 0.02, 0, 0);
    return run.state(StateArray::Gradients);
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
