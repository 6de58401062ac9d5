#include <base/fault.h>
#include <base/files.h>

#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <cerrno>

#include <sys/stat.h>

namespace luthier {
namespace {

using tests::readWholeFile;
using tests::TemporaryFolder;

std::size_t entriesIn(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
}

TEST(WriteAtomically, ReplacesTheWholeFile) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writeAtomically(folder / "a", "first, and longer"));
    ASSERT_TRUE(writeAtomically(folder / "a", "second"));
    EXPECT_EQ(*readFile(folder / "a", 100), "second");
    EXPECT_EQ(entriesIn(folder.path()), 1U);
}

TEST(WriteAtomically, KeepsTheOldFileWhenAnyCallFails) {
    for (const FaultPoint point :
         {FaultPoint::Open, FaultPoint::Write, FaultPoint::Sync, FaultPoint::Rename}) {
        const TemporaryFolder folder;
        ASSERT_TRUE(writeAtomically(folder / "a", "old"));
        {
            const ScopedFault fault(point, 1, ENOSPC);
            const Status written = writeAtomically(folder / "a", "new");
            ASSERT_FALSE(written);
            EXPECT_EQ(written.error().code(), "file.no_space");
            EXPECT_EQ(written.error().kind(), ErrorKind::Failed);
        }
        EXPECT_EQ(*readFile(folder / "a", 100), "old");
        EXPECT_EQ(entriesIn(folder.path()), 1U) << "a partial file was left behind";
    }
}

TEST(AtomicFile, IsInvisibleUntilCommitted) {
    const TemporaryFolder folder;
    {
        Result<AtomicFile> file = AtomicFile::create(folder / "a");
        ASSERT_TRUE(file);
        ASSERT_TRUE(file->write("half"));
        EXPECT_FALSE(std::filesystem::exists(folder / "a"));
    }
    EXPECT_EQ(entriesIn(folder.path()), 0U);
}

TEST(AppendToFile, AddsToAFileAndToNothingElse) {
    const TemporaryFolder folder;
    ASSERT_TRUE(appendToFile(folder / "log", "one\n"));
    ASSERT_TRUE(appendToFile(folder / "log", "two\n"));
    EXPECT_EQ(readWholeFile(folder / "log"), "one\ntwo\n");
    std::filesystem::create_symlink(folder / "log", folder / "link");
    ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
    for (const char* name : {"link", "pipe"}) {
        const Status appended = appendToFile(folder / name, "three\n");
        ASSERT_FALSE(appended) << name;
        EXPECT_EQ(appended.error().code(), "file.not_regular") << name;
    }
    EXPECT_EQ(readWholeFile(folder / "log"), "one\ntwo\n");
}

TEST(ReadFile, NamesWhatIsWrong) {
    const TemporaryFolder folder;
    EXPECT_EQ(readFile(folder / "none", 10).error().code(), "file.not_found");
    EXPECT_EQ(readFile(folder.path(), 10).error().code(), "file.not_regular");
    tests::writeFile(folder / "big", "0123456789abc");
    EXPECT_EQ(readFile(folder / "big", 10).error().code(), "file.too_large");
    ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
    EXPECT_EQ(readFile(folder / "pipe", 10).error().code(), "file.not_regular");
}

TEST(MappedFile, ShowsTheBytesAndTakesAnEmptyFile) {
    const TemporaryFolder folder;
    tests::writeFile(folder / "a", "abc");
    tests::writeFile(folder / "empty", "");
    const Result<MappedFile> file = MappedFile::open(folder / "a");
    ASSERT_TRUE(file);
    ASSERT_EQ(file->bytes().size(), 3U);
    EXPECT_EQ(static_cast<char>(file->bytes()[2]), 'c');
    EXPECT_EQ(MappedFile::open(folder / "empty")->bytes().size(), 0U);
}

} // namespace
} // namespace luthier
