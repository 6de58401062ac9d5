#include "trouble.h"

#include <storage/connection.h>

#include <sys/stat.h>

namespace luthier::tests {
namespace {

/// A project folder as a stranger may send it.
class Strangers : public Trouble {
protected:
    void change(const std::string& sql) {
        auto db = storage::Connection::open(folder / "p.luthier/project.db", storage::Access::ReadWrite);
        ASSERT_TRUE(db) << db.error().code();
        ASSERT_TRUE(db->execute(sql + "; PRAGMA wal_checkpoint(TRUNCATE)"));
    }
    /// To this user nothing is known any more.
    void forgetEverything() { std::filesystem::remove_all(folder / "state"); }
};

TEST_F(Strangers, NoRunOfTheirsLeavesTheProject) {
    trainFirst(2);
    std::filesystem::rename(folder / "p.luthier/runs/0001", folder / "outside");
    std::filesystem::remove_all(folder / "outside/evaluation"); // the quick look of the run itself
    for (const std::string& number :
         {std::string("../../outside"), path("outside"), std::string(".."), std::string()}) {
        change("UPDATE runs SET number='" + number + "'; UPDATE jobs SET run='" + number +
               "', state='queued'");
        forgetEverything();
        for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
                 {"run", "list", project()},
                 {"export", "card", project(), "full", "--out", path("card.md")},
                 {"compare", project(), "--run", "full", "--limit", "1"},
                 {"job", "work", project(), "1"}}) {
            EXPECT_EQ(engine(words).exitCode, 3) << words[0] << last.out << last.errors;
            EXPECT_EQ(last.errorCode(), "run.bad_number") << words[0] << last.errors;
        }
    }
    EXPECT_FALSE(std::filesystem::exists(folder / "outside/evaluation"));
    EXPECT_FALSE(std::filesystem::exists(folder / "card.md"));
}

TEST_F(Strangers, LinksThatLeadOutAreRefusedByName) {
    trainFirst(2);
    const std::string mine = "mine, and nobody else's";
    for (const std::string name :
         {"runs/0001", "runs", "cache", "project.db-wal", "project.db-shm", "window.lock"}) {
        forgetEverything();
        const auto place = folder / "p.luthier" / name;
        std::filesystem::remove_all(folder / "kept");
        const bool was = std::filesystem::exists(place);
        if (was)
            std::filesystem::rename(place, folder / "kept");
        writeFile(folder / "outside/file", mine);
        const bool isFile = name.find('.') != std::string::npos;
        std::filesystem::create_symlink(isFile ? folder / "outside/file" : folder / "outside", place);
        for (const std::vector<std::string>& words :
             std::vector<std::vector<std::string>>{{"project", "info", project()},
                                                   {"data", "list", project()},
                                                   {"job", "list", project()},
                                                   {"project", "check", project()}}) {
            EXPECT_EQ(engine(words).exitCode, 3) << name << last.out;
            EXPECT_EQ(last.errorCode(), "project.foreign_link") << name << last.errors;
            EXPECT_NE(last.error()["message"].get<std::string>().find(name), std::string::npos)
                << last.errors;
        }
        EXPECT_EQ(readWholeFile(folder / "outside/file"), mine) << name;
        EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "outside"), {}), 1) << name;
        std::filesystem::remove(place);
        if (was)
            std::filesystem::rename(folder / "kept", place);
    }
    EXPECT_EQ(engine({"project", "check", project()}).exitCode, 0) << last.out << last.errors;
}

TEST_F(Strangers, TheirJobsRunNothingByThemselves) {
    HeldLane lane(folder, "cpu");
    const std::string job = trainDetached(fullRecipe());
    ASSERT_TRUE(waitForState(job, "queued")) << last.out;
    ASSERT_EQ(engine({"job", "pause", project(), job}).exitCode, 0);
    lane.release();
    ASSERT_TRUE(eventually([&] { return holderOf(supervisorLock(job)) == 0; }));
    change("UPDATE jobs SET state='queued'");
    forgetEverything();
    std::filesystem::remove(folder / "p.luthier" / supervisorLock(job));
    EXPECT_EQ(stateOf(job), "queued") << last.out;
    EXPECT_EQ(stateOf(job), "queued") << last.out;
    EXPECT_FALSE(std::filesystem::exists(folder / "p.luthier" / supervisorLock(job)))
        << "a supervisor was started";
    // Nor do they make anybody wait: a pipe in place of a lock, for a job that says it runs.
    change("UPDATE jobs SET state='running'");
    std::filesystem::remove(folder / "p.luthier" / workerLock(job));
    ASSERT_EQ(mkfifo((folder / "p.luthier" / workerLock(job)).c_str(), 0600), 0);
    EXPECT_EQ(stateOf(job), "lost") << last.out;
}

TEST_F(Strangers, TheLogOfTheirRunsIsWrittenNowhereElse) {
    trainFirst(2);
    const auto log = folder / "p.luthier/runs/0001/log.jsonl";
    writeFile(folder / "outside", "mine\n");
    for (const bool isLink : {true, false}) {
        std::filesystem::remove(log);
        if (isLink)
            std::filesystem::create_symlink(folder / "outside", log);
        else
            ASSERT_EQ(mkfifo(log.c_str(), 0600), 0);
        change("UPDATE jobs SET state='stopped'");
        ASSERT_EQ(engine({"job", "resume", project(), "1"}).exitCode, 0) << last.errors;
        EXPECT_EQ(engine({"job", "watch", project(), "1"}).exitCode, 0) << last.errors;
        EXPECT_EQ(eventsOf(last, "done").back()["state"], "done") << last.out;
    }
    EXPECT_EQ(readWholeFile(folder / "outside"), "mine\n");
}

TEST_F(Strangers, WhatIsNoDatabaseIsRefusedAtEveryDoor) {
    const auto file = folder / "p.luthier/project.db";
    const std::string good = readWholeFile(file);
    std::string torn = good;
    for (std::size_t page = 4096; page < torn.size(); page += 8192)
        torn.replace(page, 512, std::string(512, '\xEE'));
    const std::vector<std::pair<std::string, std::string>> hostile = {
        {"empty", ""},
        {"text", "this is not a database\n"},
        {"cut", good.substr(0, good.size() / 2)},
        {"torn", torn},
        {"zeros", std::string(1 << 20, '\0')}};
    for (const auto& [name, bytes] : hostile) {
        forgetEverything();
        for (const char* beside : {"project.db-wal", "project.db-shm"})
            std::filesystem::remove(folder / "p.luthier" / beside);
        writeFile(file, bytes);
        for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
                 {"project", "info", project()},
                 {"data", "show", project(), "rows"},
                 {"run", "list", project()},
                 {"job", "list", project()},
                 {"data", "set", project(), "rows", "1", "completion", "--value", "x"}}) {
            EXPECT_EQ(engine(words).exitCode, 3) << name << " " << words[0] << last.out << last.errors;
            EXPECT_NE(last.error().value("message", "").find("p.luthier"), std::string::npos)
                << name << last.errors;
        }
    }
    EXPECT_EQ(waitForEnd(startWindow(folder, "window", {project(), "--screenshot", path("window.png")})), 0)
        << readWholeFile(folder / "window-errors");
}

/// A folder that the person may read and not write.
class ReadOnlyFolder : public Trouble {
protected:
    void SetUp() override {
        Trouble::SetUp();
        trainFirst(2);
        protect(true);
    }
    void TearDown() override { protect(false); }
    void protect(bool on) const {
        using std::filesystem::perms;
        const auto set = [on](const std::filesystem::path& path) {
            std::filesystem::permissions(path, perms::owner_write | perms::group_write | perms::others_write,
                                         on ? std::filesystem::perm_options::remove
                                            : std::filesystem::perm_options::add);
        };
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "p.luthier"))
            set(entry.path());
        set(folder / "p.luthier");
    }
};

TEST_F(ReadOnlyFolder, IsReadAndNotWritten) {
    const std::string before = readWholeFile(folder / "p.luthier/project.db");
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"project", "info", project()},
                                               {"data", "list", project()},
                                               {"data", "show", project(), "rows"},
                                               {"data", "stats", project(), "rows"},
                                               {"data", "history", project(), "rows"},
                                               {"run", "list", project()},
                                               {"run", "show", project(), "1"},
                                               {"run", "metrics", project(), "1"},
                                               {"job", "list", project()},
                                               {"recipe", "list", project()},
                                               {"data", "export", project(), "rows", path("out.jsonl")},
                                               {"plan", project(), "--recipe", path("full.json")}})
        EXPECT_EQ(engine(words).exitCode, 0) << words[0] << " " << words[1] << last.errors;
    EXPECT_EQ(readWholeFile(folder / "out.jsonl").empty(), false);
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"data", "set", project(), "rows", "1", "completion", "--value", "x"},
             {"data", "delete", project(), "rows", "--where", "row:1"},
             {"data", "import", project(), path("rows.jsonl")},
             {"data", "split", project(), "rows", "--ratio", "train=1"},
             {"train", project(), "--recipe", path("full.json")},
             {"job", "resume", project(), "1"},
             {"run", "remove", project(), "1"},
             {"recipe", "save", project(), path("full.json")}}) {
        EXPECT_EQ(engine(words).exitCode, 1) << words[0] << " " << words[1] << last.out << last.errors;
        EXPECT_EQ(last.errorCode(), "storage.read_only") << words[0] << last.errors;
        EXPECT_NE(last.error().value("message", "").find("p.luthier"), std::string::npos) << last.errors;
        EXPECT_FALSE(last.error()["hint"].is_null()) << last.errors;
    }
    EXPECT_TRUE(readWholeFile(folder / "p.luthier/project.db") == before);
}

TEST_F(ReadOnlyFolder, OpensInTheWindowForReading) {
    EXPECT_EQ(waitForEnd(startWindow(folder, "window",
                                     {project(), "--page", "data", "--screenshot", path("window.png")})),
              0)
        << readWholeFile(folder / "window-errors");
}

} // namespace
} // namespace luthier::tests
