#include <base/json.h>
#include <files/model_weights.h>
#include <files/quantised_tensor.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <functional>
#include <map>

namespace luthier::files {
namespace {

using families::Stored;

/// A folder of tests/golden/quantization whose tensors can be changed before it is opened.
class Changed {
public:
    explicit Changed(const std::string& name)
        : m_folder(tests::sourceFile("tests/golden/quantization") / name)
        , m_file(*SafetensorsFile::open(m_folder / "model.safetensors")) {
        for (const TensorInfo& info : m_file.tensors()) {
            const auto bytes = m_file.bytes(info);
            m_tensors[info.name] = {{info.name, info.dtype, info.shape}, {bytes.begin(), bytes.end()}};
        }
    }
    struct Tensor {
        TensorPlan plan;
        std::vector<std::byte> bytes;
    };
    Tensor& operator[](const std::string& name) { return m_tensors.at(name); }
    void erase(const std::string& name) { m_tensors.erase(name); }
    /// As many elements as `count`, repeating what is there.
    void resize(const std::string& name, std::int64_t count) {
        Tensor& tensor = (*this)[name];
        tensor.plan.shape = {count};
        tensor.bytes.resize(tensor.plan.bytes());
    }
    void setState(const std::string& name, const std::function<void(Json&)>& change) {
        Tensor& tensor = (*this)[name + ".quant_state.bitsandbytes__nf4"];
        Json state = *parseJson({reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size()});
        change(state);
        const std::string text = dumpJson(state);
        const auto* data = reinterpret_cast<const std::byte*>(text.data());
        tensor.bytes.assign(data, data + text.size());
        tensor.plan.shape = {static_cast<std::int64_t>(text.size())};
    }
    /// "" when it opens; else the code and the tensor that is named.
    std::string opened(const std::function<void(Json&)>& changeConfig = {}) const {
        const tests::TemporaryFolder folder;
        Json config = *readJsonFile(m_folder / "config.json");
        if (changeConfig)
            changeConfig(config);
        tests::writeFile(folder / "config.json", dumpJson(config));
        std::vector<TensorData> tensors;
        for (const auto& [name, tensor] : m_tensors)
            tensors.push_back({tensor.plan, tensor.bytes});
        EXPECT_TRUE(writeSafetensors(folder / "model.safetensors", tensors));
        const auto weights = ModelWeights::open(*ModelFolder::open(folder.path()));
        if (weights)
            return "";
        const auto& parameters = weights.error().parameters();
        const auto name = parameters.find("name");
        return weights.error().code() + " " + (name == parameters.end() ? "" : name->second);
    }

private:
    std::filesystem::path m_folder;
    SafetensorsFile m_file;
    std::map<std::string, Tensor> m_tensors;
};

const std::string kMatrix = "model.layers.1.mlp.down_proj.weight";

std::string bad(const std::string& ending) {
    return "model.bad_quantization " + kMatrix + ending;
}

TEST(QuantisedTensors, AreReadAsTransformersSavesThem) {
    for (const auto& [name, format] : {std::pair{"llama-nf4", Stored::Nf4Double},
                                       {"llama-nf4-plain", Stored::Nf4},
                                       {"llama-int8", Stored::Int8Rows},
                                       {"gpt2-nf4", Stored::Nf4Double},
                                       {"gpt2-int8", Stored::Int8Rows}}) {
        EXPECT_EQ(Changed(name).opened(), "") << name;
        const auto folder = ModelFolder::open(tests::sourceFile("tests/golden/quantization") / name);
        const auto weights = ModelWeights::open(*folder);
        ASSERT_TRUE(weights) << weights.error().code();
        EXPECT_EQ(weights->quantised(), format);
        EXPECT_EQ(weights->dtype(), Dtype::F32);
        std::size_t quantised = 0;
        for (const TensorView& view : weights->all())
            quantised += view.quantised ? 1 : 0;
        EXPECT_EQ(quantised, std::string_view(name).starts_with("gpt2") ? 8U : 14U);
    }
}

TEST(QuantisedTensors, AreRefusedWithoutOnePartOrWithAnotherLength) {
    for (const auto& [ending, length] : {std::pair{"", 1023},
                                         {".absmax", 31},
                                         {".absmax", 33},
                                         {".quant_map", 15},
                                         {".nested_absmax", 2},
                                         {".nested_quant_map", 255},
                                         {".quant_state.bitsandbytes__nf4", 5}}) {
        Changed changed("llama-nf4");
        changed.resize(kMatrix + ending, length);
        EXPECT_EQ(changed.opened(), bad(ending)) << length;
    }
    for (const char* ending :
         {".absmax", ".quant_map", ".nested_absmax", ".nested_quant_map", ".quant_state.bitsandbytes__nf4"}) {
        Changed changed("llama-nf4");
        changed.erase(kMatrix + ending);
        EXPECT_EQ(changed.opened(), bad(ending));
    }
    Changed int8("llama-int8");
    int8.resize("model.layers.1.mlp.down_proj.SCB", 31);
    EXPECT_EQ(int8.opened(), "model.bad_quantization model.layers.1.mlp.down_proj.SCB");
    Changed turned("llama-int8");
    std::swap(turned[kMatrix].plan.shape[0], turned[kMatrix].plan.shape[1]);
    EXPECT_EQ(turned.opened(), bad(""));
    Changed order("llama-int8");
    order["model.layers.1.mlp.down_proj.weight_format"].bytes[0] = std::byte{2};
    EXPECT_EQ(order.opened(), "model.bad_quantization model.layers.1.mlp.down_proj.weight_format");
}

TEST(QuantisedTensors, AreRefusedWhereTheStateSaysSomethingElse) {
    const std::pair<const char*, Json> all[] = {
        {"blocksize", 63},        {"blocksize", 96},      {"blocksize", 32},     {"blocksize", 8192},
        {"blocksize", 128},       {"blocksize", "64"},    {"quant_type", "fp4"}, {"shape", {64, 32}},
        {"shape", {32, 65}},      {"shape", nullptr},     {"dtype", "int8"},     {"nested_blocksize", 128},
        {"nested_offset", 1e300}, {"nested_offset", "0"},
    };
    for (const auto& [key, value] : all) {
        Changed changed("llama-nf4");
        changed.setState(kMatrix, [&, key = key, value = value](Json& state) { state[key] = value; });
        const std::string found = changed.opened();
        // Blocks of 128 are read; then there are too many scales.
        EXPECT_EQ(found, bad(value == 128 && std::string_view(key) == "blocksize"
                                 ? ".absmax"
                                 : ".quant_state.bitsandbytes__nf4"))
            << key << " " << value.dump();
    }
    Changed whole("llama-nf4");
    whole.setState(kMatrix,
                   [](Json& state) { state.erase("nested_blocksize"), state.erase("nested_offset"); });
    EXPECT_EQ(whole.opened(), bad(".quant_state.bitsandbytes__nf4"));
}

TEST(QuantisedTensors, AreRefusedInOtherDataTypesAndByOtherMethods) {
    const Changed sample("llama-nf4");
    const auto with = [&](const char* key, const Json& value) {
        return sample.opened([&](Json& config) { config["quantization_config"][key] = value; });
    };
    for (const auto& [key, value] : {std::pair<const char*, Json>{"bnb_4bit_quant_type", "fp4"},
                                     {"bnb_4bit_quant_storage", "bfloat16"},
                                     {"quant_method", "gptq"},
                                     {"load_in_4bit", false}})
        EXPECT_EQ(with(key, value), "model.unsupported_option ") << key;
    // A part that the config does not announce is unknown, and whole weights that it announces are missing.
    EXPECT_EQ(sample.opened([](Json& config) { config.erase("quantization_config"); }).substr(0, 17),
              "model.wrong_shape");
}

} // namespace
} // namespace luthier::files
