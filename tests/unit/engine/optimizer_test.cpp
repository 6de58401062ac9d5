#include <base/json.h>
#include <engine/optimizers/optimizer.h>
#include <engine/tuner_state.h>

#include <support/shared_data.h>

#include <ATen/TensorOperators.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <gtest/gtest.h>

#include <algorithm>
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
            m_states.push_back(
                at::zeros({footprint::floatsOf(footprint::piecesOf(state.form, m_parameters))}, at::kFloat));
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
                         testing::Values(std::pair{"adamw", AdamW}, std::pair{"sgd", Sgd},
                                         std::pair{"lion", Lion}, std::pair{"adafactor", Adafactor},
                                         std::pair{"muon", Muon}),
                         [](const auto& tested) { return std::string(tested.param.first); });

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
