#include <base/json.h>
#include <engine/optimizers/optimizer.h>
#include <engine/tuner_state.h>
#include <kernels/common/cpu_level.h>

#include <support/shared_data.h>

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace luthier::engine::tests {
namespace {

Json goldenOf(std::string_view file) {
    auto cases = readJsonFile(luthier::tests::sourceFile("tests/golden/optimiser") / file);
    EXPECT_TRUE(cases);
    return cases ? *cases : Json::array();
}

std::vector<float> floatsOf(const Json& tensor) {
    return tensor.get<std::vector<float>>();
}

at::Tensor asTensor(std::vector<float>& values) {
    return at::from_blob(values.data(), {static_cast<std::int64_t>(values.size())}, at::kFloat);
}

OptimizerStep stepOf(const Json& options) {
    OptimizerStep step;
    if (options.contains("betas")) {
        step.beta1 = options["betas"][0].get<double>();
        step.beta2 = options["betas"][1].get<double>();
    }
    step.epsilon = options.value("eps", step.epsilon);
    step.momentum = options.value("momentum", step.momentum);
    step.nesterov = options.value("nesterov", false);
    step.clipThreshold = options.value("clip_threshold", step.clipThreshold);
    step.decayRate = options.value("decay_rate", step.decayRate);
    step.newtonSchulzSteps = options.value("ns_steps", step.newtonSchulzSteps);
    step.matchesAdamW = options.value("adjust_lr_fn", "") == "match_rms_adamw";
    return step;
}

/// One tensor of a case, with what an optimiser keeps of it.
class Moved {
public:
    Moved(footprint::Optimizer optimizer, const Json& golden, std::size_t tensor)
        : m_optimizer(optimizer)
        , m_weights(floatsOf(golden["start"][tensor])) {
        footprint::Parameter parameter;
        parameter.shape = golden.contains("shapes")
                              ? golden["shapes"][tensor].get<std::vector<std::int64_t>>()
                              : std::vector{static_cast<std::int64_t>(m_weights.size())};
        parameter.count = static_cast<std::int64_t>(m_weights.size());
        parameter.isInnerMatrix = parameter.shape.size() == 2;
        m_parameters = {parameter};
        for (const footprint::OptimizerState& state : footprint::statesOf(optimizer))
            m_states.push_back(at::zeros({footprint::bytesOf(state, m_parameters) / state.elementBytes},
                                         state.elementBytes == 1 ? at::kByte : at::kFloat));
        m_scratch = at::zeros({footprint::scratchFloats(optimizer, m_parameters)}, at::kFloat);
    }

    const std::vector<float>& move(std::vector<float> gradients, double rate, double decay,
                                   const OptimizerStep& step) {
        moverOf(m_optimizer)({asTensor(m_weights), asTensor(gradients), m_states, 1.0, rate, decay,
                              m_parameters[0].shape, m_parameters[0].isInnerMatrix, m_scratch},
                             step);
        return m_weights;
    }

private:
    footprint::Optimizer m_optimizer;
    std::vector<float> m_weights;
    std::vector<footprint::Parameter> m_parameters;
    std::vector<at::Tensor> m_states;
    at::Tensor m_scratch;
};

void expectSteps(const Json& golden, footprint::Optimizer optimizer) {
    OptimizerStep step = stepOf(golden["options"]);
    for (std::size_t tensor = 0; tensor < golden["start"].size(); ++tensor) {
        Moved moved(optimizer, golden, tensor);
        step.step = 0;
        for (const Json& expected : golden["steps"]) {
            ++step.step;
            const std::vector<float>& weights =
                moved.move(floatsOf(expected["gradients"][tensor]), expected["learning_rate"].get<double>(),
                           golden["options"]["weight_decay"].get<double>(), step);
            const std::vector<float> after = floatsOf(expected["weights"][tensor]);
            for (std::size_t i = 0; i < after.size(); ++i)
                EXPECT_NEAR(weights[i], after[i], 1e-6 * std::max(1.0F, std::abs(after[i])))
                    << "tensor " << tensor << " step " << step.step;
        }
    }
}

class Optimizers : public testing::TestWithParam<std::pair<const char*, footprint::Optimizer>> {};

TEST_P(Optimizers, StepAsTheReferenceDoes) {
    const c10::InferenceMode guard;
    const Json cases = goldenOf(std::string(GetParam().first) + ".json");
    ASSERT_GE(cases.size(), 3U);
    for (const Json& golden : cases)
        expectSteps(golden, GetParam().second);
}

using enum footprint::Optimizer;
INSTANTIATE_TEST_SUITE_P(All, Optimizers,
                         testing::Values(std::pair{"adamw", AdamW}, std::pair{"adamw_8bit", AdamW8bit},
                                         std::pair{"sgd", Sgd}, std::pair{"lion", Lion},
                                         std::pair{"adafactor", Adafactor}, std::pair{"muon", Muon}),
                         [](const auto& tested) { return std::string(tested.param.first); });

/// A tensor large enough for eight bits, by the kernel and by the operations that a card has.
TEST(Optimizers, AdamW8bitIsTheSameWithoutItsKernel) {
    const c10::InferenceMode guard;
    constexpr std::int64_t kCount = 2 * (std::int64_t{1} << 18U) + 300; // more than a stretch
    footprint::Parameter parameter;
    parameter.shape = {kCount};
    parameter.count = kCount;
    std::array<std::vector<at::Tensor>, 2> states;
    std::array<at::Tensor, 2> weights;
    const at::Tensor start = at::arange(kCount, at::kFloat).mul_(0.37).sin_();
    for (std::size_t way = 0; way < 2; ++way) {
        weights[way] = start.clone();
        for (const footprint::OptimizerState& state : footprint::statesOf(AdamW8bit))
            states[way].push_back(at::zeros({footprint::bytesOf(state, {{parameter}}) / state.elementBytes},
                                            state.elementBytes == 1 ? at::kByte : at::kFloat));
    }
    OptimizerStep step;
    for (step.step = 1; step.step <= 4; ++step.step) {
        at::Tensor gradients =
            at::arange(kCount, at::kFloat).mul_(0.1 * static_cast<double>(step.step)).cos_().pow_(9);
        gradients.narrow(0, 512, 256).zero_();
        for (std::size_t way = 0; way < 2; ++way)
            (way == 0 ? moveByAdamW8bit : moveByAdamW8bitPlainly)(
                {weights[way], gradients, states[way], 0.5, 1e-2, 0.1, {kCount}, false, {}}, step);
    }
    const auto& [kernel, plain] = states;
    EXPECT_EQ(kernel[0].numel() + kernel[1].numel(), 0) << "nothing of it is in fp32";
    for (std::size_t i = 2; i < kernel.size(); ++i) {
        EXPECT_GT(kernel[i].count_nonzero().item().toLong(), kernel[i].numel() / 2) << i;
        // The kernel fuses sums where LibTorch does so on AVX2 and AVX-512 alone.
        EXPECT_LE(kernel[i].ne(plain[i]).sum().item().toLong(),
                  kernels::cpuLevel() == kernels::CpuLevel::Plain ? kernel[i].numel() / 1000 : 0)
            << i;
    }
    EXPECT_LE((weights[0] - weights[1]).abs().max().item().toDouble(), 1e-6);
    EXPECT_GT((weights[0] - start).abs().max().item().toDouble(), 1e-2);
}

TEST(Optimizers, MuonMovesWhatIsNoMatrixAsAdamWDoes) {
    const c10::InferenceMode guard;
    const Json golden = goldenOf("adamw.json")[1]; // its tensors are flat
    for (const auto optimizer : {AdamW, Muon})
        expectSteps(golden, optimizer);
}

TEST(Optimizers, ClipByValueInFrontOfTheNorm) {
    const c10::InferenceMode guard;
    const Json cases = goldenOf("clipping.json");
    ASSERT_EQ(cases.size(), 7U);
    for (const Json& golden : cases) {
        std::vector<float> gradients, clipped;
        for (const Json& tensor : golden["gradients"])
            for (const float value : floatsOf(tensor))
                gradients.push_back(value);
        for (const Json& tensor : golden["clipped"])
            for (const float value : floatsOf(tensor))
                clipped.push_back(value);
        OptimizerStep step;
        step.maxGradNorm = golden["max_norm"].get<double>();
        step.maxGradValue = golden["max_value"].get<double>();
        const Clipping clipping = clip(asTensor(gradients), step);
        EXPECT_NEAR(clipping.norm, golden["norm"].get<double>(), 1e-5 * std::max(1.0, clipping.norm));
        for (std::size_t i = 0; i < gradients.size(); ++i)
            EXPECT_NEAR(gradients[i] * clipping.scale, clipped[i], 1e-6);
    }
}

} // namespace
} // namespace luthier::engine::tests
