#include <base/fault.h>
#include <files/adapter_folder.h>
#include <files/model_weights.h>
#include <generation/open_decoder.h>
#include <merging/merge.h>
#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <cerrno>
#include <cmath>
#include <cstring>

namespace luthier::merging {
namespace {

namespace fs = std::filesystem;

fs::path goldens() {
    return tests::sourceFile("tests/golden");
}

fs::path modelOf(const std::string& adapter) {
    const auto cases = readJsonFile(goldens() / "adapters/cases.json");
    for (const Json& entry : cases->is_array() ? *cases : (*cases)["cases"])
        if (entry["adapter"] == adapter)
            return goldens() / "models" / entry["model"].get<std::string>();
    return {};
}

Result<MergeReport> mergeInto(const fs::path& out, const fs::path& model, const fs::path& adapter,
                              std::optional<files::Dtype> dtype = {}) {
    NullProgress progress;
    MergeOptions options;
    options.model = model;
    options.adapter = adapter;
    options.out = out;
    options.dtype = dtype;
    options.device.threads = 1;
    EXPECT_TRUE(engine::prepareDevice(options.device));
    return merge(options, {}, progress);
}

/// Integers of a golden, whatever their width.
std::vector<std::int64_t> integers(const files::SafetensorsFile& file, std::string_view name) {
    const files::TensorInfo* info = file.find(name);
    const auto bytes = file.bytes(*info);
    const auto width = static_cast<std::size_t>(files::bitsOf(info->dtype) / 8);
    std::vector<std::int64_t> values;
    for (std::size_t at = 0; at < bytes.size(); at += width) {
        std::int64_t value = 0;
        std::memcpy(&value, bytes.data() + at, width);
        values.push_back(value);
    }
    return values;
}

class Merge : public testing::TestWithParam<std::string> {
protected:
    tests::TemporaryFolder folder;
};

TEST_P(Merge, GivesTheLogitsThatPeftComputes) {
    const fs::path adapter = goldens() / "adapters" / GetParam();
    const auto report = mergeInto(folder / "merged", modelOf(GetParam()), adapter);
    ASSERT_TRUE(report) << report.error().code() << " " << report.error().detail();
    EXPECT_LE(report->maxLogitDifference, 1e-4);
    const auto golden = *files::SafetensorsFile::open(adapter / "golden.safetensors");
    const auto expected = *golden.values<float>("logits", files::Dtype::F32);
    const auto ids = integers(golden, "input_ids");
    const auto starts = integers(golden, "row_starts");
    const auto model = *engine::Model::load(*files::ModelFolder::open(folder / "merged"), {});
    auto decoder = *generation::openDecoder(model, {}, {});
    const auto vocabulary = static_cast<std::size_t>(model->shape().vocabularySize);
    for (std::size_t row = 0; row + 1 < starts.size(); ++row) {
        decoder->rewind(0);
        for (auto at = static_cast<std::size_t>(starts[row]); at < static_cast<std::size_t>(starts[row + 1]);
             ++at) {
            const auto id = static_cast<std::int32_t>(ids[at]);
            const auto logits = decoder->append(std::span(&id, 1));
            ASSERT_TRUE(logits);
            for (std::size_t i = 0; i < vocabulary; ++i)
                ASSERT_NEAR((*logits)[i], expected[at * vocabulary + i], 5e-5) << row << " " << at;
        }
    }
}

TEST(MergeOfWhatIsNoWeight, IsRefused) {
    const tests::TemporaryFolder folder;
    for (const auto& [adapter, code] : {std::pair{"llama-prompt", "merge.virtual_tokens"},
                                        {"gpt2-prefix", "merge.virtual_tokens"},
                                        {"gemma3-table", "merge.tied_table"},
                                        {"llama-head-lora-bias", "merge.lora_bias"}}) {
        const auto report = mergeInto(folder / "merged", modelOf(adapter), goldens() / "adapters" / adapter);
        ASSERT_FALSE(report) << adapter;
        EXPECT_EQ(report.error().code(), code);
        EXPECT_FALSE(fs::exists(folder / "merged"));
    }
}

TEST(MergeIntoCodes, IsRefused) {
    const tests::TemporaryFolder folder;
    const auto report = mergeInto(folder / "merged", goldens() / "quantization/llama-nf4",
                                  goldens() / "adapters/llama-all-linear");
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code(), "merge.quantised_base");
    EXPECT_FALSE(fs::exists(folder / "merged"));
}

INSTANTIATE_TEST_SUITE_P(All, Merge,
                         testing::Values("llama-all-linear", "llama-default", "llama-head", "llama-one-layer",
                                         "llama-patterns", "llama-regex", "llama-scaled-all-linear",
                                         "qwen2-rslora", "gpt2-default", "gpt2-all-linear", "llama-dora",
                                         "llama-biased-dora", "gpt2-dora", "llama-bias-all",
                                         "llama-bias-of-lora", "gpt2-bias-all", "llama-excluded",
                                         "llama-saved", "llama-saved-table", "llama-table", "gpt2-tables",
                                         "llama-ia3", "gpt2-ia3", "qwen2-ia3", "qwen2-ia3-regex",
                                         "llama-head-dora", "llama-head-ia3", "llama-lora-bias",
                                         "gpt2-lora-bias", "mistral-tokens", "llama-tokens-tied",
                                         "llama-tokens-head", "gemma2-tokens"),
                         [](const auto& tested) {
                             std::string name = tested.param;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

class Conversion : public testing::Test {
protected:
    tests::TemporaryFolder folder;
    fs::path model = goldens() / "models/llama";
};

TEST_F(Conversion, RoundsEveryWeightOnceAndNamesTheType) {
    const auto report = mergeInto(folder / "bf16", model, {}, files::Dtype::BF16);
    ASSERT_TRUE(report) << report.error().code();
    EXPECT_GT(report->maxLogitDifference, 0);
    const auto opened = *files::ModelFolder::open(folder / "bf16");
    EXPECT_EQ(opened.declaredDtype(), files::Dtype::BF16);
    const auto weights = *files::ModelWeights::open(opened);
    for (const files::TensorView& view : weights.all())
        EXPECT_EQ(view.info->dtype, files::Dtype::BF16) << view.info->name;
    // Once more changes nothing: what is rounded stays as it is.
    const auto again = mergeInto(folder / "again", folder / "bf16", {});
    ASSERT_TRUE(again);
    EXPECT_LE(again->maxLogitDifference, 1e-5);
    EXPECT_EQ(tests::readWholeFile(folder / "bf16/model.safetensors"),
              tests::readWholeFile(folder / "again/model.safetensors"));
    // Widening is exact; products of differently placed bytes may still be summed in another order.
    const auto wide = mergeInto(folder / "fp32", folder / "bf16", {}, files::Dtype::F32);
    ASSERT_TRUE(wide);
    EXPECT_LE(wide->maxLogitDifference, 1e-5);
}

TEST_F(Conversion, KeepsEverythingElseOfTheConfig) {
    ASSERT_TRUE(mergeInto(folder / "same", model, {}));
    EXPECT_EQ(tests::readWholeFile(folder / "same/config.json"), tests::readWholeFile(model / "config.json"));
    EXPECT_EQ(tests::readWholeFile(folder / "same/generation_config.json"),
              tests::readWholeFile(model / "generation_config.json"));
    ASSERT_TRUE(mergeInto(folder / "half", model, {}, files::Dtype::F16));
    Json before = *readJsonFile(model / "config.json");
    Json after = *readJsonFile(folder / "half/config.json");
    for (const char* key : {"dtype", "torch_dtype"}) {
        before.erase(key);
        after.erase(key);
    }
    EXPECT_EQ(before, after);
}

TEST_F(Conversion, ReadsShardsAndWritesOneFile) {
    const auto report = mergeInto(folder / "one", goldens() / "models/qwen2-sharded", {});
    ASSERT_TRUE(report) << report.error().code();
    EXPECT_LE(report->maxLogitDifference, 1e-5);
    EXPECT_FALSE(fs::exists(folder / "one/model.safetensors.index.json"));
    EXPECT_EQ(files::ModelFolder::open(folder / "one")->weightFiles().size(), 1U);
}

TEST_F(Conversion, CarriesLicencesAndTheCardAlong) {
    fs::copy(model, folder / "licensed");
    tests::writeFile(folder / "licensed/LICENSE", "Some licence\n");
    tests::writeFile(folder / "licensed/README.md", "---\nlicense: apache-2.0\n---\n");
    ASSERT_TRUE(mergeInto(folder / "plain", folder / "licensed", {}));
    EXPECT_EQ(tests::readWholeFile(folder / "plain/LICENSE"), "Some licence\n");
    EXPECT_EQ(files::ModelFolder::open(folder / "plain")->license(), "apache-2.0");
    ASSERT_TRUE(mergeInto(folder / "merged", folder / "licensed", goldens() / "adapters/llama-all-linear"));
    EXPECT_EQ(files::ModelFolder::open(folder / "merged")->license(), "apache-2.0");
    EXPECT_TRUE(fs::exists(folder / "merged/LICENSE"));
}

TEST_F(Conversion, RefusesAFolderThatHoldsSomethingAndLeavesIt) {
    fs::create_directory(folder / "taken");
    tests::writeFile(folder / "taken/mine.txt", "mine");
    const auto report = mergeInto(folder / "taken", model, {});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code(), "file.exists");
    EXPECT_EQ(tests::readWholeFile(folder / "taken/mine.txt"), "mine");
    fs::create_directory(folder / "empty");
    EXPECT_TRUE(mergeInto((folder / "empty").string() + "/", model, {}));
}

TEST_F(Conversion, LeavesNothingBehindOnAFullDisk) {
    {
        const ScopedFault fault(FaultPoint::Write, 4, ENOSPC);
        const auto report = mergeInto(folder / "full", model, {});
        ASSERT_FALSE(report);
        EXPECT_EQ(report.error().code(), "file.no_space");
    }
    EXPECT_TRUE(fs::is_empty(folder.path()));
    EXPECT_TRUE(mergeInto(folder / "full", model, {}));
}

TEST_F(Conversion, RefusesAnAdapterOfAnotherModel) {
    const auto report = mergeInto(folder / "wrong", model, goldens() / "adapters/gpt2-default");
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().kind(), ErrorKind::Refused) << report.error().code();
    EXPECT_FALSE(fs::exists(folder / "wrong"));
}

TEST_F(Conversion, RefusesWeightsThatTheTypeCannotHold) {
    fs::create_directory(folder / "large");
    fs::copy(model / "config.json", folder / "large/config.json");
    const auto weights = *files::ModelWeights::open(*files::ModelFolder::open(model));
    std::vector<files::TensorData> tensors;
    std::vector<float> first;
    for (const files::TensorView& view : weights.all()) {
        tensors.push_back({{view.info->name, view.info->dtype, view.info->shape}, view.bytes});
        if (first.empty()) {
            first.resize(static_cast<std::size_t>(view.info->elements()), 1e6F);
            tensors.back().bytes = std::as_bytes(std::span(first));
        }
    }
    ASSERT_TRUE(files::writeSafetensors(folder / "large/model.safetensors", tensors));
    const auto report = mergeInto(folder / "half", folder / "large", {}, files::Dtype::F16);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code(), "merge.out_of_range");
    EXPECT_FALSE(fs::exists(folder / "half"));
}

TEST_F(Conversion, StopsWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    NullProgress progress;
    MergeOptions options;
    options.model = model;
    options.out = folder / "stopped";
    const auto report = merge(options, stop.get_token(), progress);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().kind(), ErrorKind::Interrupted);
    EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(MergeDtype, IsNamedAsOnTheCommandLine) {
    EXPECT_EQ(**mergeDtypeNamed("bf16"), files::Dtype::BF16);
    EXPECT_FALSE(mergeDtypeNamed("as_file")->has_value());
    EXPECT_EQ(mergeDtypeNamed("int8").error().code(), "usage.bad_value");
}

/// An adapter of the goldens that says it was tuned on `baseHash`.
fs::path adapterOf(const tests::TemporaryFolder& folder, const std::string& baseHash) {
    const auto golden = files::AdapterFolder::open(goldens() / "adapters/llama-all-linear");
    const auto shape = files::ModelFolder::open(modelOf("llama-all-linear"))->shape();
    const auto read = files::readAdapter(*golden, *shape);
    const std::vector<std::span<const float>> values(read->values.begin(), read->values.end());
    EXPECT_TRUE(
        files::writeAdapterFolder(folder / "adapter", read->form, values, *shape, {.baseHash = baseHash}));
    return folder / "adapter";
}

TEST(MergeBase, MustBeTheOneThatTheAdapterWasTunedOn) {
    const tests::TemporaryFolder folder;
    const fs::path model = modelOf("llama-all-linear");
    NullProgress progress;
    const auto hash = files::modelHash(*files::ModelFolder::open(model), {}, progress);
    ASSERT_TRUE(mergeInto(folder / "same", model, adapterOf(folder, hash->hex())));
    const fs::path foreign = adapterOf(folder, std::string(32, '0'));
    const auto refused = mergeInto(folder / "other", model, foreign);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), "adapter.other_base");
    EXPECT_FALSE(fs::exists(folder / "other"));
    MergeOptions options;
    options.model = model;
    options.adapter = foreign;
    options.out = folder / "meant";
    options.anyBase = true;
    options.device.threads = 1;
    EXPECT_TRUE(merge(options, {}, progress));
}

TEST(MergedEnds, AreThoseOfBaseAndAdapter) {
    const tests::TemporaryFolder folder;
    const fs::path adapter = adapterOf(folder, "");
    // As a run leaves it whose answers end with token 5.
    tests::writeFile(adapter / "generation_config.json", R"({"eos_token_id": [5]})");
    ASSERT_TRUE(mergeInto(folder / "merged", modelOf("llama-all-linear"), adapter));
    const auto config = readJsonFile(folder / "merged/generation_config.json");
    EXPECT_EQ((*config)["eos_token_id"], Json({5, 2})) << *config;
}

} // namespace
} // namespace luthier::merging
