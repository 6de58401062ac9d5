#include <base/fault.h>
#include <project/project.h>
#include <project/user_state.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <sys/wait.h>
#include <unistd.h>

using namespace luthier;
using namespace luthier::project;
using tests::TemporaryFolder;

namespace {

const std::vector<Part> kNoParts;

Project made(const std::filesystem::path& folder) {
    auto project = Project::create(folder, "", kNoParts);
    if (!project)
        throw std::runtime_error(project.error().code());
    return std::move(*project);
}

Result<Project> opened(const std::filesystem::path& folder, Access access = Access::ReadWrite) {
    return Project::open(folder, access, kNoParts, Check::Quick);
}

} // namespace

TEST(Project, IsMadeWithItsFoldersAndOpensAgain) {
    const TemporaryFolder folder;
    const std::string id = made(folder / "songs.luthier").facts().id;
    EXPECT_TRUE(std::filesystem::is_directory(folder / "songs.luthier/runs"));
    EXPECT_TRUE(std::filesystem::is_directory(folder / "songs.luthier/cache"));
    const auto project = opened(folder / "songs.luthier", Access::ReadOnly);
    ASSERT_TRUE(project);
    EXPECT_EQ(project->facts().id, id);
    EXPECT_EQ(project->facts().name, "songs");
    EXPECT_EQ(project->facts().format, kProjectFormat);
    EXPECT_EQ(project->requireWritable().error().code(), "project.read_only");
}

TEST(Project, DoesNotTakeAFolderThatHoldsSomething) {
    const TemporaryFolder folder;
    tests::writeFile(folder / "a.txt", "mine");
    EXPECT_EQ(Project::create(folder.path(), "", kNoParts).error().code(), "project.exists");
    EXPECT_EQ(tests::readWholeFile(folder / "a.txt"), "mine");
    std::filesystem::create_directory(folder / "empty");
    EXPECT_TRUE(Project::create(folder / "empty", "", kNoParts));
}

TEST(Project, LeavesNothingWhenTheDiskIsFull) {
    const TemporaryFolder folder;
    int failures = 0;
    for (int call = 1; call < 400; call += 7) {
        const ScopedFault full(FaultPoint::Write, call, ENOSPC);
        const auto project = Project::create(folder / "a.luthier", "", kNoParts);
        if (project)
            break;
        ++failures;
        ASSERT_EQ(project.error().code(), "storage.no_space");
        ASSERT_TRUE(std::filesystem::is_empty(folder.path())) << "write " << call;
    }
    EXPECT_GT(failures, 2);
}

TEST(Project, RefusesWhatIsNoProject) {
    const TemporaryFolder folder;
    EXPECT_EQ(opened(folder / "none").error().code(), "project.not_found");
    EXPECT_EQ(opened(folder.path()).error().code(), "project.not_a_project");
    { auto db = storage::Connection::open(folder / "project.db", storage::Access::Create); }
    EXPECT_EQ(opened(folder.path()).error().code(), "project.not_a_project");
    tests::writeFile(folder / "project.db", std::string(8192, '\x01'));
    EXPECT_EQ(opened(folder.path()).error().code(), "storage.not_a_database");
}

TEST(Project, RefusesALinkInPlaceOfTheDatabase) {
    const TemporaryFolder folder;
    made(folder / "a.luthier");
    std::filesystem::create_directory(folder / "b.luthier");
    std::filesystem::create_symlink(folder / "a.luthier/project.db", folder / "b.luthier/project.db");
    EXPECT_EQ(opened(folder / "b.luthier").error().code(), "project.foreign_link");
    EXPECT_EQ(Project::open(folder / "b.luthier", Access::ReadWrite, kNoParts, Check::None).error().code(),
              "project.foreign_link");
}

TEST(Project, RefusesLinksOutOfItAndTakesThoseInside) {
    const TemporaryFolder folder;
    made(folder / "a.luthier");
    tests::writeFile(folder / "a.luthier/models/blobs/1", "weights");
    std::filesystem::create_symlink("blobs/1", folder / "a.luthier/models/model.safetensors");
    EXPECT_TRUE(opened(folder / "a.luthier"));
    std::filesystem::create_symlink("../../../outside", folder / "a.luthier/models/out");
    const auto project = opened(folder / "a.luthier");
    ASSERT_FALSE(project);
    EXPECT_EQ(project.error().code(), "project.foreign_link");
    EXPECT_EQ(project.error().parameters().at("name"), "models/out");
}

TEST(Project, RefusesTriggersAndViewsOfAStranger) {
    const TemporaryFolder folder;
    for (const auto* statement : {"CREATE TRIGGER t AFTER INSERT ON settings BEGIN DELETE FROM meta; END",
                                  "CREATE VIEW v AS SELECT 1"}) {
        std::filesystem::remove_all(folder / "a.luthier");
        ASSERT_TRUE(made(folder / "a.luthier").database().execute(statement));
        EXPECT_EQ(opened(folder / "a.luthier").error().code(), "project.foreign_schema");
    }
}

TEST(Project, RefusesANewerFormatWithItsVersion) {
    const TemporaryFolder folder;
    ASSERT_TRUE(made(folder / "a.luthier").database().execute("PRAGMA user_version=99"));
    const auto project = opened(folder / "a.luthier");
    ASSERT_FALSE(project);
    EXPECT_EQ(project.error().code(), "storage.newer_format");
    EXPECT_EQ(project.error().parameters().at("version"), "99");
}

TEST(Project, FindsDamageBeforeItIsUsed) {
    const TemporaryFolder folder;
    {
        auto project = made(folder / "a.luthier");
        ASSERT_TRUE(setSetting(project.database(), "long", std::string(200'000, 'x')));
        ASSERT_TRUE(project.database().execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    }
    std::string bytes = tests::readWholeFile(folder / "a.luthier/project.db");
    for (std::size_t page = 5; page * 4096 < bytes.size(); ++page)
        bytes.replace(page * 4096, 64, std::string(64, '\xee'));
    tests::writeFile(folder / "a.luthier/project.db", bytes);
    EXPECT_EQ(opened(folder / "a.luthier").error().code(), "storage.corrupt");
}

TEST(Project, OpensFromAFolderThatCannotBeWritten) {
    if (::geteuid() == 0)
        GTEST_SKIP() << "permissions do not bind the superuser";
    const TemporaryFolder folder;
    made(folder / "a.luthier");
    std::filesystem::permissions(folder / "a.luthier",
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    EXPECT_TRUE(opened(folder / "a.luthier", Access::ReadOnly));
    std::filesystem::permissions(folder / "a.luthier", std::filesystem::perms::owner_all);
}

TEST(WindowLock, IsGivenOnceAndComesBackWhenTheHolderIsKilled) {
    const TemporaryFolder folder;
    const auto project = made(folder / "a.luthier");
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto lock = project.tryTakeWindowLock();
        const char answer = lock && *lock ? 'y' : 'n';
        [[maybe_unused]] const auto written = ::write(ready[1], &answer, 1);
        ::pause();
        ::_exit(0);
    }
    char answer = 0;
    ASSERT_EQ(::read(ready[0], &answer, 1), 1);
    EXPECT_EQ(answer, 'y');
    const auto second = project.tryTakeWindowLock();
    ASSERT_TRUE(second);
    EXPECT_FALSE(*second);
    EXPECT_EQ(project.windowHolder()->process, child);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const auto third = project.tryTakeWindowLock();
    ASSERT_TRUE(third);
    EXPECT_TRUE(*third);
}

TEST(UserState, RemembersProjectsFoldersAndMeasurements) {
    const TemporaryFolder folder;
    auto user = UserState::open(folder / "state");
    ASSERT_TRUE(user);
    const auto project = made(folder / "a.luthier");
    EXPECT_FALSE(*user->knows(project.facts().id, project.folder()));
    ASSERT_TRUE(user->registerProject(project));
    EXPECT_TRUE(*user->knows(project.facts().id, project.folder()));
    std::filesystem::copy(folder / "a.luthier", folder / "copy.luthier",
                          std::filesystem::copy_options::recursive);
    EXPECT_FALSE(*user->knows(project.facts().id, folder / "copy.luthier"));
    EXPECT_EQ(user->projects()->at(0).name, "a");
    ASSERT_TRUE(user->addModelFolder(folder / "models"));
    ASSERT_TRUE(user->addModelFolder(folder / "models"));
    EXPECT_EQ(user->modelFolders()->size(), 1U);
    ASSERT_TRUE(user->putMeasurement("cpu", "fp32_gflops", 100.0));
    ASSERT_TRUE(user->putMeasurement("cpu", "fp32_gflops", 102.0));
    EXPECT_EQ(user->measurements("cpu")->at(0).value, 102.0);
    EXPECT_TRUE(std::filesystem::is_directory(*user->lanesFolder()));
}

TEST(UserState, ChecksAStrangersProjectOnceAndKnowsItThen) {
    const TemporaryFolder folder;
    ::setenv("XDG_STATE_HOME", (folder / "state").c_str(), 1);
    made(folder / "a.luthier");
    ASSERT_TRUE(openKnownProject(folder / "a.luthier", Access::ReadOnly, kNoParts));
    auto user = UserState::open();
    EXPECT_EQ(user->projects()->size(), 1U);
    ::unsetenv("XDG_STATE_HOME");
}
