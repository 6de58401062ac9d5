#include "raw_safetensors.h"

#include <base/json.h>
#include <files/describe.h>
#include <files/model_weights.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <functional>

using namespace luthier;
using namespace luthier::files;
using luthier::tests::TemporaryFolder;
using luthier::tests::writeFile;
using luthier::tests::ZeroTensor;

namespace fs = std::filesystem;

namespace {

const std::vector<std::string>& tinyModels() {
    static const std::vector<std::string> kNames{"llama", "llama-tied-gqa", "llama3-scaled", "llama-biased",
                                                 "qwen2", "qwen2-sharded",  "gpt2",          "llama-bf16"};
    return kNames;
}

fs::path tiny(std::string_view name) {
    return tests::sourceFile("tests/golden/models") / name;
}

constexpr const char* kGpt2 =
    R"({"model_type":"gpt2","n_embd":4,"n_layer":1,"n_head":2,"n_positions":6,"vocab_size":5})";

/// All tensors of the GPT-2 above, spelled with the prefix.
std::vector<ZeroTensor> gpt2Tensors(const std::string& prefix) {
    std::vector<ZeroTensor> tensors;
    const auto shape = families::shapeFromConfig(parseJson(kGpt2).value()).value();
    for (const auto& entry : families::weightsOf(shape)) {
        tensors.push_back({prefix + entry.name.substr(std::string_view("transformer.").size()), entry.shape});
    }
    return tensors;
}

/// The error of opening that GPT-2 after `change`, or "" when it opens.
std::string codeAfter(const std::function<void(std::vector<ZeroTensor>&)>& change) {
    TemporaryFolder folder;
    writeFile(folder / "config.json", kGpt2);
    auto tensors = gpt2Tensors("transformer.");
    change(tensors);
    tests::writeZeros(folder / "model.safetensors", tensors);
    const auto weights = ModelWeights::open(ModelFolder::open(folder.path()).value());
    return weights ? "" : weights.error().code();
}

Hash128 hashOf(const fs::path& folder) {
    NullProgress progress;
    const auto hash = modelHash(ModelFolder::open(folder).value(), {}, progress);
    EXPECT_TRUE(hash);
    return hash.value();
}

/// A folder as AutoModel saves it: the body's tensors without the family's prefix, and no head.
void writeBody(const fs::path& of, const std::string& architecture, const std::string& prefix,
               const fs::path& to) {
    Json config = readJsonFile(of / "config.json").value();
    config["architectures"] = {architecture};
    if (architecture.starts_with("XLM"))
        config["model_type"] = "xlm-roberta";
    for (const char* key : {"id2label", "label2id"})
        config.erase(key);
    writeFile(to / "config.json", config.dump());
    const auto file = SafetensorsFile::open(of / "model.safetensors").value();
    std::vector<TensorData> body;
    for (const TensorInfo& info : file.tensors())
        if (info.name.starts_with(prefix)) {
            body.push_back({{info.name.substr(prefix.size()), info.dtype, info.shape}, file.bytes(info)});
        }
    ASSERT_TRUE(writeSafetensors(to / "model.safetensors", body));
}

struct BodyCase {
    const char* folder;
    const char* architecture;
    const char* prefix;
    std::vector<std::string> newHead; ///< what starts from random weights when labels are learnt
};

} // namespace

TEST(ModelWeights, BindEveryTensorOfTheReferencesModels) {
    for (const std::string& name : tinyModels()) {
        const auto weights = ModelWeights::open(ModelFolder::open(tiny(name)).value());
        ASSERT_TRUE(weights) << name << " " << weights.error().code();
        std::int64_t elements = 0;
        for (const TensorView& view : weights->all())
            elements += view.info->elements();
        EXPECT_EQ(elements, families::parameterCount(weights->shape())) << name;
        const auto golden = SafetensorsFile::open(tiny(name) / "golden.safetensors");
        ASSERT_TRUE(golden);
        for (const auto& [key, value] : golden->metadata())
            if (key == "parameters") {
                EXPECT_EQ(std::to_string(elements), value) << name;
            }
        for (const TensorInfo& tensor : golden->tensors())
            if (tensor.name.starts_with("grad.")) {
                const TensorView* view = weights->named(std::string_view(tensor.name).substr(5));
                ASSERT_NE(view, nullptr) << tensor.name;
                EXPECT_EQ(view->info->shape, tensor.shape) << tensor.name;
            }
        EXPECT_EQ(weights->dtype(), name == "llama-bf16" ? Dtype::BF16 : Dtype::F32);
    }
}

/// Adapters keep the hash of their base: those that stand in folders of the first version.
TEST(ModelWeights, HaveTheHashThatEarlierVersionsFound) {
    EXPECT_EQ(hashOf(tiny("llama")).hex(), "2688bec0895c763a5eb294dfc75a5788");
    EXPECT_EQ(hashOf(tiny("llama-biased")).hex(), "9d55aa886f1f98c4fd0f6fff16ed5d95");
    EXPECT_EQ(hashOf(tiny("llama-tied-gqa")).hex(), "52ab11bfc40baa7bf8d887f53845e2e3");
    EXPECT_EQ(hashOf(tiny("qwen2")).hex(), "f5aab8389febd36e73694aff365e5435");
    EXPECT_EQ(hashOf(tiny("gpt2")).hex(), "611941f33aa4839f9e5da050a201c869");
}

TEST(ModelWeights, AcceptBothSpellingsOfGpt2AndItsBuffers) {
    TemporaryFolder folder;
    writeFile(folder / "config.json", kGpt2);
    auto tensors = gpt2Tensors("");
    tensors.push_back({"h.0.attn.bias", {1, 1, 6, 6}});
    tensors.push_back({"h.0.attn.masked_bias", {}});
    tensors.push_back({"lm_head.weight", {5, 4}});
    tests::writeZeros(folder / "model.safetensors", tensors);
    const auto weights = ModelWeights::open(ModelFolder::open(folder.path()).value());
    ASSERT_TRUE(weights) << weights.error().code();
    EXPECT_EQ(weights->named("transformer.h.0.ln_1.weight")->info->name, "h.0.ln_1.weight");
}

TEST(ModelWeights, AreRefusedWhenATiedHeadIsNoCopy) {
    EXPECT_EQ(codeAfter([](auto& tensors) { tensors.push_back({"lm_head.weight", {5, 4}}); }), "");
    TemporaryFolder folder;
    for (const auto& entry : fs::directory_iterator(tiny("gpt2-untied")))
        fs::copy(entry.path(), folder.path() / entry.path().filename());
    Json config = readJsonFile(folder / "config.json").value();
    config["tie_word_embeddings"] = true;
    writeFile(folder / "config.json", dumpJson(config));
    const auto weights = ModelWeights::open(ModelFolder::open(folder.path()).value());
    ASSERT_FALSE(weights);
    EXPECT_EQ(weights.error().code(), "model.other_head");
}

TEST(ModelWeights, AreRefusedWhenTheyDoNotFitTheConfig) {
    EXPECT_EQ(codeAfter([](auto&) {}), "");
    EXPECT_EQ(codeAfter([](auto& t) { t.pop_back(); }), "model.missing_tensor");
    EXPECT_EQ(codeAfter([](auto& t) { t.front().shape = {4, 5}; }), "model.wrong_shape");
    EXPECT_EQ(codeAfter([](auto& t) { t.front().shape = {20}; }), "model.wrong_shape");
    EXPECT_EQ(codeAfter([](auto& t) { t.front().dtype = Dtype::F64; }), "model.unsupported_dtype");
    EXPECT_EQ(codeAfter([](auto& t) { t.front().dtype = Dtype::F8E4M3; }), "model.unsupported_dtype");
    EXPECT_EQ(codeAfter([](auto& t) {
                  t.push_back({"transformer.h.1.ln_1.weight", {4}});
              }),
              "model.unknown_tensor");
    EXPECT_EQ(codeAfter([](auto& t) { t.push_back({"wte.weight", {5, 4}}); }), "model.unknown_tensor");
}

TEST(ModelWeights, RefuseAnIndexThatNamesTheWrongShard) {
    TemporaryFolder folder;
    writeFile(folder / "config.json", kGpt2);
    auto tensors = gpt2Tensors("transformer.");
    const auto first = tensors.front();
    tests::writeZeros(folder / "model-00001-of-00002.safetensors", {first});
    tensors.erase(tensors.begin());
    tests::writeZeros(folder / "model-00002-of-00002.safetensors", tensors);
    Json index;
    for (const auto& tensor : tensors)
        index["weight_map"][tensor.name] = "model-00002-of-00002.safetensors";
    index["weight_map"][first.name] = "model-00001-of-00002.safetensors";
    writeFile(folder / "model.safetensors.index.json", index.dump());
    EXPECT_TRUE(ModelWeights::open(ModelFolder::open(folder.path()).value()));
    index["weight_map"][first.name] = "model-00002-of-00002.safetensors";
    index["weight_map"][tensors.front().name] = "model-00001-of-00002.safetensors";
    writeFile(folder / "model.safetensors.index.json", index.dump());
    EXPECT_EQ(ModelWeights::open(ModelFolder::open(folder.path()).value()).error().code(),
              "model.wrong_shard");
}

TEST(ModelWeights, RefuseATensorInTwoShards) {
    TemporaryFolder folder;
    writeFile(folder / "config.json", kGpt2);
    const auto tensors = gpt2Tensors("transformer.");
    tests::writeZeros(folder / "model-00001-of-00002.safetensors", tensors);
    tests::writeZeros(folder / "model-00002-of-00002.safetensors", {tensors.front()});
    writeFile(
        folder / "model.safetensors.index.json",
        R"({"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}})");
    EXPECT_EQ(ModelWeights::open(ModelFolder::open(folder.path()).value()).error().code(),
              "model.duplicate_tensor");
}

TEST(ModelWeights, BodyWithoutAHeadIsABaseForLabels) {
    const std::vector<BodyCase> cases{
        {"bert-sequence", "BertModel", "bert.", {"classifier"}},
        {"roberta-sequence", "RobertaModel", "roberta.", {"classifier.dense", "classifier.out_proj"}},
        {"roberta-sequence", "XLMRobertaModel", "roberta.", {"classifier.dense", "classifier.out_proj"}},
        {"electra-sequence", "ElectraModel", "electra.", {"classifier.dense", "classifier.out_proj"}},
        {"electra-sequence", "ElectraForPreTraining", "", {"classifier.out_proj"}},
        {"modernbert-sequence", "ModernBertModel", "model.", {"head.dense", "head.norm", "classifier"}}};
    for (const BodyCase& body : cases) {
        SCOPED_TRACE(body.architecture);
        TemporaryFolder folder;
        writeBody(tiny(body.folder), body.architecture, body.prefix, folder.path());
        auto opened = ModelFolder::open(folder.path()).value();
        ASSERT_TRUE(opened.shape()) << opened.shape().error().code();
        EXPECT_EQ(opened.shape()->head, families::Head::None);
        const auto bare = ModelWeights::open(opened);
        ASSERT_TRUE(bare) << bare.error().code();

        opened.setShape(families::withLabels(*opened.shape(), {.names = {"a", "b", "c"}}).value());
        const auto labelled = ModelWeights::open(opened);
        ASSERT_TRUE(labelled) << labelled.error().code();
        const auto whole = ModelWeights::open(ModelFolder::open(tiny(body.folder)).value());
        for (const TensorView& view : whole->all()) {
            const TensorView* taken = labelled->named(view.name);
            const std::string module(program::moduleOf(view.name));
            const bool isNew =
                std::find(body.newHead.begin(), body.newHead.end(), module) != body.newHead.end();
            EXPECT_EQ(taken == nullptr, isNew) << view.name;
            if (taken) {
                EXPECT_TRUE(std::ranges::equal(taken->bytes, view.bytes)) << view.name;
            }
        }
    }
}

TEST(ModelWeights, HeadOfOtherLabelsIsReplaced) {
    auto folder = ModelFolder::open(tiny("bert-sequence")).value();
    folder.setShape(families::withLabels(*folder.shape(), {.names = {"a", "b", "c", "d"}}).value());
    const auto weights = ModelWeights::open(folder);
    ASSERT_TRUE(weights) << weights.error().code();
    EXPECT_FALSE(weights->named("classifier.weight"));
    EXPECT_TRUE(weights->named("bert.pooler.dense.weight"));
    EXPECT_EQ(weights->unread(), (std::vector<std::string>{"classifier.bias", "classifier.weight"}));
}

TEST(ModelWeights, BodyLacksNoTensorOfItsOwn) {
    TemporaryFolder folder;
    writeBody(tiny("bert-sequence"), "BertModel", "bert.encoder.layer.0.", folder.path());
    const auto weights = ModelWeights::open(ModelFolder::open(folder.path()).value());
    ASSERT_FALSE(weights);
    EXPECT_EQ(weights.error().code(), "model.missing_tensor");
}

TEST(ModelHash, DoesNotSeeTheSharding) {
    TemporaryFolder folder;
    const auto model = ModelFolder::open(tiny("qwen2-sharded")).value();
    const auto weights = ModelWeights::open(model).value();
    std::vector<TensorData> tensors;
    for (const TensorView& view : weights.all())
        tensors.push_back({{view.info->name, view.info->dtype, view.info->shape}, view.bytes});
    fs::copy_file(tiny("qwen2-sharded") / "config.json", folder / "config.json");
    ASSERT_TRUE(writeSafetensors(folder / "model.safetensors", tensors));
    EXPECT_EQ(hashOf(folder.path()), hashOf(tiny("qwen2-sharded")));
}

TEST(ModelHash, SeesOneChangedBitAndAnotherConfig) {
    TemporaryFolder folder;
    for (const char* name : {"config.json", "model.safetensors"})
        fs::copy_file(tiny("llama") / name, folder / name);
    const Hash128 before = hashOf(folder.path());
    EXPECT_EQ(before, hashOf(tiny("llama")));
    std::string bytes = tests::readWholeFile(folder / "model.safetensors");
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    writeFile(folder / "model.safetensors", bytes);
    const Hash128 flipped = hashOf(folder.path());
    EXPECT_NE(flipped, before);
    std::string config = tests::readWholeFile(folder / "config.json");
    config.replace(config.find("\"rms_norm_eps\": 1e-06"), 21, "\"rms_norm_eps\": 1e-05");
    writeFile(folder / "config.json", config);
    EXPECT_NE(hashOf(folder.path()), flipped);
}

TEST(ModelHash, CanBeStopped) {
    std::stop_source source;
    source.request_stop();
    NullProgress progress;
    const auto hash = modelHash(ModelFolder::open(tiny("llama")).value(), source.get_token(), progress);
    ASSERT_FALSE(hash);
    EXPECT_EQ(hash.error().kind(), ErrorKind::Interrupted);
}
