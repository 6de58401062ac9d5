#include "raw_safetensors.h"

#include <base/contained_folder.h>
#include <base/files.h>
#include <files/companions.h>
#include <files/model_folder.h>

#include <base/json.h>

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
    R"({"model_type":"llama","hidden_size":8,"num_hidden_layers":1,"num_attention_heads":2,)"
    R"("intermediate_size":8,"vocab_size":10})";

/// Names that an index might give, none of which is a file of the folder. `secret.safetensors` lies beside
/// it.
const std::vector<std::string>& hostileNames() {
    static const std::vector<std::string> kNames{"../secret.safetensors",
                                                 "..",
                                                 ".",
                                                 "",
                                                 "/",
                                                 "../",
                                                 "./model.safetensors",
                                                 "sub/../../secret.safetensors",
                                                 "sub/model.safetensors",
                                                 "/etc/passwd",
                                                 "/tmp/x.safetensors",
                                                 "//host/share.safetensors",
                                                 "..\\secret.safetensors",
                                                 "C:\\secret.safetensors",
                                                 "C:secret.safetensors",
                                                 "\\\\host\\x.safetensors",
                                                 std::string("model.safetensors\0.txt", 22),
                                                 std::string("\0model.safetensors", 18),
                                                 "model\n.safetensors",
                                                 "model\t.safetensors",
                                                 "model\x7f.safetensors",
                                                 "\x1b[31m.safetensors",
                                                 "%2e%2e%2fsecret.safetensors/",
                                                 "..%2fsecret.safetensors/x",
                                                 "....//secret.safetensors",
                                                 "..;/secret.safetensors",
                                                 "~/secret.safetensors",
                                                 "file:///etc/passwd.safetensors",
                                                 "http://host/x.safetensors",
                                                 "models--a--b/blobs/x.safetensors",
                                                 std::string(256, 'n') + ".safetensors",
                                                 "config.json",
                                                 "model.safetensors.exe",
                                                 "a.safetensors/",
                                                 "/proc/self/mem",
                                                 "/dev/zero",
                                                 "../../../../../../../../etc/shadow",
                                                 "..//secret.safetensors",
                                                 ".//../secret.safetensors",
                                                 "sub/.//../../secret.safetensors",
                                                 "\xc0\xae\xc0\xae/secret.safetensors",
                                                 "\xff\xfe.safetensors"};
    return kNames;
}

} // namespace

TEST(PathTraversal, NoNameOfAnIndexLeavesTheFolder) {
    ASSERT_GE(hostileNames().size(), 40u);
    TemporaryFolder outer;
    const fs::path folder = outer / "model";
    fs::create_directories(folder / "sub");
    tests::writeZeros(outer / "secret.safetensors", {{"a", {1}}});
    tests::writeZeros(folder / "sub" / "model.safetensors", {{"a", {1}}});
    writeFile(folder / "config.json", kConfig);
    for (const std::string& name : hostileNames()) {
        Json index;
        index["weight_map"]["a"] = name;
        // Invalid UTF-8 cannot be written by the JSON library: it stands in the file as it is.
        std::string text = R"({"weight_map":{"a":")" + name + "\"}}";
        if (name.find('\xff') == std::string::npos && name.find('\xc0') == std::string::npos)
            text = index.dump();
        writeFile(folder / "model.safetensors.index.json", text);
        const auto model = ModelFolder::open(folder);
        ASSERT_FALSE(model) << name;
        EXPECT_EQ(model.error().kind(), ErrorKind::Refused) << name;
    }
}

TEST(PathTraversal, NoNameIsReachedThroughTheFolder) {
    TemporaryFolder outer;
    const fs::path folder = outer / "model";
    fs::create_directories(folder / "sub");
    writeFile(outer / "secret.safetensors", "x");
    const auto opened = openContained(folder);
    ASSERT_TRUE(opened);
    for (const std::string& name : hostileNames())
        EXPECT_FALSE(containedFile(*opened, name)) << name;
}

TEST(PathTraversal, LinksOutOfTheFolderAreRefused) {
    TemporaryFolder outer;
    const fs::path folder = outer / "model";
    fs::create_directories(folder);
    writeFile(folder / "config.json", kConfig);
    tests::writeZeros(outer / "secret.safetensors", {{"a", {1}}});
    for (const char* target : {"../secret.safetensors", "/etc/passwd", "../model/../secret.safetensors"}) {
        fs::remove(folder / "model.safetensors");
        fs::create_symlink(target, folder / "model.safetensors");
        const auto model = ModelFolder::open(folder);
        ASSERT_FALSE(model) << target;
        EXPECT_EQ(model.error().code(), "model.unsafe_name") << target;
    }
}

TEST(PathTraversal, ALinkToTheConfigOutsideIsRefused) {
    TemporaryFolder outer;
    const fs::path folder = outer / "model";
    fs::create_directories(folder);
    writeFile(outer / "config.json", kConfig);
    fs::create_symlink("../config.json", folder / "config.json");
    EXPECT_EQ(ModelFolder::open(folder).error().code(), "model.unsafe_name");
}

TEST(PathTraversal, CompanionsAreNotCopiedThroughLinksOutOfTheFolder) {
    TemporaryFolder outer;
    const fs::path folder = outer / "model";
    fs::create_directories(folder);
    fs::create_directories(outer / "out");
    writeFile(outer / "secret.txt", "secret");
    writeFile(folder / "merges.txt", "a b");
    ASSERT_TRUE(copyTokenizerFiles(folder, outer / "out"));
    EXPECT_TRUE(fs::exists(outer / "out/merges.txt"));
    fs::create_symlink("../secret.txt", folder / "special_tokens_map.json");
    EXPECT_EQ(copyTokenizerFiles(folder, outer / "out").error().code(), "model.unsafe_name");
    EXPECT_FALSE(fs::exists(outer / "out/special_tokens_map.json"));
}

TEST(PathTraversal, ALinkLoopIsRefused) {
    TemporaryFolder folder;
    fs::create_symlink("config.json", folder / "config.json");
    const auto model = ModelFolder::open(folder.path());
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code(), "file.link_loop");
    EXPECT_EQ(model.error().kind(), ErrorKind::Refused);
    EXPECT_EQ(readFile(folder / "config.json", 100).error().code(), "file.link_loop");
}

TEST(PathTraversal, APathIsHeldInsideAFolder) {
    TemporaryFolder outer;
    fs::create_directories(outer / "project/templates");
    writeFile(outer / "secret", "x");
    fs::create_symlink("../../secret", outer / "project/templates/link");
    EXPECT_TRUE(requireInside(outer / "project/templates/new.jinja", outer / "project"));
    EXPECT_EQ(requireInside(outer / "secret", "").error().code(), "file.outside");
    for (const char* path : {"secret", "project/../secret", "project/templates/link", "projects/x"})
        EXPECT_EQ(requireInside(outer / path, outer / "project").error().code(), "file.outside") << path;
}

TEST(PathTraversal, OnlyRegularFilesAreOpened) {
    TemporaryFolder folder;
    writeFile(folder / "config.json", kConfig);
    ASSERT_EQ(::mkfifo((folder / "model.safetensors").c_str(), 0600), 0);
    EXPECT_EQ(ModelFolder::open(folder.path()).error().code(), "file.not_regular");
    fs::remove(folder / "model.safetensors");
    fs::create_directory(folder / "model.safetensors");
    EXPECT_EQ(ModelFolder::open(folder.path()).error().code(), "file.not_regular");
    fs::remove(folder / "model.safetensors");
    fs::create_symlink("model.safetensors", folder / "model.safetensors");
    EXPECT_FALSE(ModelFolder::open(folder.path())) << "a link to itself";
    fs::remove(folder / "model.safetensors");
    fs::create_symlink("/dev/zero", folder / "model.safetensors");
    EXPECT_EQ(ModelFolder::open(folder.path()).error().code(), "model.unsafe_name");
}

TEST(PathTraversal, PlainNamesPass) {
    for (const char* name :
         {"model.safetensors", "model-00001-of-00003.safetensors", "모델.safetensors", "..a", "a b"})
        EXPECT_TRUE(isPlainName(name)) << name;
}
