#include "golden_case.h"

#include <families/family.h>
#include <generation/generate.h>
#include <generation/open_decoder.h>
#include <methods/full.h>

#include <support/shared_data.h>

#include <algorithm>
#include <cmath>

// Every family against transformers and PEFT: what one step of training and a text cost nothing
// to get wrong.

namespace luthier::engine::tests {
namespace {

class GoldenFamilies : public testing::TestWithParam<std::string> {
protected:
    std::filesystem::path folder() const {
        return luthier::tests::sourceFile("tests/golden/models") / GetParam();
    }
    const GoldenCase m_golden = openGolden(folder());
    const std::shared_ptr<const Model> m_model = loadModel(folder());
    const PackedBatch m_batch = m_golden.batch(m_model->shape());
    const double m_scale = 1.0 / static_cast<double>(m_batch.targets.size());

    bool has(const std::string& name) const { return m_golden.values.find(name) != nullptr; }
    void expectLogits(const files::Adapter& adapter, const std::string& name) const;
    void expectScores(const files::Adapter& adapter, const std::string& name) const;
    /// Under the first of a tied tensor's names that the golden has.
    std::vector<float> tensor(const std::string& kind, const std::string& name) const {
        const std::string tied = std::string(families::outputModule(m_model->shape())) + ".weight";
        return m_golden.floats(kind + (has(kind + name) ? name : tied));
    }
    /// Buffers are no parameters of transformers, and learn nothing.
    std::vector<float> gradientOf(const footprint::Parameter& parameter) const {
        return parameter.rate == 0.0 ? std::vector<float>(static_cast<std::size_t>(parameter.count))
                                     : tensor("grad.", parameter.name);
    }
    /// What the model's own file holds.
    std::vector<float> stored(const std::string& name) const {
        const auto file = files::SafetensorsFile::open(folder() / "model.safetensors");
        const auto values = file->values<float>(name, files::Dtype::F32);
        return {values->begin(), values->end()};
    }
    bool speaksOn() const {
        return m_model->shape().kind == families::ModelKind::Decoder &&
               m_model->shape().head == families::Head::Words;
    }
    files::Adapter adaptersOf(const std::string& kind) const;
    void expectAdapter(const std::string& kind) const;
};

/// How far logits may be from the reference's: 1e-5 of the largest, where that is above 1. Sums of fp32 in
/// another order are that far apart: two processors, of which each has its own products, differ by 1.4e-5
/// where logits reach 3.
double toleranceOf(std::span<const float> expected) {
    double largest = 1;
    for (const float value : expected)
        largest = std::max(largest, std::abs(static_cast<double>(value)));
    return 1e-5 * largest;
}

/// Of every position, or of every text where texts have labels.
void GoldenFamilies::expectScores(const files::Adapter& adapter, const std::string& name) const {
    const auto expected = m_golden.floats(name);
    EXPECT_LE(largestDifference(logitsOf(m_model, m_golden, adapter), expected), toleranceOf(expected));
}

void GoldenFamilies::expectLogits(const files::Adapter& adapter, const std::string& name) const {
    if (!speaksOn())
        return expectScores(adapter, name);
    const auto expected = m_golden.floats(name);
    auto decoder = generation::openDecoder(m_model, adapter);
    ASSERT_TRUE(decoder);
    const auto vocabulary = static_cast<std::size_t>(m_model->shape().vocabularySize);
    for (std::size_t row = 0; row + 1 < m_golden.rowStarts.size(); ++row) {
        (*decoder)->rewind(0);
        const auto begin = static_cast<std::size_t>(m_golden.rowStarts[row]);
        const auto count = static_cast<std::size_t>(m_golden.rowStarts[row + 1]) - begin;
        double most = 0;
        const Status status = (*decoder)->appendAll(
            std::span(m_golden.ids).subspan(begin, count),
            [&](std::int64_t index, std::span<const float> logits) {
                const auto at = (begin + static_cast<std::size_t>(index)) * vocabulary;
                most = std::max(most, largestDifference(logits, std::span(expected).subspan(at, vocabulary)));
            });
        ASSERT_TRUE(status) << status.error().detail();
        EXPECT_LE(most, toleranceOf(expected)) << "row " << row;
    }
}

files::Adapter GoldenFamilies::adaptersOf(const std::string& kind) const {
    files::Adapter adapter;
    std::vector<methods::LoraTarget> targets;
    const std::string prefix = kind + ".A.";
    for (const files::TensorInfo& tensor : m_golden.values.tensors()) {
        if (!tensor.name.starts_with(prefix))
            continue;
        const std::string module = tensor.name.substr(prefix.size());
        // alpha 8 on rank 4.
        targets.push_back({module, tensor.shape[0], 2.0});
        for (const auto& [parameter, name] : {std::pair{methods::loraA(module), tensor.name},
                                              {methods::loraB(module), kind + ".B." + module}}) {
            adapter.form.tensors.push_back({parameter});
            adapter.values.push_back(m_golden.floats(name));
        }
    }
    adapter.form.adapting = [targets](double dropout) {
        return methods::lora(targets, dropout);
    };
    return adapter;
}

void GoldenFamilies::expectAdapter(const std::string& kind) const {
    const files::Adapter adapter = adaptersOf(kind);
    ASSERT_FALSE(adapter.values.empty());
    expectLogits(adapter, kind + ".logits");
    auto tuner = makeTuner(m_model, settingsFor(m_batch, generation::methodOf(adapter, m_model->shape())));
    ASSERT_TRUE(tuner);
    ASSERT_TRUE((*tuner)->setParameters(generation::parametersOf(adapter)));
    const auto sum = (*tuner)->accumulate(m_batch, m_scale, 0);
    ASSERT_TRUE(sum) << sum.error().detail();
    EXPECT_NEAR(*sum * m_scale, m_golden.floats(kind + ".loss")[0], 1e-5);
    const std::vector<float> gradients = gradientsOf(**tuner);
    for (const files::AdapterTensor& tensor : adapter.form.tensors) {
        const auto end = tensor.parameter.rfind(".lora_");
        EXPECT_LE(largestDifference(partOf(gradients, **tuner, tensor.parameter),
                                    m_golden.floats(kind + ".grad_" + tensor.parameter.back() + "." +
                                                    tensor.parameter.substr(0, end))),
                  1e-4)
            << tensor.parameter;
    }
    for (const footprint::Parameter& parameter : (*tuner)->layout().parameters())
        if (!parameter.name.ends_with(".lora_A") && !parameter.name.ends_with(".lora_B")) {
            EXPECT_LE(largestDifference(partOf(gradients, **tuner, parameter.name),
                                        m_golden.floats(kind + ".grad." + parameter.name)),
                      1e-4)
                << parameter.name;
        }
}

TEST_P(GoldenFamilies, LogitsEqualTransformers) {
    expectLogits({}, "logits");
}

TEST_P(GoldenFamilies, GradientsAndAStepEqualTransformers) {
    for (const auto checkpointing : {lowering::Checkpointing::Off, lowering::Checkpointing::EveryLayer}) {
        auto settings = settingsFor(m_batch, methods::full());
        settings.checkpointing = checkpointing;
        auto tuner = makeTuner(m_model, settings);
        ASSERT_TRUE(tuner);
        const auto sum = (*tuner)->accumulate(m_batch, m_scale, 0);
        ASSERT_TRUE(sum) << sum.error().detail();
        EXPECT_NEAR(*sum * m_scale, m_golden.floats("loss")[0], 1e-5);
        const std::vector<float> gradients = gradientsOf(**tuner);
        for (const footprint::Parameter& parameter : (*tuner)->layout().parameters())
            EXPECT_LE(largestDifference(partOf(gradients, **tuner, parameter.name), gradientOf(parameter)),
                      1e-4)
                << parameter.name;
        ASSERT_TRUE((*tuner)->update({.step = 1, .learningRate = 1e-2, .weightDecay = 0.01}));
        std::vector<float> values(gradients.size());
        ASSERT_TRUE((*tuner)->read(kParameters, values));
        for (const footprint::Parameter& parameter : (*tuner)->layout().parameters()) {
            const auto gradient = gradientOf(parameter);
            const auto actual = partOf(values, **tuner, parameter.name);
            if (parameter.rate == 0.0) {
                EXPECT_EQ(largestDifference(actual, stored(parameter.name)), 0.0) << parameter.name;
                continue;
            }
            const auto expected = tensor("adamw.", parameter.name);
            double most = 0;
            // A gradient near nothing decides the direction of a step by its rounding.
            for (std::size_t i = 0; i < expected.size(); ++i)
                if (std::abs(gradient[i]) >= 1e-5F)
                    most = std::max(most, std::abs(static_cast<double>(actual[i]) - expected[i]));
            EXPECT_LE(most, 1e-6) << parameter.name;
        }
    }
}

TEST_P(GoldenFamilies, SaysWhatTransformersSays) {
    if (!has("greedy_ids"))
        GTEST_SKIP() << "classifiers and encoders write nothing";
    const auto prompt = m_golden.integers("greedy_prompt");
    const auto expected = m_golden.integers("greedy_ids");
    auto decoder = generation::openDecoder(m_model, {});
    ASSERT_TRUE(decoder);
    std::vector<std::int64_t> said;
    std::vector<std::int32_t> next(prompt.begin(), prompt.end());
    if (m_model->shape().kind == families::ModelKind::EncoderDecoder) {
        ASSERT_TRUE((*decoder)->read(next));
        next = {static_cast<std::int32_t>(m_model->shape().startId)};
    }
    while (said.size() < expected.size()) {
        const auto logits = (*decoder)->append(next);
        ASSERT_TRUE(logits) << logits.error().code();
        next = {
            static_cast<std::int32_t>(std::max_element(logits->begin(), logits->end()) - logits->begin())};
        said.push_back(next.front());
    }
    EXPECT_EQ(said, expected);
}

TEST_P(GoldenFamilies, AdaptersEqualPeft) {
    for (const char* kind : {"lora_default", "lora_all"})
        if (has(std::string(kind) + ".loss"))
            expectAdapter(kind);
}

INSTANTIATE_TEST_SUITE_P(
    All, GoldenFamilies,
    testing::Values("mistral", "mistral-no-window", "qwen2-window", "qwen3", "qwen3-window", "qwen3_5",
                    "gemma", "gemma2", "gemma3", "gemma4", "gemma4-shared-values", "phi3",
                    "phi3-longrope-short", "phi3-longrope-long", "smollm3", "ministral3", "olmo2", "olmo3",
                    "exaone4", "exaone4-full", "hyperclovax", "hyperclovax-plain", "granite", "granite4",
                    "granite4-nope", "glm4", "llama-linear", "llama-yarn", "llama-yarn-mscale",
                    "gpt2-by-layer", "gpt2-reordered", "gpt2-unscaled", "gpt2-untied", "llama-sequence",
                    "qwen2-regression", "qwen3-token", "gpt2-sequence", "bert", "bert-sequence", "bert-multi",
                    "bert-regression", "bert-token", "roberta", "roberta-sequence", "xlm-roberta",
                    "xlm-roberta-token", "electra-generator", "electra-sequence", "electra-token",
                    "modernbert", "modernbert-sequence", "modernbert-token", "t5", "t5-v1_1",
                    "t5-v1_1-shared", "t5-gated-silu", "mt5", "mt5-shared"),
    [](const auto& tested) {
        std::string name = tested.param;
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    });

} // namespace
} // namespace luthier::engine::tests
