#include <files/discovery.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <set>

#include <gtest/gtest.h>

using namespace luthier;
using namespace luthier::files;
using luthier::tests::TemporaryFolder;
using luthier::tests::writeFile;

namespace fs = std::filesystem;

namespace {

std::vector<FoundModel> findIn(const fs::path& root) {
    const std::vector<fs::path> roots{root};
    return findModels(roots, {});
}

} // namespace

TEST(Discovery, FindsTheTinyModelsByPath) {
    auto found = findIn(tests::sourceFile("tests/golden/models"));
    // One variant of each family lies there, too; these eight are of the first three.
    const std::set<std::string> first{"gpt2",           "llama",         "llama-bf16", "llama-biased",
                                      "llama-tied-gqa", "llama3-scaled", "qwen2",      "qwen2-sharded"};
    std::erase_if(found, [&](const FoundModel& model) { return !first.contains(model.name); });
    ASSERT_EQ(found.size(), 8u);
    EXPECT_TRUE(std::is_sorted(found.begin(), found.end(),
                               [](const auto& a, const auto& b) { return a.path < b.path; }));
    for (const FoundModel& model : found) {
        EXPECT_TRUE(model.supported) << model.path;
        EXPECT_GT(model.parameters, 20'000);
    }
    EXPECT_EQ(found.front().name, "gpt2");
    EXPECT_EQ(found.front().dtype, "fp32");
}

TEST(Discovery, SaysWhatIsWrongWithTheRest) {
    TemporaryFolder folder;
    fs::create_directories(folder / "a" / "b");
    fs::create_directories(folder / "pickled");
    fs::create_directories(folder / "other");
    writeFile(folder / "a" / "b" / "config.json", R"({"model_type":"mamba"})");
    writeFile(folder / "pickled" / "config.json", R"({"model_type":"llama"})");
    writeFile(folder / "pickled" / "pytorch_model.bin", "x");
    writeFile(folder / "other" / "config.json", R"({"editor":"vim"})");
    const auto found = findIn(folder.path());
    ASSERT_EQ(found.size(), 2u) << "a config.json without a model_type is no model";
    EXPECT_EQ(found[0].reason->code(), "model.unsupported_family");
    EXPECT_EQ(found[1].reason->code(), "model.pickle");
}

TEST(Discovery, TakesTheNewestSnapshotOfAHubCache) {
    TemporaryFolder folder;
    const fs::path model = folder / "models--org--tiny--chat";
    for (const char* revision : {"one", "two"}) {
        fs::create_directories(model / "snapshots" / revision);
        writeFile(model / "snapshots" / revision / "config.json", R"({"model_type":"mamba"})");
    }
    fs::create_directories(model / "refs");
    writeFile(model / "refs" / "main", "one\n");
    const auto found = findIn(folder.path());
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].name, "org/tiny--chat");
    EXPECT_EQ(found[0].path.filename(), "one");
    writeFile(model / "refs" / "main", "../../..");
    EXPECT_EQ(findIn(folder.path()).size(), 1u);
}

TEST(Discovery, GoesFourFoldersDeepAndFollowsNoLinks) {
    TemporaryFolder folder;
    const fs::path deep = folder / "1" / "2" / "3" / "4";
    fs::create_directories(deep / "5");
    writeFile(deep / "5" / "config.json", R"({"model_type":"mamba"})");
    EXPECT_TRUE(findIn(folder.path()).empty());
    writeFile(deep / "config.json", R"({"model_type":"mamba"})");
    fs::create_directory_symlink(folder.path(), folder / "loop");
    EXPECT_EQ(findIn(folder.path()).size(), 1u);
    EXPECT_TRUE(findIn(folder / "none").empty());
}
