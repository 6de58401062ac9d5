#include "raw_safetensors.h"

#include <files/adapter_folder.h>
#include <files/model_folder.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <set>

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

} // namespace

TEST(AdapterFolder, BindsEveryAdapterOfPeft) {
    const Json cases = readJsonFile(golden("cases.json")).value();
    for (const Json& item : cases) {
        const auto name = item["adapter"].get<std::string>();
        const auto adapter = AdapterFolder::open(golden(name));
        ASSERT_TRUE(adapter) << name << " " << adapter.error().code();
        const auto form = bindAdapter(*adapter, shapeOf(item["model"].get<std::string>()));
        ASSERT_TRUE(form) << name << " " << form.error().code() << " " << form.error().detail();
        EXPECT_EQ(form->tensors.size(), adapter->weights().tensors().size()) << name;
    }
}

TEST(AdapterFolder, IsWrittenAsPeftWritesTheWeights) {
    TemporaryFolder folder;
    const Json cases = readJsonFile(golden("cases.json")).value();
    for (const Json& item : cases) {
        const auto name = item["adapter"].get<std::string>();
        const auto adapter = AdapterFolder::open(golden(name));
        ASSERT_TRUE(adapter) << name;
        const auto shape = shapeOf(item["model"].get<std::string>());
        const auto read = readAdapter(*adapter, shape);
        ASSERT_TRUE(read) << name;
        const std::vector<std::span<const float>> values(read->values.begin(), read->values.end());
        const fs::path ours = folder / name;
        ASSERT_TRUE(writeAdapterFolder(ours, read->form, values, shape));
        EXPECT_TRUE(tests::readWholeFile(ours / "adapter_model.safetensors") ==
                    tests::readWholeFile(golden(name) / "adapter_model.safetensors"))
            << name;
        const auto again = AdapterFolder::open(ours);
        ASSERT_TRUE(again) << name;
        EXPECT_EQ(again->config(), adapter->config()) << name;
        EXPECT_TRUE(fs::exists(ours / "README.md"));
    }
}

/// What PEFT wrote into a config stands in ours as well, but for keys that older versions do not know.
TEST(AdapterFolder, WritesTheConfigAsPeftDoes) {
    const Json cases = readJsonFile(golden("cases.json")).value();
    for (const Json& item : cases) {
        const auto name = item["adapter"].get<std::string>();
        const Json theirs = readJsonFile(golden(name) / "adapter_config.json").value();
        const auto adapter = AdapterFolder::open(golden(name));
        const Json ours = adapterConfigToJson(adapter->config(), shapeOf(item["model"].get<std::string>()));
        for (const auto& [key, value] : ours.items()) {
            if (key == "prefix_projection") // the file holds what the projection gave
                continue;
            ASSERT_TRUE(theirs.contains(key)) << name << " " << key;
            if (key == "layers_pattern" && theirs[key].is_string()) { // one name, or a list of it
                EXPECT_EQ(value, Json::array({theirs[key]})) << name;
                continue;
            }
            const bool list = value.is_array() && key.ends_with("modules"); // in no order
            EXPECT_EQ(list ? Json(value.get<std::set<std::string>>()) : value,
                      list ? Json(theirs[key].get<std::set<std::string>>()) : theirs[key])
                << name << " " << key;
        }
    }
}

TEST(AdapterFolder, SaysWhichBaseItWasTunedOn) {
    TemporaryFolder folder;
    const auto golden = AdapterFolder::open(tests::sourceFile("tests/golden/adapters/llama-all-linear"));
    EXPECT_EQ(golden->baseHash(), "") << "PEFT does not say";
    ASSERT_TRUE(writeAdapterFolder(folder / "a", {.config = golden->config()}, {}, {},
                                   {.baseHash = "0123456789abcdef"}));
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
    const std::string module = std::string(kModulePrefix) + "model.layers.0.self_attn.q_proj";
    const std::string a = module + ".lora_A.weight";
    const std::string b = module + ".lora_B.weight";
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
