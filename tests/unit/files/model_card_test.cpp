#include "raw_safetensors.h"

#include <base/files.h>
#include <files/companions.h>
#include <files/describe.h>
#include <files/model_folder.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

using namespace luthier;
using namespace luthier::files;
using luthier::tests::TemporaryFolder;
using luthier::tests::writeFile;

namespace {

ModelFolder folderWith(const TemporaryFolder& folder, std::string_view name, std::string_view text) {
    writeFile(folder / "config.json", R"({"model_type":"mamba"})");
    writeFile(folder / name, text);
    return ModelFolder::open(folder.path()).value();
}

std::string licenseOf(std::string_view name, std::string_view text) {
    TemporaryFolder folder;
    return folderWith(folder, name, text).license();
}

ChatTemplates templatesOf(std::string_view config) {
    TemporaryFolder folder;
    return folderWith(folder, "tokenizer_config.json", config).chatTemplates().value();
}

std::optional<std::string> templateOf(std::string_view config) {
    return templatesOf(config).text;
}

} // namespace

TEST(License, IsReadFromTheCardsFrontMatter) {
    EXPECT_EQ(licenseOf("README.md", "---\nlanguage: en\nlicense: apache-2.0\n---\n# x\nlicense: no\n"),
              "apache-2.0");
    EXPECT_EQ(licenseOf("README.md", "---\r\nlicense: \"mit\"\r\n---\r\n"), "mit");
    EXPECT_EQ(licenseOf("README.md", "---\nlicense: other\nlicense_name: llama3\n---\n"), "llama3");
    EXPECT_EQ(licenseOf("README.md", "# x\nlicense: mit\n"), "");
}

TEST(License, IsTheFirstLineOfALicenseFileElse) {
    EXPECT_EQ(licenseOf("LICENSE", "\n\n   Apache License\nVersion 2.0\n"), "Apache License");
    EXPECT_EQ(licenseOf("LICENSE.txt", "\xff\xff"), "\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(licenseOf("NOTICE", "x"), "");
}

TEST(ChatTemplate, IsTheStringOrTheDefaultOfTheList) {
    EXPECT_EQ(templateOf(R"({"chat_template":"{{ x }}"})"), "{{ x }}");
    EXPECT_EQ(
        templateOf(
            R"({"chat_template":[{"name":"tool_use","template":"t"},{"name":"default","template":"d"}]})"),
        "d");
    EXPECT_EQ(templateOf(R"({"chat_template":null})"), std::nullopt);
    EXPECT_EQ(templateOf(R"({"chat_template":7})"), std::nullopt);
}

TEST(ChatTemplate, NamedOnesWithoutADefaultAreNamed) {
    const auto named = templatesOf(R"({"chat_template":[{"name":"rag","template":"r"}]})");
    EXPECT_FALSE(named.text);
    EXPECT_EQ(named.names, std::vector<std::string>{"rag"});
    EXPECT_TRUE(named.any());
    EXPECT_FALSE(templatesOf(R"({})").any());
}

TEST(ChatTemplate, OfTheJinjaFileWins) {
    TemporaryFolder folder;
    writeFile(folder / "chat_template.jinja", "file");
    EXPECT_EQ(folderWith(folder, "tokenizer_config.json", R"({"chat_template":"string"})")
                  .chatTemplates()
                  .value()
                  .text,
              "file");
}

TEST(ChatTemplate, FilesOfNamedOnesTakeThePlaceOfTheConfigs) {
    TemporaryFolder folder;
    std::filesystem::create_directories(folder / "additional_chat_templates");
    writeFile(folder / "additional_chat_templates/rag.jinja", "r");
    const auto model =
        folderWith(folder, "tokenizer_config.json",
                   R"({"chat_template":[{"name":"default","template":"d"},{"name":"x","template":"x"}]})");
    const auto named = model.chatTemplates().value();
    EXPECT_FALSE(named.text);
    EXPECT_EQ(named.names, std::vector<std::string>{"rag"});
    TemporaryFolder copy;
    ASSERT_TRUE(copyTokenizerFiles(folder.path(), copy.path()));
    EXPECT_EQ(readFile(copy / "additional_chat_templates/rag.jinja", 100).value(), "r");
}

TEST(Describe, HasEveryFieldOfModelInspect) {
    const auto model = ModelFolder::open(tests::sourceFile("tests/golden/models/llama-tied-gqa")).value();
    const Json json = describeModel(model, {.tokenizer = TokenizerFacts{"bpe", 80, 2}, .hash = "ab"});
    for (const char* key : {"supported",
                            "reason",
                            "model_type",
                            "architecture",
                            "family",
                            "parameters",
                            "layers",
                            "hidden_size",
                            "heads",
                            "kv_heads",
                            "vocab_size",
                            "dtype",
                            "tied_embeddings",
                            "max_positions",
                            "files",
                            "tokenizer",
                            "has_chat_template",
                            "chat_template",
                            "license",
                            "shape",
                            "hash",
                            "lora_targets",
                            "default_lora_targets",
                            "warnings"})
        EXPECT_TRUE(json.contains(key)) << key;
    EXPECT_EQ(json["supported"], true);
    EXPECT_EQ(json["parameters"], 24224);
    EXPECT_EQ(json["kv_heads"], 2);
    EXPECT_EQ(json["dtype"], "fp32");
    EXPECT_EQ(json["shape"]["head_dim"], 12);
    EXPECT_EQ(json["tokenizer"]["vocab_size"], 80);
    EXPECT_EQ(json["hash"], "ab");
    EXPECT_EQ(json["lora_targets"].size(), 7u);
}

TEST(Describe, SaysWhyAModelCannotBeRunAndStillCountsIt) {
    TemporaryFolder folder;
    writeFile(folder / "config.json",
              R"({"model_type":"mamba","architectures":["MambaForCausalLM"],"dtype":"float16"})");
    tests::writeZeros(folder / "model.safetensors", {{"a", {3, 5}}, {"b", {2}}});
    const Json json = describeModel(ModelFolder::open(folder.path()).value(), {});
    EXPECT_EQ(json["supported"], false);
    EXPECT_EQ(json["reason"]["code"], "model.unsupported_family");
    EXPECT_EQ(json["reason"]["parameters"]["model_type"], "mamba");
    EXPECT_EQ(json["parameters"], 17);
    EXPECT_EQ(json["dtype"], "fp16");
    EXPECT_EQ(json["layers"], nullptr);
    EXPECT_EQ(json["tokenizer"], nullptr);
    EXPECT_EQ(json["warnings"].size(), 2u) << "no tokenizer, no template";
}
