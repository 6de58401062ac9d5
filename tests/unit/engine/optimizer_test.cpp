#include <base/json.h>
#include <engine/optimizers/optimizer.h>

#include <support/shared_data.h>

#include <ATen/TensorOperators.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <gtest/gtest.h>

namespace luthier::engine::tests {
namespace {

/// Both tensors of a case, one behind the other.
std::vector<float> joined(const Json& tensors) {
    std::vector<float> values;
    for (const Json& tensor : tensors)
        for (const Json& value : tensor)
            values.push_back(value.get<float>());
    return values;
}

at::Tensor asTensor(std::vector<float>& values) {
    return at::from_blob(values.data(), {static_cast<std::int64_t>(values.size())}, at::kFloat);
}

void expectSteps(const Json& golden, footprint::Optimizer optimizer) {
    const Json& options = golden["options"];
    OptimizerStep step;
    if (options.contains("betas")) {
        step.beta1 = options["betas"][0].get<double>();
        step.beta2 = options["betas"][1].get<double>();
        step.epsilon = options["eps"].get<double>();
    }
    step.momentum = options.value("momentum", 0.0);
    std::vector<float> weights = joined(golden["start"]);
    std::vector<at::Tensor> states;
    for (std::size_t i = 0; i < footprint::statesOf(optimizer).size(); ++i)
        states.push_back(at::zeros({static_cast<std::int64_t>(weights.size())}, at::kFloat));
    step.step = 0;
    for (const Json& expected : golden["steps"]) {
        ++step.step;
        std::vector<float> gradients = joined(expected["gradients"]);
        moverOf(optimizer)({asTensor(weights), asTensor(gradients), states, 1.0,
                            expected["learning_rate"].get<double>(), options["weight_decay"].get<double>()},
                           step);
        const std::vector<float> after = joined(expected["weights"]);
        for (std::size_t i = 0; i < after.size(); ++i)
            EXPECT_NEAR(weights[i], after[i], 1e-6 * std::max(1.0F, std::abs(after[i])))
                << "step " << step.step;
    }
}

TEST(Optimizers, StepAsThoseOfTorch) {
    const c10::InferenceMode guard;
    for (const auto& [file, optimizer] :
         {std::pair{"adamw.json", footprint::Optimizer::AdamW}, {"sgd.json", footprint::Optimizer::Sgd}}) {
        const auto cases = readJsonFile(luthier::tests::sourceFile("tests/golden/optimiser") / file);
        ASSERT_TRUE(cases);
        ASSERT_EQ(cases->size(), 3U);
        for (const Json& golden : *cases)
            expectSteps(golden, optimizer);
    }
}

} // namespace
} // namespace luthier::engine::tests
