#include "golden_case.h"

#include <engine/memory/weights.h>
#include <families/model_tensors.h>
#include <generation/open_decoder.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <limits>
#include <map>

namespace luthier::engine::tests {
namespace {

using footprint::Stored;

/// A folder of tests/golden/quantization: what PEFT computes on the values of bitsandbytes' codes.
struct Sample {
    std::string folder;
    std::string base;
    Stored format;
};

class GoldenQuantised : public testing::TestWithParam<Sample> {
protected:
    static std::filesystem::path golden() { return luthier::tests::sourceFile("tests/golden"); }
    static std::filesystem::path folder() { return golden() / "quantization" / GetParam().folder; }
    static std::shared_ptr<const Model> quantisedAtLoad() {
        const auto base = files::ModelFolder::open(golden() / "models" / GetParam().base);
        return *Model::load(*base, {}, GetParam().format);
    }
    static files::Adapter adapterOf(const Model& model) {
        const auto adapter =
            files::AdapterFolder::open(golden() / "adapters" / (GetParam().base + "-all-linear"));
        return *files::readAdapter(*adapter, model.shape());
    }
    /// Loss, gradients of the adapter and its values after a step.
    static void expectStep(const std::shared_ptr<const Model>& model, lowering::Checkpointing checkpointing);
    static void expectLogits(const std::shared_ptr<const Model>& model);
};

void GoldenQuantised::expectStep(const std::shared_ptr<const Model>& model,
                                 lowering::Checkpointing checkpointing) {
    const GoldenCase expected = openGolden(folder());
    const PackedBatch batch = expected.batch();
    const auto opened = adapterOf(*model);
    auto settings = settingsFor(batch, generation::methodOf(opened, model->shape()));
    settings.checkpointing = checkpointing;
    const auto tuner = *makeTuner(model, settings);
    ASSERT_TRUE(tuner->setParameters(generation::parametersOf(opened)));
    const auto targets = static_cast<double>(batch.targets.size());
    const auto sum = tuner->accumulate(batch, 1.0 / targets, 0);
    ASSERT_TRUE(sum) << sum.error().detail();
    EXPECT_NEAR(*sum / targets, expected.floats("loss")[0], 1e-5);
    const std::vector<float> gradients = gradientsOf(*tuner);
    ASSERT_TRUE(tuner->update({.learningRate = 1e-2, .weightDecay = 0.01}));
    std::vector<float> parameters(gradients.size());
    ASSERT_TRUE(tuner->read(kParameters, parameters));
    for (const files::AdapterTensor& tensor : opened.form.tensors) {
        const std::string& name = tensor.names.front();
        const auto gradient = expected.floats("grad." + name);
        EXPECT_LE(largestDifference(partOf(gradients, *tuner, tensor.parameter), gradient), 1e-4) << name;
        const auto after = expected.floats("adamw." + name);
        const auto own = partOf(parameters, *tuner, tensor.parameter);
        for (std::size_t i = 0; i < after.size(); ++i) {
            // Below that rounding decides the step's size.
            const bool decided = std::abs(gradient[i]) >= 1e-5F;
            ASSERT_NEAR(own[i], decided ? after[i] : own[i], 1e-5) << name << " at " << i;
        }
    }
}

void GoldenQuantised::expectLogits(const std::shared_ptr<const Model>& model) {
    const GoldenCase expected = openGolden(folder());
    const auto logits = expected.floats("logits");
    const auto vocabulary = static_cast<std::size_t>(model->shape().vocabularySize);
    auto decoder = *generation::openDecoder(model, adapterOf(*model), {});
    for (std::size_t row = 0; row + 1 < expected.rowStarts.size(); ++row) {
        decoder->rewind(0);
        const auto begin = static_cast<std::size_t>(expected.rowStarts[row]);
        const auto count = static_cast<std::size_t>(expected.rowStarts[row + 1]) - begin;
        ASSERT_TRUE(decoder->appendAll(
            std::span(expected.ids).subspan(begin, count),
            [&](std::int64_t index, std::span<const float> own) {
                const auto at = (begin + static_cast<std::size_t>(index)) * vocabulary;
                EXPECT_LE(largestDifference(own, std::span(logits).subspan(at, vocabulary)), 1e-5);
            }));
    }
}

TEST_P(GoldenQuantised, AtLoadGivesTheStepOfPeft) {
    expectStep(quantisedAtLoad(), lowering::Checkpointing::Off);
}
TEST_P(GoldenQuantised, AtLoadGivesTheSameStepWithCheckpointing) {
    expectStep(quantisedAtLoad(), lowering::Checkpointing::EveryLayer);
}
TEST_P(GoldenQuantised, AtLoadGivesTheLogitsOfPeft) {
    expectLogits(quantisedAtLoad());
}

TEST_P(GoldenQuantised, AsTheFileHasThemGiveTheStepOfPeft) {
    expectStep(loadModel(folder()), lowering::Checkpointing::Off);
}
TEST_P(GoldenQuantised, AsTheFileHasThemGiveTheLogitsOfPeft) {
    expectLogits(loadModel(folder()));
}

/// The very codes and scales, by what they expand to.
TEST_P(GoldenQuantised, AtLoadHaveTheValuesOfTheFile) {
    const auto own = quantisedAtLoad();
    const auto read = loadModel(folder());
    EXPECT_EQ(own->formats().quantised, read->formats().quantised);
    for (const families::LinearModule& module : families::linearsOf(own->shape())) {
        const bool quantised = module.isQuantisable;
        const bool turned = module.layout == families::LinearLayout::InOut && !quantised;
        const std::vector<std::int64_t> shape = turned ? std::vector{module.inFeatures, module.outFeatures}
                                                       : std::vector{module.outFeatures, module.inFeatures};
        const at::Tensor first = at::zeros(shape);
        const at::Tensor second = at::ones(shape);
        own->weights()->expandInto(module.weight, first);
        read->weights()->expandInto(module.weight, second);
        EXPECT_TRUE(first.equal(second)) << module.weight;
    }
}

/// What is quantised takes the room that the plan says, and nothing else is.
TEST_P(GoldenQuantised, ArePlannedWithTheBytesThatTheyTake) {
    const auto model = quantisedAtLoad();
    const PackedBatch batch = openGolden(folder()).batch();
    auto settings = settingsFor(batch, generation::methodOf(adapterOf(*model), model->shape()));
    settings.formats = model->formats();
    const auto step = planning::compileStep(model->shape(), settings);
    std::int64_t bytes = 0;
    for (const program::Value& value : step.program.values)
        if (value.kind == program::Kind::Weight) {
            EXPECT_EQ(program::isQuantised(value.format),
                      value.name.find("proj.weight") != std::string::npos ||
                          (value.shape.size() > 1 && value.name.find(".c_") != std::string::npos))
                << value.name;
            bytes += value.storedBytes();
        }
    EXPECT_EQ(step.layout.buffers.buffer("weights").bytes, bytes);
    // By hand: of a matrix 32 × 64, 32 blocks of 64 and one of statistics.
    const program::Value matrix{
        .name = "", .kind = program::Kind::Weight, .shape = {32, 64}, .format = GetParam().format};
    const std::map<Stored, std::int64_t> expected{
        {Stored::Nf4, 1024 + 32 * 4}, {Stored::Nf4Double, 1024 + 32 + 4}, {Stored::Int8Rows, 2048 + 32 * 4}};
    EXPECT_EQ(matrix.storedBytes(), expected.at(GetParam().format));
    EXPECT_EQ(checkLayout(step.program, step.layout, step.extents), std::nullopt);
}

TEST(QuantisedModel, IsRefusedInAnotherFormThanTheFolderHas) {
    const auto load = [](const std::string& name, Stored format) {
        const auto folder = luthier::tests::sourceFile("tests/golden/quantization") / name;
        return Model::load(*files::ModelFolder::open(folder), {}, format);
    };
    EXPECT_EQ(load("llama-int8", Stored::Nf4Double).error().code(), "model.quantised_otherwise");
    EXPECT_EQ(load("llama-nf4", Stored::Int8Rows).error().code(), "model.quantised_otherwise");
    // Whether the scales are quantised as well is the folder's to say.
    const auto plain = load("llama-nf4-plain", Stored::Nf4Double);
    ASSERT_TRUE(plain);
    EXPECT_EQ((*plain)->formats().quantised, Stored::Nf4);
}

TEST(QuantisedModel, IsRefusedWhereAWeightIsNotFinite) {
    const luthier::tests::TemporaryFolder folder;
    const auto base = luthier::tests::sourceFile("tests/golden/models/llama");
    std::filesystem::copy(base / "config.json", folder / "config.json");
    const auto file = *files::SafetensorsFile::open(base / "model.safetensors");
    std::vector<files::TensorData> tensors;
    std::vector<float> broken;
    for (const files::TensorInfo& info : file.tensors()) {
        tensors.push_back({{info.name, info.dtype, info.shape}, file.bytes(info)});
        if (info.name != "model.layers.1.mlp.up_proj.weight")
            continue;
        const auto values = *file.values<float>(info.name, files::Dtype::F32);
        broken.assign(values.begin(), values.end());
        broken.back() = std::numeric_limits<float>::infinity();
        tensors.back().bytes = std::as_bytes(std::span(broken));
    }
    ASSERT_TRUE(files::writeSafetensors(folder / "model.safetensors", tensors));
    const auto opened = *files::ModelFolder::open(folder.path());
    EXPECT_TRUE(Model::load(opened, {}));
    for (const Stored format : {Stored::Nf4, Stored::Nf4Double, Stored::Int8Rows}) {
        const auto model = Model::load(opened, {}, format);
        ASSERT_FALSE(model);
        EXPECT_EQ(model.error().code(), "model.not_finite");
        EXPECT_EQ(model.error().parameters().at("name"), "model.layers.1.mlp.up_proj.weight");
    }
}

INSTANTIATE_TEST_SUITE_P(All, GoldenQuantised,
                         testing::Values(Sample{"llama-nf4", "llama", Stored::Nf4Double},
                                         Sample{"llama-nf4-plain", "llama", Stored::Nf4},
                                         Sample{"llama-int8", "llama", Stored::Int8Rows},
                                         Sample{"gpt2-nf4", "gpt2", Stored::Nf4Double},
                                         Sample{"gpt2-int8", "gpt2", Stored::Int8Rows}),
                         [](const auto& tested) {
                             std::string name = tested.param.folder;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

} // namespace
} // namespace luthier::engine::tests
