#include <adopting/yaml.h>

#include <base/files.h>
#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

namespace luthier::adopting {
namespace {

/// Without the order of keys, which merging changes.
nlohmann::json unordered(const Json& value) {
    return nlohmann::json::parse(dumpJson(value));
}

class ReadYaml : public testing::TestWithParam<std::string> {};

TEST_P(ReadYaml, ReadsWhatPyYamlReads) {
    const auto place = tests::sourceFile("tests/golden/peers") / GetParam();
    const auto read = readYaml(tests::readWholeFile(place), place.string());
    ASSERT_TRUE(read) << read.error().code();
    auto expected = readJsonFile(std::filesystem::path(place).replace_extension(".json"));
    ASSERT_TRUE(expected);
    if (GetParam() == "axolotl.yml") { // PyYAML takes it for a text, which that program makes a number again
        EXPECT_EQ((*expected)["learning_rate"], "2e-4");
        (*expected)["learning_rate"] = 2e-4;
    }
    EXPECT_EQ(unordered(*read), unordered(*expected));
}

INSTANTIATE_TEST_SUITE_P(Files, ReadYaml,
                         testing::Values("forms.yaml", "llamafactory.yaml", "axolotl.yml", "unsloth.yaml"),
                         [](const auto& tested) { return tested.param.substr(0, tested.param.find('.')); });

std::string codeOf(const std::string& text, const YamlLimits& limits = {}) {
    const auto read = readYaml(text, "a.yaml", limits);
    return read ? dumpJson(*read) : read.error().code();
}

TEST(Yaml, RefusesWhatIsNoConfiguration) {
    EXPECT_EQ(codeOf("a: [1, 2"), "yaml.syntax");
    EXPECT_EQ(codeOf("a: 1\n\tb: 2\n"), "yaml.syntax");
    EXPECT_EQ(codeOf("a: *nowhere\n"), "yaml.syntax");
    EXPECT_EQ(codeOf("a: 1\na: 2\n"), "yaml.duplicate_key");
    EXPECT_EQ(codeOf("a: !!python/object/apply:os.system ['x']\n"), "yaml.tag");
    EXPECT_EQ(codeOf("a: \xff\xfe\n"), "yaml.syntax");
    EXPECT_EQ(codeOf(std::string("a: \0b\n", 6)), "yaml.syntax");
    EXPECT_EQ(codeOf(std::string(500, '[')), "yaml.too_deep");
    EXPECT_EQ(codeOf("? [a, b]\n: c\n"), "yaml.syntax");
    EXPECT_EQ(codeOf(std::string(2 << 20, 'x')), "yaml.too_large");
    EXPECT_EQ(codeOf("a: 1\n---\na: 2\n"), "yaml.second_document");
    EXPECT_EQ(codeOf(""), "null");
    EXPECT_EQ(codeOf("just words\n"), "\"just words\"");
    const auto twice = readYaml("a: 1\nb:\n  c: 2\n  c: 3\n", "a.yaml");
    EXPECT_EQ(twice.error().place().line, 4);
}

/// Ten lists of ten times the one before.
TEST(Yaml, CopiesOfCopiesEndAtTheLimit) {
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 10; ++i) {
        const std::string before = "*a" + std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
        for (int copy = 1; copy < 10; ++copy)
            bomb += ", " + before;
        bomb += "]\n";
    }
    EXPECT_EQ(codeOf(bomb), "yaml.too_large");
    std::string chain = "a0: &a0 [x]\n"; // each a list in the next
    for (int i = 1; i < 40; ++i)
        chain +=
            "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
    EXPECT_EQ(codeOf(chain), "yaml.too_deep");
}

} // namespace
} // namespace luthier::adopting
