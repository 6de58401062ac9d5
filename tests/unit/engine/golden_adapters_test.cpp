#include "golden_case.h"

#include <engine/decoder.h>
#include <files/adapter_folder.h>

#include <support/shared_data.h>

#include <algorithm>
#include <cstring>

namespace luthier::engine::tests {
namespace {

std::vector<float> floatsOf(std::span<const std::byte> bytes) {
    std::vector<float> values(bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
}

/// An adapter folder of tests/golden/adapters on its model.
struct AdapterCase {
    std::shared_ptr<const Model> model;
    std::vector<AdapterValues> adapters;
    std::vector<std::string> paths;

    explicit AdapterCase(const std::string& name) {
        const auto root = luthier::tests::sourceFile("tests/golden");
        const auto cases = readJsonFile(root / "adapters/cases.json");
        for (const auto& entry : cases->is_array() ? *cases : (*cases)["cases"])
            if (entry["adapter"] == name)
                model = loadModel(root / "models" / entry["model"].get<std::string>());
        const auto folder = files::AdapterFolder::open(root / "adapters" / name);
        const auto pairs = files::bindAdapter(*folder, model->shape());
        for (const files::AdapterPair& pair : *pairs) {
            const auto& module = pair.target.module;
            const std::int64_t layer = module.scope == families::Scope::Model ? -1 : pair.target.layer;
            adapters.push_back({{layer, module.linear, pair.target.rank, module.inFeatures, module.outFeatures},
                                pair.target.scaling, floatsOf(pair.aBytes), floatsOf(pair.bBytes)});
            paths.push_back(pair.target.path);
        }
    }
};

class GoldenAdapters : public testing::TestWithParam<std::string> {
protected:
    std::filesystem::path folder() const { return luthier::tests::sourceFile("tests/golden/adapters") / GetParam(); }
};

TEST_P(GoldenAdapters, LogitsEqualPeft) {
    const AdapterCase sample(GetParam());
    const GoldenCase golden = openGolden(folder());
    const auto expected = golden.floats("logits");
    auto decoder = Decoder::create(sample.model, sample.adapters, {});
    ASSERT_TRUE(decoder);
    const auto vocabulary = static_cast<std::size_t>(sample.model->shape().vocabularySize);
    for (std::size_t row = 0; row + 1 < golden.rowStarts.size(); ++row) {
        (*decoder)->rewind(0);
        const auto begin = static_cast<std::size_t>(golden.rowStarts[row]);
        const auto count = static_cast<std::size_t>(golden.rowStarts[row + 1]) - begin;
        const Status status = (*decoder)->appendAll(
            std::span(golden.ids).subspan(begin, count), [&](std::int64_t index, std::span<const float> logits) {
                const auto at = (begin + static_cast<std::size_t>(index)) * vocabulary;
                EXPECT_LE(largestDifference(logits, std::span(expected).subspan(at, vocabulary)), 1e-5);
            });
        ASSERT_TRUE(status) << status.error().detail();
    }
}

void expectGradients(const std::string& name, const std::filesystem::path& folder, footprint::Checkpointing checkpointing) {
    const AdapterCase sample(name);
    const GoldenCase golden = openGolden(folder);
    const PackedBatch batch = golden.batch();
    auto settings = settingsFor(batch, footprint::Tuning::Adapters);
    settings.checkpointing = checkpointing;
    AdapterOptions options;
    std::vector<float> parameters;
    for (const AdapterValues& adapter : sample.adapters) {
        settings.adapters.push_back(adapter.slot);
        options.scaling.push_back(adapter.scaling);
    }
    auto tuner = Tuner::create(sample.model, settings, options);
    ASSERT_TRUE(tuner);
    parameters.resize(static_cast<std::size_t>((*tuner)->stateSize()));
    const auto& layout = (*tuner)->layout().parameters();
    for (std::size_t i = 0; i < sample.adapters.size(); ++i) {
        std::copy(sample.adapters[i].a.begin(), sample.adapters[i].a.end(), parameters.begin() + layout[2 * i].offset);
        std::copy(sample.adapters[i].b.begin(), sample.adapters[i].b.end(), parameters.begin() + layout[2 * i + 1].offset);
    }
    ASSERT_TRUE((*tuner)->write(StateArray::Parameters, parameters));
    const auto sum = (*tuner)->accumulate(batch, 1.0 / static_cast<double>(batch.targets.size()), 0);
    ASSERT_TRUE(sum) << sum.error().detail();
    EXPECT_NEAR(*sum / static_cast<double>(batch.targets.size()), golden.floats("loss")[0], 1e-5);
    std::vector<float> gradients(parameters.size());
    ASSERT_TRUE((*tuner)->read(StateArray::Gradients, gradients));
    for (std::size_t i = 0; i < sample.adapters.size(); ++i)
        for (const auto& [tensor, parameter] : {std::pair{files::loraNameA(sample.paths[i]), layout[2 * i]}, {files::loraNameB(sample.paths[i]), layout[2 * i + 1]}})
            EXPECT_LE(largestDifference(std::span(gradients).subspan(static_cast<std::size_t>(parameter.offset), static_cast<std::size_t>(parameter.count)),
                                        golden.floats("grad." + tensor)),
                      1e-4)
                << tensor;
}

TEST_P(GoldenAdapters, GradientsEqualPeft) { expectGradients(GetParam(), folder(), footprint::Checkpointing::Off); }
TEST_P(GoldenAdapters, GradientsAreTheSameWithCheckpointing) { expectGradients(GetParam(), folder(), footprint::Checkpointing::EveryBlock); }

std::vector<std::string> adapterFolders() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(luthier::tests::sourceFile("tests/golden/adapters")))
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
