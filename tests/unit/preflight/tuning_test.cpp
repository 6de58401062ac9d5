#include <preflight/tuning.h>
#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <base/files.h>

#include <gtest/gtest.h>

namespace luthier::preflight {
namespace {

using Strings = std::vector<std::string>;

/// The document of a golden model.
Json documentOf(const std::filesystem::path& path) {
    const auto folder = files::ModelFolder::open(path);
    EXPECT_TRUE(folder) << path;
    return tuningToJson(*folder, tuningOf(*folder));
}
Json goldenDocument(const std::string& name) {
    return documentOf(tests::sourceFile("tests/golden/models") / name);
}
Strings ruledOut(const Json& document) {
    Strings all;
    for (const Json& entry : document["ruled_out"])
        all.push_back(entry["setting"].get<std::string>() + " " + entry["choice"].get<std::string>() + " " +
                      entry["code"].get<std::string>());
    return all;
}

TEST(Tuning, TellsWhatEachKindOfModelIsForAndWhatItRulesOut) {
    const Json bert = goldenDocument("bert");
    EXPECT_EQ(bert["kind"], "encoder");
    EXPECT_EQ(bert["head"], "words");
    EXPECT_EQ(bert["tasks"], (Json{"classification", "regression", "token_classification", "mlm"}));
    EXPECT_EQ(ruledOut(bert),
              (Strings{"task sft recipe.task_not_of_model", "task pretrain recipe.task_not_of_model",
                       "task seq2seq recipe.task_not_of_model", "task dpo recipe.task_not_of_model",
                       "task simpo recipe.task_not_of_model", "task orpo recipe.task_not_of_model",
                       "task reward recipe.task_not_of_model", "task kto recipe.task_not_of_model",
                       "task infilling recipe.task_not_of_model"}));
    EXPECT_EQ(bert["hindrance"], nullptr);
    const Json t5 = goldenDocument("t5");
    EXPECT_EQ(t5["kind"], "encoder_decoder");
    EXPECT_EQ(t5["tasks"], Json{"seq2seq"});
    const Json llama = goldenDocument("llama");
    EXPECT_EQ(llama["kind"], "decoder");
    EXPECT_EQ(llama["tasks"][0], "sft");
    EXPECT_EQ(llama["labels"], Json::array());
    EXPECT_EQ(llama["problem_type"], nullptr);
}

TEST(Tuning, NamesTheLabelsOfAHeadThatHasThem) {
    const Json texts = goldenDocument("bert-multi");
    EXPECT_EQ(texts["head"], "text_labels");
    EXPECT_EQ(texts["problem_type"], "multi_label_classification");
    EXPECT_EQ(texts["labels"].size(), 4U);
    const Json words = goldenDocument("bert-token");
    EXPECT_EQ(words["head"], "token_labels");
    EXPECT_EQ(words["problem_type"], nullptr);
    EXPECT_EQ(words["labels"].size(), 5U);
    EXPECT_EQ(words["tasks"], (Json{"classification", "regression", "token_classification"}))
        << "its words' head is gone";
}

TEST(Tuning, SaysWhyNothingCanBeTuned) {
    const tests::TemporaryFolder folder;
    tests::writeFile(folder / "config.json",
                     R"({"model_type": "mamba", "architectures": ["MambaForCausalLM"]})");
    const Json strange = documentOf(folder.path());
    EXPECT_EQ(strange["hindrance"]["code"], "model.unsupported_family");
    EXPECT_EQ(strange["kind"], nullptr);
    EXPECT_EQ(strange["tasks"], Json::array());
    const tests::TemporaryFolder empty;
    std::filesystem::copy_file(tests::sourceFile("tests/golden/models/bert/config.json"),
                               empty / "config.json");
    const Json unweighted = documentOf(empty.path());
    EXPECT_EQ(unweighted["hindrance"]["code"], "model.no_weights");
    EXPECT_EQ(unweighted["kind"], "encoder");
    EXPECT_EQ(unweighted["tasks"], Json::array());
}

TEST(Tuning, OfAQuantisedFolderOnlyAnAdapterCanBeTuned) {
    const Json quantised = goldenDocument("../quantization/llama-nf4");
    EXPECT_EQ(ruledOut(quantised).back(), "method.type full recipe.quantized_full");
}

TEST(Tuning, OfAGgufFileOnlyAnAdapterCanBeTuned) {
    const Json file = documentOf(tests::sourceFile("tests/golden/gguf/qwen3.gguf"));
    EXPECT_EQ(file["tasks"][0], "sft");
    EXPECT_EQ(ruledOut(file),
              (Strings{"task mlm recipe.task_not_of_model", "task seq2seq recipe.task_not_of_model",
                       "method.type full recipe.gguf_full", "quantization.type int8 gguf.stays_as_it_is",
                       "quantization.type nf4 gguf.stays_as_it_is"}));
}

} // namespace
} // namespace luthier::preflight
