#include <project/integrity.h>
#include <project/manifest.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <functional>

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
    std::filesystem::remove(checkpoint / kManifestName);
    std::filesystem::create_symlink("nowhere", checkpoint / kManifestName);
    EXPECT_EQ(checkProject(*project, {}, {}, progress)->size(), 1U) << "a link that leads nowhere";
}

namespace {

/// Does something once the first folder is checked.
class AfterTheFirst final : public ProgressSink {
public:
    explicit AfterTheFirst(std::function<void()> act)
        : m_act(std::move(act)) {}
    void report(const Progress& progress) override {
        if (progress.done == 1)
            m_act();
    }

private:
    std::function<void()> m_act;
};

} // namespace

TEST(CheckProject, PassesOverWhatIsBeingMadeOrTakenAway) {
    const TemporaryFolder folder;
    auto project = Project::create(folder / "a.luthier", "", {});
    ASSERT_TRUE(project);
    const auto checkpoints = project->runsFolder() / "0001/checkpoints";
    // As kill -9 leaves them: the manifest is there, a file is not.
    for (const char* name :
         {".removed-step-000010", ".partial-step-000030", "compare.partial", ".0001.partial-77-0"}) {
        writeFile(checkpoints / name / "adapter.safetensors", "weights");
        ASSERT_TRUE(writeManifest(checkpoints / name));
        std::filesystem::remove(checkpoints / name / "adapter.safetensors");
    }
    NullProgress progress;
    EXPECT_EQ(codes(*checkProject(*project, {}, {}, progress)), Codes());
}

TEST(CheckProject, GoesOnWhileARunTakesOldCheckpointsAway) {
    const TemporaryFolder folder;
    auto project = Project::create(folder / "a.luthier", "", {});
    ASSERT_TRUE(project);
    const auto checkpoints = project->runsFolder() / "0001/checkpoints";
    for (const char* name : {"step-000010", "step-000020"}) {
        writeFile(checkpoints / name / "adapter.safetensors", "weights");
        ASSERT_TRUE(writeManifest(checkpoints / name));
    }
    AfterTheFirst progress([&] {
        for (const char* name : {"step-000010", "step-000020"})
            removeFinished(checkpoints / name);
    });
    const auto problems = checkProject(*project, {}, {}, progress);
    ASSERT_TRUE(problems);
    EXPECT_EQ(codes(*problems), Codes());
}

TEST(RemoveFinished, TakesAwayWhatACutOffRemovalLeft) {
    const TemporaryFolder folder;
    writeFile(folder / ".removed-step-000010/optimizer.safetensors", "x");
    writeFile(folder / ".removed-step-000020/optimizer.safetensors", "x");
    writeFile(folder / "step-000020/optimizer.safetensors", "x");
    writeFile(folder / "step-000030/optimizer.safetensors", "x");
    removeFinished(folder / "step-000020");
    std::vector<std::string> left;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
        left.push_back(entry.path().filename().string());
    EXPECT_EQ(left, std::vector<std::string>{"step-000030"});
    removeFinished(folder / "step-000040"); // one that is not there
    EXPECT_TRUE(std::filesystem::exists(folder / "step-000030"));
}
