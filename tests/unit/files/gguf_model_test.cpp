#include <base/files.h>
#include <files/describe.h>
#include <files/discovery.h>
#include <files/gguf_config.h>
#include <files/model_weights.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <array>

namespace luthier::files {
namespace {

using tests::TemporaryFolder;

std::filesystem::path golden(const std::string& name) {
    return tests::sourceFile("tests/golden/gguf") / name;
}

ModelFolder opened(const std::string& name) {
    return ModelFolder::open(golden(name + ".gguf")).value();
}

/// The file with one text in it replaced by another of its length.
Result<ModelFolder> changed(const TemporaryFolder& folder, const std::string& name, std::string_view from,
                            std::string_view to) {
    EXPECT_EQ(from.size(), to.size());
    std::string bytes = readFile(golden(name + ".gguf"), std::size_t{1} << 24).value();
    const auto at = bytes.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    bytes.replace(at, from.size(), to);
    tests::writeFile(folder / "changed.gguf", bytes);
    return ModelFolder::open(folder / "changed.gguf");
}

TEST(GgufModel, IsReadAsTheFolderItWasMadeFrom) {
    const ModelFolder model = opened("llama");
    ASSERT_TRUE(model.shape()) << model.shape().error().code();
    EXPECT_EQ(model.modelType(), "llama");
    EXPECT_EQ(model.shape()->heads, 4);
    EXPECT_EQ(model.shape()->kvHeads, 2);
    EXPECT_EQ(model.shape()->headDim, 16);
    EXPECT_EQ(model.shape()->maxPositions, 128);
    EXPECT_EQ(model.shape()->normEpsilon, 1e-5) << "as it was written, not as fp32 has it";
    EXPECT_FALSE(model.shape()->tiedEmbeddings);
    EXPECT_EQ(model.license(), "apache-2.0");
    EXPECT_EQ(model.tokenizerKind(), TokenizerKind::Gguf);
    EXPECT_EQ(model.endIds(), (std::vector<std::int64_t>{2}));
    EXPECT_TRUE(model.chatTemplates()->text);
    EXPECT_EQ(model.path().filename(), "llama.gguf");
    EXPECT_EQ(opened("qwen3").shape()->headDim, 32);
    EXPECT_TRUE(opened("qwen2").shape()->tiedEmbeddings);
    EXPECT_EQ(opened("qwen2").shape()->qkvBias, true);
}

TEST(GgufModel, HasEveryTensorThatTheFamilyReads) {
    for (const char* name : {"llama", "llama3", "qwen2", "qwen3"}) {
        const auto weights = ModelWeights::open(opened(name));
        ASSERT_TRUE(weights) << name << " " << weights.error().code();
        EXPECT_EQ(weights->stored(), families::Stored::Blocks);
        EXPECT_TRUE(weights->named("model.layers.1.mlp.down_proj.weight")->blocks);
        EXPECT_TRUE(weights->unread().empty());
    }
}

TEST(GgufModel, UndoesTheTurnOfQueriesAndKeys) {
    const auto weights = *ModelWeights::open(opened("llama"));
    const auto file = *SafetensorsFile::open(golden("llama.safetensors"));
    const std::string name = "model.layers.0.self_attn.q_proj.weight";
    const auto expected = *file.values<float>("weight." + name, Dtype::F32);
    const std::vector<float> values = expandedValues(*weights.named(name)->blocks);
    EXPECT_EQ(values, std::vector<float>(expected.begin(), expected.end()));
    std::vector<float> row(64);
    expandRows(*weights.named(name)->blocks, 9, 1, row.data());
    EXPECT_EQ(row, std::vector<float>(expected.begin() + 9 * 64, expected.begin() + 10 * 64));
}

TEST(GgufModel, KnowsHowManyBytesAWeightTakes) {
    const ModelFolder model = opened("qwen2");
    const auto form = model.storedForm();
    const auto weights = *ModelWeights::open(model);
    EXPECT_EQ(form.stored, families::Stored::Blocks);
    EXPECT_DOUBLE_EQ(form.blockBytes, weights.blockBytes());
    EXPECT_GT(form.blockBytes, 84.0 / 256);
    EXPECT_LT(form.blockBytes, 210.0 / 256);
}

TEST(GgufModel, ReadsLlama3sScalingAsDivisors) {
    const families::RopeScaling scaling = opened("llama3").shape()->rope.scaling;
    ASSERT_EQ(scaling.kind, families::RopeScalingKind::LongRope);
    ASSERT_EQ(scaling.shortFactors.size(), 8U);
    EXPECT_EQ(scaling.shortFactors, scaling.longFactors);
    EXPECT_EQ(scaling.shortFactors.front(), 1.0);
    EXPECT_EQ(scaling.shortFactors.back(), 8.0);
    EXPECT_EQ(scaling.attentionFactor, 1.0);
}

TEST(GgufModel, OpensWithTheReasonWhenItCannotBeRun) {
    const TemporaryFolder folder;
    const auto other = changed(folder, "qwen2", std::string_view("\x05\0\0\0\0\0\0\0qwen2", 13),
                               std::string_view("\x05\0\0\0\0\0\0\0mamba", 13));
    ASSERT_TRUE(other) << other.error().code();
    EXPECT_EQ(other->shape().error().code(), "gguf.unsupported_architecture");
    EXPECT_EQ(other->shape().error().parameters().at("architecture"), "mamba");
    const Json described = describeModel(*other, {});
    EXPECT_EQ(described["supported"], false);
    EXPECT_EQ(described["reason"]["code"], "gguf.unsupported_architecture");
}

TEST(GgufModel, NamesWhatChangesTheModelAndIsNotKnown) {
    const TemporaryFolder folder;
    const auto other = changed(folder, "llama", "llama.block_count", "llama.other_count");
    ASSERT_TRUE(other);
    EXPECT_EQ(other->shape().error().code(), "gguf.unsupported_key");
    EXPECT_EQ(other->shape().error().parameters().at("key"), "llama.other_count");
    const auto renamed = changed(folder, "llama", "general.name", "general.namf");
    EXPECT_TRUE(renamed->shape()) << "keys of others are passed over";
}

TEST(GgufModel, RefusesTensorsThatTheModelDoesNotExplain) {
    const TemporaryFolder folder;
    const auto other = changed(folder, "llama", "blk.1.attn_q.weight", "blk.1.attn_x.weight");
    ASSERT_TRUE(other);
    EXPECT_EQ(ModelWeights::open(*other).error().code(), "model.missing_tensor");
    const auto tied = changed(folder, "llama", std::string_view("\x0d\0\0\0\0\0\0\0output.weight", 21),
                              std::string_view("\x0d\0\0\0\0\0\0\0outpux.weight", 21));
    EXPECT_EQ(ModelWeights::open(*tied).error().code(), "model.unknown_tensor");
}

TEST(GgufModel, RefusesSizesThatItsTensorsDoNotHave) {
    const TemporaryFolder folder;
    const std::string key = "llama.attention.head_count_kv";
    std::string from = key + std::string("\x04\0\0\0\x02\0\0\0", 8);
    std::string to = key + std::string("\x04\0\0\0\x04\0\0\0", 8);
    const auto other = changed(folder, "llama", from, to);
    ASSERT_TRUE(other);
    EXPECT_EQ(ModelWeights::open(*other).error().code(), "model.wrong_shape");
    to[to.size() - 4] = 3;
    EXPECT_FALSE(changed(folder, "llama", from, to)->shape()) << "heads that do not divide";
}

TEST(GgufModel, HasAHashOfItsOwn) {
    NullProgress progress;
    const auto hash = modelHash(opened("llama"), {}, progress);
    ASSERT_TRUE(hash);
    const TemporaryFolder folder;
    const auto same = changed(folder, "llama", "tiny llama", "TINY LLAMA");
    EXPECT_EQ(modelHash(*same, {}, progress)->hex(), hash->hex()) << "its name computes nothing";
    EXPECT_NE(modelHash(opened("llama3"), {}, progress)->hex(), hash->hex());
}

TEST(GgufModel, IsFoundAmongModels) {
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder / "some");
    std::filesystem::copy_file(golden("qwen3.gguf"), folder / "some" / "tiny.GGUF");
    tests::writeFile(folder / "broken.gguf", "GGUF");
    const std::array roots{folder.path()};
    const auto found = findModels(roots, {});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].reason->code(), "gguf.cut_off");
    EXPECT_TRUE(found[1].supported);
    EXPECT_EQ(found[1].name, "tiny.GGUF");
    EXPECT_EQ(found[1].modelType, "qwen3");
    EXPECT_EQ(found[1].dtype, "F32");
    EXPECT_TRUE(found[1].hasChatTemplate);
}

TEST(GgufModel, IsDescribed) {
    const Json described = describeModel(opened("qwen2"), {});
    EXPECT_EQ(described["supported"], true) << described["reason"].dump();
    EXPECT_EQ(described["family"], "qwen2");
    EXPECT_EQ(described["tokenizer"]["kind"], "gguf");
    EXPECT_EQ(described["dtype"], "Q6_K");
    EXPECT_EQ(described["files"], Json{"qwen2.gguf"});
    EXPECT_EQ(described["warnings"], Json::array());
}

} // namespace
} // namespace luthier::files
