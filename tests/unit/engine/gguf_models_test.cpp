#include "golden_case.h"

#include <engine/memory/weights.h>
#include <files/model_weights.h>
#include <generation/open_decoder.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>

namespace luthier::engine::tests {
namespace {

using footprint::Products;
using footprint::Stored;

std::filesystem::path golden(const std::string& name) {
    return luthier::tests::sourceFile("tests/golden/gguf") / name;
}

files::ModelFolder opened(const std::string& name) {
    return *files::ModelFolder::open(golden(name + ".gguf"));
}

/// A folder with the values of the blocks in fp32.
void writeAsFolder(const files::ModelFolder& model, const std::filesystem::path& folder) {
    const auto weights = *files::ModelWeights::open(model);
    std::vector<std::vector<float>> values;
    std::vector<files::TensorData> tensors;
    values.reserve(weights.all().size());
    for (const files::TensorView& view : weights.all()) {
        values.push_back(files::expandedValues(*view.blocks));
        tensors.push_back(
            {{view.name, files::Dtype::F32, view.info->shape}, std::as_bytes(std::span(values.back()))});
    }
    ASSERT_TRUE(files::writeSafetensors(folder / "model.safetensors", tensors));
    luthier::tests::writeFile(folder / "config.json", dumpJson(model.config()));
}

class GoldenGguf : public testing::TestWithParam<const char*> {};

TEST_P(GoldenGguf, GivesTheLogitsOfTransformers) {
    const std::string name = GetParam();
    const auto file = *files::SafetensorsFile::open(golden(name + ".safetensors"));
    const auto ids = *file.values<std::int32_t>("ids", files::Dtype::I32);
    const auto logits = *file.values<float>("logits", files::Dtype::F32);
    const auto model = *Model::load(opened(name), testDevice());
    const auto vocabulary = static_cast<std::size_t>(model->shape().vocabularySize);
    auto decoder = *generation::openDecoder(model, {}, {});
    // A card has the values in bf16.
    const double bound = testDevice().kind == ComputeDevice::Kind::Cuda ? 5e-2 : 1e-5;
    ASSERT_TRUE(decoder->appendAll(ids, [&](std::int64_t index, std::span<const float> own) {
        const auto expected = logits.subspan(static_cast<std::size_t>(index) * vocabulary, vocabulary);
        float largest = 1.0F;
        for (const float logit : expected)
            largest = std::max(largest, std::abs(logit));
        EXPECT_LE(largestDifference(own, expected), bound * static_cast<double>(largest)) << index;
    }));
}

INSTANTIATE_TEST_SUITE_P(Files, GoldenGguf, testing::Values("llama", "llama3", "qwen2", "qwen3"),
                         [](const auto& file) { return std::string(file.param); });

/// The blocks in place of their values change nothing of a step.
TEST(GgufModel, TrainsAsAFolderWithItsValuesDoes) {
    for (const char* name : {"llama", "qwen2"})
        for (const Products products : {Products::Fp32, Products::Bf16}) {
            const luthier::tests::TemporaryFolder folder;
            writeAsFolder(opened(name), folder.path());
            const ComputeDevice device{.products = products};
            const auto blocks = *Model::load(opened(name), device);
            const auto values = *Model::load(*files::ModelFolder::open(folder.path()), device);
            EXPECT_EQ(blocks->formats().stored, Stored::Blocks);
            std::vector<float> steps[2];
            for (const auto& model : {blocks, values}) {
                PackedBatch batch;
                for (std::int32_t i = 0; i < 24; ++i) {
                    batch.ids.push_back(5 + i * 7);
                    batch.positions.push_back(i % 12);
                    if (i % 12 > 0)
                        batch.targets.push_back({i - 1, 5 + i * 7});
                }
                batch.rowStarts = {0, 12, 24};
                auto settings = settingsFor(batch, planning::loraOnEveryLinear(model->shape(), 4)(0.0));
                settings.checkpointing = lowering::Checkpointing::EveryLayer;
                const auto tuner = *makeTuner(model, settings, 3);
                for (int step = 0; step < 2; ++step) {
                    const auto loss = tuner->accumulate(batch, 1.0 / 22, 0);
                    ASSERT_TRUE(loss) << loss.error().detail();
                    steps[model == values].push_back(static_cast<float>(*loss));
                    ASSERT_TRUE(tuner->update({.learningRate = 1e-2}));
                }
            }
            // Products in fp32 take some rows of blocks at a time, which may add in another order.
            EXPECT_LE(largestDifference(steps[0], steps[1]), products == Products::Bf16 ? 0.0 : 2e-6) << name;
            EXPECT_NE(steps[0][0], steps[0][1]) << "something is learnt";
        }
}

/// What is planned is what the file takes.
TEST(GgufModel, IsPlannedWithTheBytesOfItsMatrices) {
    const auto model = *Model::load(opened("qwen2"), {});
    PackedBatch batch;
    batch.ids = {1, 2, 3};
    batch.positions = {0, 1, 2};
    batch.targets = {{0, 2}, {1, 3}};
    batch.rowStarts = {0, 3};
    auto settings = settingsFor(batch, planning::loraOnEveryLinear(model->shape(), 4)(0.0));
    settings.formats = model->formats();
    const auto step = planning::compileStep(model->shape(), settings);
    std::int64_t bytes = 0;
    const auto weights = *files::ModelWeights::open(opened("qwen2"));
    for (const files::TensorView& view : weights.all())
        bytes += static_cast<std::int64_t>(view.bytes.size());
    EXPECT_NEAR(static_cast<double>(step.layout.buffers.buffer("weights").bytes), static_cast<double>(bytes),
                64.0);
    EXPECT_EQ(checkLayout(step.program, step.layout, step.extents), std::nullopt);
}

TEST(GgufModel, IsNotQuantisedAgain) {
    for (const Stored format : {Stored::Nf4Double, Stored::Int8Rows}) {
        const auto model = Model::load(opened("llama"), {}, format);
        ASSERT_FALSE(model);
        EXPECT_EQ(model.error().code(), "gguf.stays_as_it_is");
    }
}

/// Rows of a table, and a matrix in bf16.
TEST(GgufModel, HandsOutRowsAndRoundedValues) {
    const auto model = *Model::load(opened("llama"), {});
    const std::string name = "model.embed_tokens.weight";
    at::Tensor whole = at::empty({model->shape().vocabularySize, 64}, at::kFloat);
    model->weights()->expandInto(name, whole);
    at::Tensor numbers = at::empty({3}, at::kLong);
    for (int i = 0; i < 3; ++i)
        numbers.data_ptr<std::int64_t>()[i] = 7 * i;
    EXPECT_TRUE(model->weights()->rows(name, numbers).equal(whole.index_select(0, numbers)));
    at::Tensor rounded = at::empty(whole.sizes(), at::kBFloat16);
    model->weights()->expandInto(name, rounded);
    EXPECT_TRUE(rounded.equal(whole.to(at::kBFloat16)));
}

} // namespace
} // namespace luthier::engine::tests
