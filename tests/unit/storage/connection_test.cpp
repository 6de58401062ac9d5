#include <base/fault.h>
#include <storage/transaction.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <thread>

using namespace luthier;
using namespace luthier::storage;
using tests::TemporaryFolder;

namespace {

Connection opened(const std::filesystem::path& path, Access access = Access::Create) {
    auto connection = Connection::open(path, access);
    if (!connection)
        throw std::runtime_error(connection.error().code() + " " + connection.error().detail());
    return std::move(*connection);
}

void makeNumbers(Connection& db) {
    ASSERT_TRUE(db.execute("CREATE TABLE numbers(n INTEGER PRIMARY KEY, word TEXT, bytes BLOB) STRICT"));
}

} // namespace

TEST(Connection, GivesBackWhatWasBound) {
    const TemporaryFolder folder;
    auto db = opened(folder / "a.db");
    makeNumbers(db);
    const std::string zero("a\0b", 3);
    ASSERT_TRUE(db.run("INSERT INTO numbers VALUES(?1, ?2, ?3)", std::int64_t{1} << 62, "열쇠", Blob{zero}));
    auto read = db.prepare("SELECT n, word, bytes, NULL FROM numbers");
    ASSERT_TRUE(read);
    ASSERT_TRUE(*read->step());
    EXPECT_EQ(read->integer(0), std::int64_t{1} << 62);
    EXPECT_EQ(read->text(1), "열쇠");
    EXPECT_EQ(read->blob(2), zero);
    EXPECT_TRUE(read->isNull(3));
    EXPECT_FALSE(*read->step());
}

TEST(Connection, WaitsForAnotherWriterAsLongAsItsPatienceAndNoLonger) {
    const TemporaryFolder folder;
    auto db = opened(folder / "a.db");
    makeNumbers(db);
    auto other = opened(folder / "a.db", Access::ReadWrite);
    auto held = std::optional(*Transaction::write(other, Durability::Full));
    {
        const PatienceScope scope(db, std::chrono::milliseconds(1));
        const Status busy = db.run("INSERT INTO numbers(n) VALUES(1)");
        ASSERT_FALSE(busy);
        EXPECT_TRUE(isBusy(busy.error()));
    }
    EXPECT_EQ(db.patience(), std::chrono::seconds(5));
    std::jthread writer([&] { held.reset(); });
    EXPECT_TRUE(db.run("INSERT INTO numbers(n) VALUES(1)"));
}

TEST(Connection, IsAskedAgainUntilTheOtherWriterIsDone) {
    const TemporaryFolder folder;
    auto db = opened(folder / "a.db");
    makeNumbers(db);
    db.setPatience(std::chrono::milliseconds(1));
    auto other = opened(folder / "a.db", Access::ReadWrite);
    auto held = std::optional(*Transaction::write(other, Durability::Full));
    int tries = 0;
    const auto insert = [&] {
        if (++tries == 3)
            held.reset();
        return db.run("INSERT INTO numbers(n) VALUES(1)");
    };
    EXPECT_TRUE(retryWhileBusy({}, insert));
    EXPECT_EQ(tries, 3);
    held.emplace(*Transaction::write(other, Durability::Full));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(retryWhileBusy(stop.get_token(), insert).error().code(), "storage.busy");
    EXPECT_EQ(tries, 4);
}

TEST(Connection, LendsTheSameTextTwiceAtOnce) {
    const TemporaryFolder folder;
    auto db = opened(folder / "a.db");
    makeNumbers(db);
    ASSERT_TRUE(db.execute("INSERT INTO numbers(n) VALUES(1),(2)"));
    auto outer = db.prepare("SELECT n FROM numbers ORDER BY n");
    ASSERT_TRUE(*outer->step());
    auto inner = db.prepare("SELECT n FROM numbers ORDER BY n");
    ASSERT_TRUE(*inner->step());
    EXPECT_EQ(inner->integer(0), 1);
    ASSERT_TRUE(*outer->step());
    EXPECT_EQ(outer->integer(0), 2);
}

TEST(Connection, RefusesWhatIsNoDatabase) {
    const TemporaryFolder folder;
    tests::writeFile(folder / "a.db", std::string(5000, 'x'));
    const auto db = Connection::open(folder / "a.db", Access::ReadWrite);
    ASSERT_FALSE(db);
    EXPECT_EQ(db.error().code(), "storage.not_a_database");
    EXPECT_EQ(db.error().kind(), ErrorKind::Refused);
}

TEST(Connection, RefusesLinksAndFolders) {
    const TemporaryFolder folder;
    { auto db = opened(folder / "real.db"); }
    std::filesystem::create_symlink(folder / "real.db", folder / "link.db");
    EXPECT_EQ(Connection::open(folder / "link.db", Access::ReadOnly).error().code(), "storage.not_regular");
    EXPECT_EQ(Connection::open(folder.path(), Access::ReadOnly).error().code(), "storage.not_regular");
    EXPECT_EQ(Connection::open(folder / "none.db", Access::ReadWrite).error().code(), "storage.not_found");
}

TEST(Connection, DoesNotFireTriggersOfAStranger) {
    const TemporaryFolder folder;
    auto db = opened(folder / "a.db");
    makeNumbers(db);
    ASSERT_TRUE(db.execute("CREATE TRIGGER t AFTER INSERT ON numbers BEGIN DELETE FROM numbers; END"));
    ASSERT_TRUE(db.execute("INSERT INTO numbers(n) VALUES(1)"));
    EXPECT_EQ(*db.queryInteger("SELECT count(*) FROM numbers"), 1);
}

TEST(Connection, ReadOnlyCannotWrite) {
    const TemporaryFolder folder;
    {
        auto db = opened(folder / "a.db");
        makeNumbers(db);
    }
    auto reader = opened(folder / "a.db", Access::ReadOnly);
    EXPECT_EQ(reader.execute("INSERT INTO numbers(n) VALUES(1)").error().code(), "storage.read_only");
}

TEST(Connection, StopsALongQuery) {
    const TemporaryFolder folder;
    auto db = opened(folder / "a.db");
    std::stop_source stop;
    const StopScope scope(db, stop.get_token());
    std::jthread canceller([&] { stop.request_stop(); });
    const auto answer =
        db.queryInteger("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c) SELECT max(n) FROM c");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind(), ErrorKind::Interrupted);
}

TEST(Transaction, RollsBackUnlessCommitted) {
    const TemporaryFolder folder;
    auto db = opened(folder / "a.db");
    makeNumbers(db);
    {
        auto transaction = Transaction::write(db, Durability::Full);
        ASSERT_TRUE(transaction);
        ASSERT_TRUE(db.run("INSERT INTO numbers(n) VALUES(1)"));
    }
    EXPECT_EQ(*db.queryInteger("SELECT count(*) FROM numbers"), 0);
    auto transaction = Transaction::write(db, Durability::Normal);
    ASSERT_TRUE(db.run("INSERT INTO numbers(n) VALUES(2)"));
    ASSERT_TRUE(transaction->commit());
    EXPECT_EQ(*db.queryInteger("SELECT count(*) FROM numbers"), 1);
    EXPECT_EQ(*db.queryInteger("PRAGMA synchronous"), 1);
}

TEST(Transaction, LeavesTheOldStateWhenTheDiskIsFullAtAnyWrite) {
    const TemporaryFolder folder;
    auto db = opened(folder / "a.db");
    makeNumbers(db);
    ASSERT_TRUE(db.execute("INSERT INTO numbers(n) VALUES(1)"));
    const std::string large(100'000, 'x');
    const auto insertLarge = [&]() -> Status {
        TRY(auto transaction, Transaction::write(db, Durability::Full));
        TRY_VOID(db.run("INSERT INTO numbers(n, word) VALUES(2, ?1)", large));
        return transaction.commit();
    };
    int failures = 0;
    for (int call = 1; call < 200; ++call) {
        Status status;
        {
            const ScopedFault full(FaultPoint::Write, call, ENOSPC);
            status = insertLarge();
        }
        if (status)
            break;
        ++failures;
        ASSERT_EQ(status.error().code(), "storage.no_space");
        ASSERT_EQ(*db.queryInteger("SELECT count(*) FROM numbers"), 1) << "write " << call;
    }
    EXPECT_GT(failures, 5);
    EXPECT_EQ(*db.queryInteger("SELECT count(*) FROM numbers"), 2);
    EXPECT_TRUE(db.quickCheck()->empty());
}

TEST(Transaction, TwoWritersTakeTurns) {
    const TemporaryFolder folder;
    auto first = opened(folder / "a.db");
    makeNumbers(first);
    const auto add = [&](std::int64_t from) {
        auto db = opened(folder / "a.db", Access::ReadWrite);
        for (std::int64_t n = from; n < from + 50; ++n) {
            auto transaction = Transaction::write(db, Durability::Normal);
            ASSERT_TRUE(transaction);
            ASSERT_TRUE(db.run("INSERT INTO numbers(n) VALUES(?1)", n));
            ASSERT_TRUE(transaction->commit());
        }
    };
    {
        std::jthread one(add, 0);
        std::jthread two(add, 1000);
    }
    EXPECT_EQ(*first.queryInteger("SELECT count(*) FROM numbers"), 100);
}
