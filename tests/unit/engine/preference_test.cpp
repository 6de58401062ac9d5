#include "golden_case.h"

#include <base/json.h>
#include <engine/operations/preference.h>
#include <generation/open_decoder.h>
#include <methods/full.h>
#include <methods/lora_plus.h>
#include <methods/whole.h>

#include <support/shared_data.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace luthier::engine::tests {
namespace {

using program::PreferenceAttributes;
using program::PreferenceLoss;

std::filesystem::path folder() {
    return luthier::tests::sourceFile("tests/golden/preference");
}

PackedBatch batchOf(const Json& golden) {
    PackedBatch batch;
    for (const Json& pair : golden["pairs"]) {
        for (const char* side : {"chosen", "rejected"}) {
            const auto ids = pair[side].get<std::vector<std::int32_t>>();
            std::vector<std::uint8_t> trained(ids.size(), 1);
            std::fill_n(trained.begin(), pair["prompt"].get<std::size_t>(), std::uint8_t{0});
            appendRow(batch, ids, trained);
        }
        ++batch.pairs;
    }
    return batch;
}

PreferenceAttributes attributesOf(const Json& options) {
    const std::map<std::string, PreferenceLoss> names = {{"sigmoid", PreferenceLoss::Sigmoid},
                                                         {"hinge", PreferenceLoss::Hinge},
                                                         {"ipo", PreferenceLoss::Ipo},
                                                         {"robust", PreferenceLoss::Robust},
                                                         {"simpo", PreferenceLoss::Simpo},
                                                         {"sigmoid_norm", PreferenceLoss::SigmoidNorm},
                                                         {"orpo", PreferenceLoss::Orpo},
                                                         {"reward", PreferenceLoss::Reward},
                                                         {"reward_centred", PreferenceLoss::Reward},
                                                         {"kto", PreferenceLoss::Kto},
                                                         {"kto_weighted", PreferenceLoss::Kto}};
    return {names.at(options["loss_type"].get<std::string>()),
            options.value("beta", 0.0),
            options.value("label_smoothing", 0.0),
            options.value("simpo_gamma", 0.0),
            options.value("center_rewards_coefficient", 0.0),
            options.value("desirable_weight", 1.0),
            options.value("undesirable_weight", 1.0)};
}

/// ORPO learns the better texts with their questions.
PackedBatch withQuestions(const Json& golden) {
    PackedBatch batch;
    for (const Json& pair : golden["pairs"]) {
        for (const char* side : {"chosen", "rejected"}) {
            const auto ids = pair[side].get<std::vector<std::int32_t>>();
            const auto question = pair["prompt"].get<std::size_t>();
            const bool whole = std::string_view(side) == "chosen";
            std::vector<std::uint8_t> trained(ids.size(), 1);
            if (!whole)
                std::fill_n(trained.begin(), question, std::uint8_t{0});
            appendRow(batch, ids, trained);
            for (std::size_t at = whole ? 1 : question; at < ids.size(); ++at)
                batch.compared.push_back(at < question ? 0.0F : 1.0F);
        }
        ++batch.pairs;
    }
    return batch;
}

/// Each question with its answer, and with the answer of the row in front of it.
PackedBatch judged(const Json& golden) {
    PackedBatch batch;
    const Json& rows = golden["judged"];
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (const std::size_t said : {row, (row + rows.size() - 1) % rows.size()}) {
            auto ids = rows[row]["prompt"].get<std::vector<std::int32_t>>();
            std::vector<std::uint8_t> trained(ids.size(), 0);
            const auto answer = rows[said]["answer"].get<std::vector<std::int32_t>>();
            ids.insert(ids.end(), answer.begin(), answer.end());
            trained.resize(ids.size(), 1);
            appendRow(batch, ids, trained);
        }
        batch.desirable.push_back(rows[row]["wanted"].get<bool>() ? 1.0F : 0.0F);
        ++batch.pairs;
    }
    batch.references = golden["judged_references"].get<std::vector<float>>();
    return batch;
}

/// A reward model scores a text at its last token.
PackedBatch scored(const Json& golden) {
    PackedBatch batch = batchOf(golden);
    batch.targets.clear();
    for (std::size_t text = 1; text < batch.rowStarts.size(); ++text)
        batch.targets.push_back({batch.rowStarts[text] - 1, 0});
    return batch;
}

/// TRL's losses on an adapter of PEFT's.
class GoldenPreference : public testing::TestWithParam<lowering::Checkpointing> {
protected:
    GoldenPreference()
        : golden(*readJsonFile(folder() / "cases.json"))
        , sample(golden["adapter"].get<std::string>()) {}

    std::unique_ptr<Tuner> tuner(const PackedBatch& batch, const PreferenceAttributes& how) const {
        auto settings = settingsFor(batch, generation::methodOf(sample.adapter, sample.model->shape()));
        settings.checkpointing = GetParam();
        settings.preference = how;
        settings.pairs = batch.pairs;
        auto made = makeTuner(sample.model, settings);
        EXPECT_TRUE(made);
        EXPECT_TRUE((*made)->setParameters(generation::parametersOf(sample.adapter)));
        return std::move(*made);
    }

    /// Names of the parameters, and of their gradients in the file.
    std::vector<std::pair<std::string, std::string>> parametersAndTensors() const {
        std::vector<std::pair<std::string, std::string>> names;
        for (const files::AdapterTensor& tensor : sample.adapter.form.tensors)
            names.emplace_back(tensor.parameter, tensor.names.front());
        return names;
    }

    Json golden;
    AdapterCase sample;
};

/// `names`: those of the parameters, and of their gradients in the file.
void expectGradients(const Tuner& tuner, const std::vector<std::pair<std::string, std::string>>& names,
                     const std::string& name) {
    const auto file = files::SafetensorsFile::open(folder() / "gradients.safetensors");
    ASSERT_TRUE(file);
    const std::vector<float> gradients = gradientsOf(tuner);
    ASSERT_FALSE(names.empty());
    for (const auto& [parameter, there] : names) {
        const auto expected = file->values<float>(name + ".grad." + there, files::Dtype::F32);
        ASSERT_TRUE(expected) << there;
        double largest = 0;
        for (const float value : *expected)
            largest = std::max(largest, static_cast<double>(std::abs(value)));
        EXPECT_LE(largestDifference(partOf(gradients, tuner, parameter), *expected), 1e-4 * largest + 1e-7)
            << name << " " << parameter;
    }
}

/// The mean of a column of four, over the pairs that have such an answer.
double meanOf(const std::vector<float>& values, std::size_t column) {
    double sum = 0, count = 0;
    for (std::size_t i = column; i < values.size(); i += 4)
        if (!std::isnan(values[i])) {
            sum += static_cast<double>(values[i]);
            ++count;
        }
    return sum / count;
}

/// The losses, the rewards and the first gradients of 20 steps.
void expectSteps(Tuner& tuner, const PackedBatch& batch, const Json& one, double rate,
                 const std::vector<std::pair<std::string, std::string>>& names) {
    const auto name = one["name"].get<std::string>();
    const double pairs = static_cast<double>(batch.pairs);
    OptimizerStep step{.step = 0, .learningRate = rate};
    for (const Json& expected : one["steps"]) {
        ++step.step;
        const auto sum = tuner.accumulate(batch, 1.0 / pairs, 0);
        ASSERT_TRUE(sum) << sum.error().detail();
        const auto near = [&](double value, const char* key) {
            const double wanted = expected[key].get<double>();
            EXPECT_NEAR(value, wanted, 1e-4 * std::max(1.0, std::abs(wanted)))
                << name << " " << key << " step " << step.step;
        };
        near(*sum / pairs, "loss");
        const std::vector<float> values = tuner.pairValues();
        ASSERT_EQ(values.size(), 4 * static_cast<std::size_t>(batch.pairs));
        near(meanOf(values, 2), "chosen");
        near(meanOf(values, 3), "rejected");
        if (step.step == 1)
            expectGradients(tuner, names, name);
        ASSERT_TRUE(tuner.update(step));
    }
}

TEST_P(GoldenPreference, LearnsAsTrlDoesOverTwentySteps) {
    PackedBatch answers = batchOf(golden);
    answers.references = golden["references"].get<std::vector<float>>();
    const auto names = parametersAndTensors();
    ASSERT_EQ(golden["cases"].size(), 8U);
    for (const Json& one : golden["cases"]) {
        const PackedBatch batch = one["name"] == "orpo" ? withQuestions(golden) : answers;
        expectSteps(*tuner(batch, attributesOf(one["options"])), batch, one, golden["rate"].get<double>(),
                    names);
    }
}

TEST_P(GoldenPreference, LearnsSingleAnswersAsTrlsKtoDoes) {
    const PackedBatch batch = judged(golden);
    ASSERT_EQ(golden["judging"].size(), 2U);
    for (const Json& one : golden["judging"])
        expectSteps(*tuner(batch, attributesOf(one["options"])), batch, one, golden["rate"].get<double>(),
                    parametersAndTensors());
}

TEST_P(GoldenPreference, RefusesAnswersThatNobodyJudged) {
    PackedBatch batch = judged(golden);
    const auto tuned = tuner(batch, {PreferenceLoss::Kto});
    batch.desirable.pop_back();
    const auto refusedAnswers = tuned->losses(batch);
    ASSERT_FALSE(refusedAnswers);
    EXPECT_EQ(refusedAnswers.error().code(), "engine.bad_batch");
}

TEST_P(GoldenPreference, ScoresTextsAsARewardModelOfTrlDoes) {
    const auto model =
        loadModel(luthier::tests::sourceFile("tests/golden/models") / golden["scorer"].get<std::string>());
    const PackedBatch batch = scored(golden);
    ASSERT_EQ(golden["scoring"].size(), 2U);
    for (const Json& one : golden["scoring"]) {
        auto settings = settingsFor(batch, methods::full());
        settings.checkpointing = GetParam();
        settings.preference = attributesOf(one["options"]);
        settings.pairs = batch.pairs;
        const auto tuned = makeTuner(model, settings);
        ASSERT_TRUE(tuned) << tuned.error().detail();
        std::vector<std::pair<std::string, std::string>> names;
        for (const footprint::Parameter& parameter : (*tuned)->layout().parameters())
            names.emplace_back(parameter.name, parameter.name);
        expectSteps(**tuned, batch, one, golden["rate"].get<double>(), names);
    }
}

/// What the reference says is what the step says of a model that has not moved.
TEST_P(GoldenPreference, MeasuresItsOwnReference) {
    PackedBatch batch = batchOf(golden);
    const auto tuned = tuner(batch, {});
    ASSERT_TRUE(tuned->losses(batch));
    const std::vector<float> values = tuned->pairValues();
    for (std::size_t i = 0; i < values.size(); i += 4)
        batch.references.insert(batch.references.end(), {values[i], values[i + 1]});
    const auto losses = tuned->losses(batch);
    ASSERT_TRUE(losses);
    for (const float loss : *losses)
        EXPECT_NEAR(loss, std::log(2.0), 1e-6);
}

TEST_P(GoldenPreference, RefusesTextsThatAreNoPairs) {
    PackedBatch batch = batchOf(golden);
    const auto tuned = tuner(batch, {});
    --batch.pairs;
    const auto refusedPairs = tuned->losses(batch);
    ASSERT_FALSE(refusedPairs);
    EXPECT_EQ(refusedPairs.error().code(), "engine.bad_batch");
}

INSTANTIATE_TEST_SUITE_P(All, GoldenPreference,
                         testing::Values(lowering::Checkpointing::Off, lowering::Checkpointing::EveryLayer),
                         [](const auto& tested) {
                             return tested.param == lowering::Checkpointing::Off ? "kept" : "made_again";
                         });

/// The derivatives are those of the loss.
TEST(Preference, SlopesAreThoseOfTheLoss) {
    constexpr double kStep = 1e-5;
    for (const PreferenceLoss loss :
         {PreferenceLoss::Sigmoid, PreferenceLoss::Hinge, PreferenceLoss::Ipo, PreferenceLoss::Robust,
          PreferenceLoss::SigmoidNorm, PreferenceLoss::Simpo, PreferenceLoss::Orpo, PreferenceLoss::Reward}) {
        const PreferenceAttributes how{loss, 0.3, 0.1, 0.2, 0.05};
        const Answer chosen{-9.0, -8.5, 7.0}, rejected{-12.0, -12.5, 5.0};
        const auto at = [&](double better, double worse) {
            Answer a = chosen, b = rejected;
            a.logProb += better;
            b.logProb += worse;
            return preferenceLoss(how, a, b).loss;
        };
        const PairLoss pair = preferenceLoss(how, chosen, rejected);
        EXPECT_NEAR(pair.byChosen, (at(kStep, 0) - at(-kStep, 0)) / (2 * kStep), 1e-7);
        EXPECT_NEAR(pair.byRejected, (at(0, kStep) - at(0, -kStep)) / (2 * kStep), 1e-7);
        EXPECT_TRUE(std::isfinite(preferenceLoss(how, {-1e4, 0, 9}, {-1, 0, 9}).loss));
        const PairLoss certain = preferenceLoss(how, {0, 0, 9}, {0, 0, 9});
        EXPECT_TRUE(std::isfinite(certain.loss) && std::isfinite(certain.byChosen))
            << "of quite certain texts";
    }
}

TEST(Preference, SlopeOfAJudgedAnswerIsThatOfItsLoss) {
    constexpr double kStep = 1e-5;
    const PreferenceAttributes how{
        .loss = PreferenceLoss::Kto, .beta = 0.3, .desirableWeight = 0.8, .undesirableWeight = 1.7};
    for (const bool wanted : {true, false}) {
        const auto at = [&](double more) {
            return judgedLoss(how, {-9.0 + more, -8.5, 7.0}, wanted, 0.4).loss;
        };
        EXPECT_NEAR(judgedLoss(how, {-9.0, -8.5, 7.0}, wanted, 0.4).byChosen,
                    (at(kStep) - at(-kStep)) / (2 * kStep), 1e-7);
        EXPECT_TRUE(std::isfinite(judgedLoss(how, {-1e4, 0, 9}, wanted, 0).loss));
    }
    const std::vector<Answer> less = {{-3, -2}, {-4, -4}};
    EXPECT_EQ(movedBy(less), 0) << "never below zero";
    const std::vector<Answer> more = {{-2, -3}, {-4, -6}};
    EXPECT_EQ(movedBy(more), 1.5);
}

/// As transformers' Trainer smooths labels; held-out losses are without it.
TEST(GoldenSmoothing, LossAndGradientsEqualTransformers) {
    const auto place = luthier::tests::sourceFile("tests/golden/smoothing");
    const AdapterCase sample("qwen2-rslora");
    const GoldenCase golden = openGolden(place);
    const PackedBatch batch = golden.batch();
    auto settings = settingsFor(batch, generation::methodOf(sample.adapter, sample.model->shape()));
    const auto plain = sample.tuner(batch, lowering::Checkpointing::Off);
    settings.labelSmoothing = 0.1;
    auto tuner = makeTuner(sample.model, settings);
    ASSERT_TRUE(tuner);
    ASSERT_TRUE((*tuner)->setParameters(generation::parametersOf(sample.adapter)));
    const auto targets = static_cast<double>(batch.targets.size());
    EXPECT_EQ(*(*tuner)->losses(batch), *plain->losses(batch));
    const auto sum = (*tuner)->accumulate(batch, 1.0 / targets, 0);
    ASSERT_TRUE(sum);
    EXPECT_NEAR(*sum / targets, golden.floats("loss")[0], 1e-5);
    const std::vector<float> gradients = gradientsOf(**tuner);
    for (const files::AdapterTensor& tensor : sample.adapter.form.tensors)
        EXPECT_LE(largestDifference(partOf(gradients, **tuner, tensor.parameter),
                                    golden.floats("grad." + tensor.names.front())),
                  1e-5)
            << tensor.parameter;
}

/// LoRA+: in AdamW's first step every number moves by its rate.
TEST(LoraPlus, MovesBFasterThanA) {
    const AdapterCase sample("qwen2-rslora");
    const GoldenCase golden = openGolden(luthier::tests::sourceFile("tests/golden/adapters/qwen2-rslora"));
    const PackedBatch batch = golden.batch();
    constexpr double kRate = 1e-3;
    constexpr double kRatio = 16;
    auto settings =
        settingsFor(batch, methods::both(generation::methodOf(sample.adapter, sample.model->shape()),
                                         methods::loraPlus(kRatio)));
    auto tuner = makeTuner(sample.model, settings);
    ASSERT_TRUE(tuner);
    const std::vector<engine::NamedValues> start = generation::parametersOf(sample.adapter);
    ASSERT_TRUE((*tuner)->setParameters(start));
    ASSERT_TRUE((*tuner)->accumulate(batch, 1.0, 0));
    ASSERT_TRUE((*tuner)->update({.step = 1, .learningRate = kRate}));
    std::vector<float> after(static_cast<std::size_t>((*tuner)->stateSize()));
    ASSERT_TRUE((*tuner)->read(kParameters, after));
    for (const NamedValues& before : start) {
        const double moved =
            largestDifference(partOf(after, **tuner, std::string(before.name)), before.values);
        EXPECT_NEAR(moved, before.name.ends_with(".lora_B") ? kRate * kRatio : kRate, 1e-5) << before.name;
    }
}

} // namespace
} // namespace luthier::engine::tests
