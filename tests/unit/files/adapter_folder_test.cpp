#include "raw_safetensors.h"

#include <files/adapter_folder.h>
#include <files/model_folder.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

using namespace luthier;
using namespace luthier::files;
using luthier::tests::TemporaryFolder;
using luthier::tests::writeFile;

namespace fs = std::filesystem;

namespace {

families::ModelShape shapeOf(std::string_view model) {
    return ModelFolder::open(tests::sourceFile("tests/golden/models") / model)->shape().value();
}

fs::path golden(std::string_view adapter) {
    return tests::sourceFile("tests/golden/adapters") / adapter;
}

/// Pairs of the adapter at `folder` on the Llama model, or the error's code.
std::string bindCode(const fs::path& folder) {
    const auto adapter = AdapterFolder::open(folder);
    if (!adapter)
        return adapter.error().code();
    const auto pairs = bindAdapter(*adapter, shapeOf("llama"));
    return pairs ? "" : pairs.error().code();
}

std::span<const float> floats(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const float*>(bytes.data()), bytes.size() / sizeof(float)};
}

} // namespace

TEST(AdapterFolder, BindsEveryAdapterOfPeft) {
    const Json cases = readJsonFile(golden("cases.json")).value();
    for (const Json& item : cases) {
        const auto name = item["adapter"].get<std::string>();
        const auto adapter = AdapterFolder::open(golden(name));
        ASSERT_TRUE(adapter) << name << " " << adapter.error().code();
        const auto pairs = bindAdapter(*adapter, shapeOf(item["model"].get<std::string>()));
        ASSERT_TRUE(pairs) << name << " " << pairs.error().code();
        EXPECT_EQ(pairs->size(), item["targets"].size());
        for (const AdapterPair& pair : *pairs) {
            EXPECT_EQ(pair.aBytes.size(),
                      static_cast<std::size_t>(pair.target.rank * pair.target.module.inFeatures) * 4);
            EXPECT_EQ(pair.bBytes.size(),
                      static_cast<std::size_t>(pair.target.rank * pair.target.module.outFeatures) * 4);
        }
    }
}

TEST(AdapterFolder, IsWrittenAsPeftWritesTheWeights) {
    TemporaryFolder folder;
    for (const char* name : {"llama-all-linear", "llama-patterns", "gpt2-all-linear"}) {
        const auto adapter = AdapterFolder::open(golden(name));
        ASSERT_TRUE(adapter);
        const auto model = fs::path(adapter->config().baseModel).filename().string();
        const auto pairs = bindAdapter(*adapter, shapeOf(model));
        ASSERT_TRUE(pairs);
        std::vector<AdapterTensors> tensors;
        for (const AdapterPair& pair : *pairs)
            tensors.push_back({pair.target.module.path, pair.target.rank, pair.target.module.inFeatures,
                               pair.target.module.outFeatures, floats(pair.aBytes), floats(pair.bBytes)});
        const fs::path ours = folder / name;
        ASSERT_TRUE(writeAdapterFolder(ours, adapter->config(), tensors));
        EXPECT_EQ(tests::readWholeFile(ours / "adapter_model.safetensors"),
                  tests::readWholeFile(golden(name) / "adapter_model.safetensors"));
        const auto again = AdapterFolder::open(ours);
        ASSERT_TRUE(again);
        EXPECT_EQ(again->config(), adapter->config());
        EXPECT_TRUE(fs::exists(ours / "README.md"));
    }
}

TEST(AdapterFolder, SaysWhichBaseItWasTunedOn) {
    TemporaryFolder folder;
    const auto golden = AdapterFolder::open(tests::sourceFile("tests/golden/adapters/llama-all-linear"));
    EXPECT_EQ(golden->baseHash(), "") << "PEFT does not say";
    ASSERT_TRUE(writeAdapterFolder(folder / "a", golden->config(), {}, {}, {.baseHash = "0123456789abcdef"}));
    EXPECT_EQ(AdapterFolder::open(folder / "a")->baseHash(), "0123456789abcdef");
}

TEST(AdapterFolder, RefusesWhatDoesNotBelongTogether) {
    TemporaryFolder folder;
    EXPECT_EQ(bindCode(folder.path()), "adapter.not_found");
    writeFile(
        folder / "adapter_config.json",
        R"({"peft_type":"LORA","r":4,"lora_alpha":8,"target_modules":["q_proj"],"layers_to_transform":[0]})");
    EXPECT_EQ(bindCode(folder.path()), "adapter.no_weights");
    writeFile(folder / "adapter_model.bin", "x");
    EXPECT_EQ(bindCode(folder.path()), "model.pickle");
    const std::string a = loraNameA("model.layers.0.self_attn.q_proj");
    const std::string b = loraNameB("model.layers.0.self_attn.q_proj");
    const fs::path weights = folder / "adapter_model.safetensors";
    tests::writeZeros(weights, {{a, {4, 32}}, {b, {32, 4}}});
    EXPECT_EQ(bindCode(folder.path()), "");
    tests::writeZeros(weights, {{a, {4, 32}}});
    EXPECT_EQ(bindCode(folder.path()), "adapter.missing_tensor");
    tests::writeZeros(weights, {{a, {8, 32}}, {b, {32, 8}}});
    EXPECT_EQ(bindCode(folder.path()), "adapter.wrong_shape");
    tests::writeZeros(weights, {{a, {4, 64}}, {b, {32, 4}}});
    EXPECT_EQ(bindCode(folder.path()), "adapter.wrong_shape") << "trained on another model";
    tests::writeZeros(weights, {{a, {4, 32}}, {b, {32, 4}, Dtype::I32}});
    EXPECT_EQ(bindCode(folder.path()), "model.unsupported_dtype");
    tests::writeZeros(weights, {{a, {4, 32}}, {b, {32, 4}}, {"base_model.model.lm_head.weight", {80, 32}}});
    EXPECT_EQ(bindCode(folder.path()), "adapter.unknown_tensor");
}

TEST(AdapterFolder, RefusesLinksOutOfIt) {
    TemporaryFolder outer;
    const fs::path folder = outer / "adapter";
    fs::create_directories(folder);
    fs::copy_file(golden("llama-default") / "adapter_config.json", folder / "adapter_config.json");
    fs::copy_file(golden("llama-default") / "adapter_model.safetensors", outer / "weights.safetensors");
    fs::create_symlink("../weights.safetensors", folder / "adapter_model.safetensors");
    EXPECT_EQ(bindCode(folder), "model.unsafe_name");
}
