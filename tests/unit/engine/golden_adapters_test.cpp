#include "golden_case.h"

#include <generation/open_decoder.h>

#include <support/shared_data.h>

#include <algorithm>

namespace luthier::engine::tests {
namespace {

class GoldenAdapters : public testing::TestWithParam<std::string> {
protected:
    std::filesystem::path folder() const {
        return luthier::tests::sourceFile("tests/golden/adapters") / GetParam();
    }
};

TEST_P(GoldenAdapters, LogitsEqualPeft) {
    const AdapterCase sample(GetParam());
    const GoldenCase golden = openGolden(folder());
    const auto expected = golden.floats("logits");
    auto decoder = generation::openDecoder(sample.model, sample.adapter, {});
    ASSERT_TRUE(decoder);
    const auto vocabulary = static_cast<std::size_t>(sample.model->shape().vocabularySize);
    for (std::size_t row = 0; row + 1 < golden.rowStarts.size(); ++row) {
        (*decoder)->rewind(0);
        const auto begin = static_cast<std::size_t>(golden.rowStarts[row]);
        const auto count = static_cast<std::size_t>(golden.rowStarts[row + 1]) - begin;
        const Status status = (*decoder)->appendAll(
            std::span(golden.ids).subspan(begin, count),
            [&](std::int64_t index, std::span<const float> logits) {
                const auto at = (begin + static_cast<std::size_t>(index)) * vocabulary;
                EXPECT_LE(largestDifference(logits, std::span(expected).subspan(at, vocabulary)), 1e-5);
            });
        ASSERT_TRUE(status) << status.error().detail();
    }
}

/// As the step's program holds it. PEFT's modules call some parameters otherwise than its files do.
std::vector<float> gradientOf(const GoldenCase& golden, const files::AdapterTensor& tensor) {
    const std::string name = "grad." + tensor.names.front();
    std::vector<float> gradient = golden.floats(golden.values.find(name) ? name : name + ".weight");
    if (!tensor.turned)
        return gradient;
    const auto rows = static_cast<std::size_t>(tensor.shape[0]);
    const auto columns = static_cast<std::size_t>(tensor.shape[1]);
    std::vector<float> turned;
    for (std::size_t column = 0; column < columns; ++column)
        for (std::size_t row = 0; row < rows; ++row)
            turned.push_back(gradient[row * columns + column]);
    return turned;
}

void expectGradients(const std::string& name, const std::filesystem::path& folder,
                     lowering::Checkpointing checkpointing) {
    const AdapterCase sample(name);
    const GoldenCase golden = openGolden(folder);
    const PackedBatch batch = golden.batch();
    const auto tuner = sample.tuner(batch, checkpointing);
    const auto sum = tuner->accumulate(batch, 1.0 / static_cast<double>(batch.targets.size()), 0);
    ASSERT_TRUE(sum) << sum.error().detail();
    EXPECT_NEAR(*sum / static_cast<double>(batch.targets.size()), golden.floats("loss")[0], 1e-5);
    const std::vector<float> gradients = gradientsOf(*tuner);
    for (const files::AdapterTensor& tensor : sample.adapter.form.tensors)
        EXPECT_LE(largestDifference(partOf(gradients, *tuner, tensor.parameter), gradientOf(golden, tensor)),
                  1e-4)
            << tensor.parameter;
}

/// PEFT's own count of what trains: no tensor of it is missing here.
TEST_P(GoldenAdapters, TrainWhatPeftTrains) {
    const AdapterCase sample(GetParam());
    const GoldenCase golden = openGolden(folder());
    std::size_t trained = 0;
    for (const files::TensorInfo& tensor : golden.values.tensors())
        trained += tensor.name.starts_with("grad.");
    EXPECT_EQ(sample.adapter.form.tensors.size(), trained);
    const auto tuner = sample.tuner(golden.batch(), lowering::Checkpointing::Off);
    EXPECT_EQ(tuner->layout().parameters().size(), trained);
}

TEST_P(GoldenAdapters, GradientsEqualPeft) {
    expectGradients(GetParam(), folder(), lowering::Checkpointing::Off);
}
TEST_P(GoldenAdapters, GradientsAreTheSameWithCheckpointing) {
    expectGradients(GetParam(), folder(), lowering::Checkpointing::EveryLayer);
}

std::vector<std::string> adapterFolders() {
    std::vector<std::string> names;
    for (const auto& entry :
         std::filesystem::directory_iterator(luthier::tests::sourceFile("tests/golden/adapters")))
        if (entry.is_directory() && std::filesystem::exists(entry.path() / "golden.safetensors"))
            names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

INSTANTIATE_TEST_SUITE_P(All, GoldenAdapters, testing::ValuesIn(adapterFolders()), [](const auto& tested) {
    std::string name = tested.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

} // namespace
} // namespace luthier::engine::tests
