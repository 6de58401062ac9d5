#include "raw_safetensors.h"

#include <files/describe.h>
#include <files/model_folder.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <sys/stat.h>

using namespace luthier;
using namespace luthier::files;
using luthier::tests::TemporaryFolder;
using luthier::tests::writeFile;

namespace fs = std::filesystem;

namespace {

constexpr const char* kConfig =
    R"({"model_type":"llama","architectures":["LlamaForCausalLM"],"hidden_size":8,)"
    R"("num_hidden_layers":1,"num_attention_heads":2,"intermediate_size":8,"vocab_size":10,)"
    R"("torch_dtype":"bfloat16","eos_token_id":2})";

void expectRefusal(const fs::path& folder, std::string_view code) {
    const auto model = ModelFolder::open(folder);
    ASSERT_FALSE(model) << code;
    EXPECT_EQ(model.error().code(), code);
    EXPECT_EQ(model.error().kind(), ErrorKind::Refused);
}

} // namespace

TEST(ModelFolder, OpensEveryTinyModel) {
    for (const char* name :
         {"llama", "llama-tied-gqa", "llama3-scaled", "llama-biased", "qwen2", "qwen2-sharded", "gpt2"}) {
        const auto model = ModelFolder::open(tests::sourceFile("tests/golden/models") / name);
        ASSERT_TRUE(model) << name << " " << model.error().code();
        EXPECT_TRUE(model->shape()) << name;
        EXPECT_EQ(model->declaredDtype(), Dtype::F32);
        EXPECT_EQ(model->weightFiles().size(), std::string_view(name) == "qwen2-sharded" ? 3u : 1u);
        EXPECT_EQ(model->endIds(), std::vector<std::int64_t>{2});
        EXPECT_TRUE(checkRunnable(*model)) << name;
    }
}

TEST(ModelFolder, OpensWithTheReasonWhenItCannotBeRun) {
    TemporaryFolder folder;
    writeFile(folder / "config.json", R"({"model_type":"mamba","architectures":["MambaForCausalLM"]})");
    const auto model = ModelFolder::open(folder.path());
    ASSERT_TRUE(model);
    EXPECT_EQ(model->modelType(), "mamba");
    EXPECT_EQ(model->shape().error().code(), "model.unsupported_family");
}

TEST(ModelFolder, RefusesWhatIsNoModel) {
    TemporaryFolder folder;
    expectRefusal(folder.path(), "model.no_config");
    writeFile(folder / "adapter_config.json", "{}");
    expectRefusal(folder.path(), "model.is_adapter");
    writeFile(folder / "config.json", "[]");
    expectRefusal(folder.path(), "model.bad_config");
    writeFile(folder / "config.json", "{\"a\":1,\"a\":2}");
    expectRefusal(folder.path(), "json.duplicate_key");
    writeFile(folder / "config.json", std::string(5u << 20, ' ') + "{}");
    EXPECT_FALSE(ModelFolder::open(folder.path()));
    EXPECT_EQ(ModelFolder::open(folder / "config.json").error().code(), "model.not_a_folder");
    EXPECT_EQ(ModelFolder::open(folder / "none").error().code(), "file.not_found");
}

TEST(ModelFolder, RefusesPicklesWithoutOpeningThem) {
    for (const char* name : {"pytorch_model.bin", "model.pt", "weights.pth", "model.ckpt", "tf_model.h5"}) {
        TemporaryFolder folder;
        writeFile(folder / "config.json", kConfig);
        writeFile(folder / name, "\x80\x02");
        // Not even readable: the refusal comes from the name.
        ::chmod((folder / name).c_str(), 0);
        expectRefusal(folder.path(), "model.pickle");
    }
}

TEST(ModelFolder, TakesTheSafetensorsBesideAPickle) {
    TemporaryFolder folder;
    writeFile(folder / "config.json", kConfig);
    writeFile(folder / "pytorch_model.bin", "x");
    tests::writeZeros(folder / "model.safetensors", {{"a", {1}}});
    const auto model = ModelFolder::open(folder.path());
    ASSERT_TRUE(model);
    EXPECT_EQ(model->weightFiles(), std::vector<std::string>{"model.safetensors"});
}

TEST(ModelFolder, RefusesAPickleThatCallsItselfSafetensors) {
    TemporaryFolder folder;
    writeFile(folder / "config.json", kConfig);
    writeFile(folder / "model.safetensors", std::string("PK\x03\x04", 4) + std::string(64, 'x'));
    const auto model = ModelFolder::open(folder.path());
    ASSERT_TRUE(model);
    EXPECT_EQ(checkRunnable(*model).error().code(), "model.pickle");
}

TEST(ModelFolder, RefusesBrokenIndexes) {
    TemporaryFolder folder;
    writeFile(folder / "config.json", kConfig);
    for (const char* index : {"{}", "[]", R"({"weight_map":[]})", R"({"weight_map":{}})",
                              R"({"weight_map":{"a":1}})", R"({"weight_map":{"a":null}})"}) {
        writeFile(folder / "model.safetensors.index.json", index);
        expectRefusal(folder.path(), "model.bad_index");
    }
    writeFile(folder / "model.safetensors.index.json", R"({"weight_map":{"a":"pytorch_model-00001.bin"}})");
    expectRefusal(folder.path(), "model.pickle");
    writeFile(folder / "model.safetensors.index.json",
              R"({"weight_map":{"a":"model-00001-of-00002.safetensors"}})");
    expectRefusal(folder.path(), "model.missing_shard");
}

TEST(ModelFolder, WorksInsideAHubCache) {
    TemporaryFolder folder;
    const fs::path model = folder / "models--org--tiny";
    const fs::path snapshot = model / "snapshots" / "abc123";
    fs::create_directories(snapshot);
    fs::create_directories(model / "blobs");
    const fs::path source = tests::sourceFile("tests/golden/models/llama");
    for (const char* name : {"config.json", "model.safetensors"}) {
        fs::copy_file(source / name, model / "blobs" / name);
        fs::create_symlink(fs::path("../../blobs") / name, snapshot / name);
    }
    const auto opened = ModelFolder::open(snapshot);
    ASSERT_TRUE(opened) << opened.error().code();
    EXPECT_TRUE(checkRunnable(*opened));
}

TEST(ModelFolder, RefusesAHubCacheLinkThatLeavesItsModel) {
    TemporaryFolder folder;
    const fs::path snapshot = folder / "models--org--tiny" / "snapshots" / "abc123";
    const fs::path other = folder / "models--org--other" / "blobs";
    fs::create_directories(snapshot);
    fs::create_directories(other);
    writeFile(snapshot / "config.json", kConfig);
    tests::writeZeros(other / "weights", {{"a", {1}}});
    fs::create_symlink("../../../models--org--other/blobs/weights", snapshot / "model.safetensors");
    expectRefusal(snapshot, "model.unsafe_name");
}

TEST(ModelFolder, TellsTokenizersByTheirFiles) {
    TemporaryFolder folder;
    writeFile(folder / "config.json", kConfig);
    EXPECT_EQ(ModelFolder::open(folder.path())->tokenizerKind(), TokenizerKind::None);
    writeFile(folder / "vocab.txt", "");
    EXPECT_EQ(ModelFolder::open(folder.path())->tokenizerKind(), TokenizerKind::WordPiece);
    writeFile(folder / "tokenizer.model", "");
    EXPECT_EQ(ModelFolder::open(folder.path())->tokenizerKind(), TokenizerKind::SentencePiece);
    writeFile(folder / "tokenizer.json", "");
    EXPECT_EQ(ModelFolder::open(folder.path())->tokenizerKind(), TokenizerKind::TokenizerJson);
    EXPECT_FALSE(isTokenizerFolder(folder.path()));
    fs::remove(folder / "config.json");
    EXPECT_TRUE(isTokenizerFolder(folder.path()));
    EXPECT_FALSE(isTokenizerFolder(folder / "none"));
    for (const char* name : {"vocab.txt", "spiece.model", "sentencepiece.bpe.model"}) {
        TemporaryFolder alone;
        writeFile(alone / name, "x");
        EXPECT_TRUE(isTokenizerFolder(alone.path())) << name;
    }
}

TEST(ModelFolder, PrefersTheEndIdsOfTheGenerationConfig) {
    TemporaryFolder folder;
    writeFile(folder / "config.json", kConfig);
    EXPECT_EQ(ModelFolder::open(folder.path())->endIds(), (std::vector<std::int64_t>{2}));
    writeFile(folder / "generation_config.json", R"({"eos_token_id":[7,8]})");
    EXPECT_EQ(ModelFolder::open(folder.path())->endIds(), (std::vector<std::int64_t>{7, 8}));
}
