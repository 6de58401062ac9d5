#include <project/integrity.h>
#include <project/manifest.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

using namespace luthier;
using namespace luthier::project;
using tests::TemporaryFolder;
using tests::writeFile;

namespace {

std::vector<std::string> codes(const std::vector<Error>& errors) {
    std::vector<std::string> found;
    for (const auto& error : errors)
        found.push_back(error.code());
    return found;
}

struct Artefact {
    TemporaryFolder folder;
    std::filesystem::path path = folder / "artefact";
    Artefact() {
        writeFile(path / "weights.bin", "0123456789");
        writeFile(path / "deep/state.json", "{}");
        EXPECT_TRUE(writeManifest(path));
    }
    std::vector<std::string> problems() const {
        const auto found = verifyManifest(path, {});
        return found ? codes(*found) : std::vector<std::string>{found.error().code()};
    }
};

using Codes = std::vector<std::string>;

} // namespace

TEST(Manifest, AcceptsWhatItWasWrittenFor) {
    EXPECT_EQ(Artefact().problems(), Codes());
}

TEST(Manifest, FindsAChangedByteASizeAndAMissingFile) {
    const Artefact artefact;
    writeFile(artefact.path / "weights.bin", "0123456780");
    EXPECT_EQ(artefact.problems(), Codes{"manifest.wrong_hash"});
    writeFile(artefact.path / "weights.bin", "01234");
    EXPECT_EQ(artefact.problems(), Codes{"manifest.wrong_size"});
    std::filesystem::remove(artefact.path / "deep/state.json");
    EXPECT_EQ(artefact.problems(), (Codes{"manifest.missing_file", "manifest.wrong_size"}));
}

TEST(Manifest, DoesNotLeaveItsFolder) {
    const Artefact artefact;
    writeFile(artefact.folder / "secret", "x");
    std::filesystem::create_symlink(artefact.folder / "secret", artefact.path / "link");
    for (const auto* name : {"../secret", "/etc/passwd", "deep/../../secret", "link"}) {
        writeFile(artefact.path / kManifestName,
                  std::string(R"({"files":[{"name":")") + name + R"(","bytes":1,"sha256":"0"}]})");
        EXPECT_EQ(artefact.problems(), Codes{"manifest.bad_name"}) << name;
    }
}

TEST(Manifest, SaysWhenItCannotBeRead) {
    const Artefact artefact;
    writeFile(artefact.path / kManifestName, "{\"files\":");
    EXPECT_EQ(artefact.problems(), Codes{"json.syntax"});
}

TEST(CheckProject, ListsDamagedArtefactsOfRuns) {
    const TemporaryFolder folder;
    auto project = Project::create(folder / "a.luthier", "", {});
    ASSERT_TRUE(project);
    const auto checkpoint = project->runsFolder() / "0001/checkpoints/step-000010";
    writeFile(checkpoint / "adapter.safetensors", "weights");
    ASSERT_TRUE(writeManifest(checkpoint));
    NullProgress progress;
    EXPECT_TRUE(checkProject(*project, {}, {}, progress)->empty());
    writeFile(checkpoint / "adapter.safetensors", "weighty");
    const auto problems = checkProject(*project, {}, {}, progress);
    ASSERT_TRUE(problems);
    EXPECT_EQ(codes(*problems), Codes{"manifest.wrong_hash"});
}
