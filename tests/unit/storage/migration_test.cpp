#include <storage/migration.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

using namespace luthier;
using namespace luthier::storage;
using tests::TemporaryFolder;

namespace {

Connection opened(const TemporaryFolder& folder) {
    auto connection = Connection::open(folder / "a.db", Access::Create);
    if (!connection)
        throw std::runtime_error(connection.error().code());
    return std::move(*connection);
}

const std::vector<Schema> kFirst = {{"pears", {"CREATE TABLE pears(n INTEGER) STRICT"}}};
const std::vector<Schema> kSecond = {
    {"pears", {"CREATE TABLE pears(n INTEGER) STRICT", "ALTER TABLE pears ADD COLUMN colour TEXT"}},
    {"plums", {"CREATE TABLE plums(n INTEGER) STRICT"}}};

} // namespace

TEST(Migration, AppliesOnlyMissingStepsAndKeepsRows) {
    const TemporaryFolder folder;
    auto db = opened(folder);
    ASSERT_TRUE(migrate(db, 1, kFirst));
    ASSERT_TRUE(db.execute("INSERT INTO pears VALUES(7)"));
    ASSERT_TRUE(migrate(db, 1, kSecond));
    ASSERT_TRUE(migrate(db, 1, kSecond));
    EXPECT_EQ(*db.queryInteger("SELECT n FROM pears WHERE colour IS NULL"), 7);
    EXPECT_EQ(*db.queryInteger("SELECT count(*) FROM plums"), 0);
    EXPECT_TRUE(std::filesystem::exists(folder / "a.db.before-pears-2"));
}

TEST(Migration, RefusesANewerOwnerAndANewerFormatWithItsVersion) {
    const TemporaryFolder folder;
    auto db = opened(folder);
    ASSERT_TRUE(migrate(db, 2, kSecond));
    const auto owner = migrate(db, 2, kFirst);
    ASSERT_FALSE(owner);
    EXPECT_EQ(owner.error().code(), "storage.newer_format");
    EXPECT_EQ(owner.error().parameters().at("version"), "2");
    const auto format = migrate(db, 1, kSecond);
    ASSERT_FALSE(format);
    EXPECT_EQ(format.error().code(), "storage.newer_format");
}

TEST(Migration, AFailingStepChangesNothing) {
    const TemporaryFolder folder;
    auto db = opened(folder);
    const std::vector<Schema> broken = {
        {"pears", {"CREATE TABLE pears(n INTEGER) STRICT", "CREATE NONSENSE"}}};
    ASSERT_FALSE(migrate(db, 1, broken));
    EXPECT_EQ(
        *db.queryInteger("SELECT count(*) FROM sqlite_schema WHERE name IN ('pears','schema_versions')"), 0);
}

TEST(Migration, AReaderAsksForAnUpgrade) {
    const TemporaryFolder folder;
    auto db = opened(folder);
    ASSERT_TRUE(migrate(db, 1, kFirst));
    ASSERT_TRUE(requireSchemas(db, 1, kFirst));
    EXPECT_EQ(requireSchemas(db, 1, kSecond).error().code(), "storage.needs_upgrade");
}
