#include "migration.h"

#include "transaction.h"

namespace luthier::storage {

namespace {

struct Version {
    const Schema* schema;
    std::int64_t present;
};

Error newer(const Connection& connection, std::int64_t version, std::int64_t known) {
    return refused("storage.newer_format")
        .at(connection.path().string())
        .with("version", version)
        .with("known", known);
}

Result<std::vector<Version>> readVersions(Connection& connection, int format,
                                          std::span<const Schema> schemas) {
    TRY(const auto fileFormat, connection.queryInteger("PRAGMA user_version"));
    if (fileFormat.value_or(0) > format)
        return newer(connection, *fileFormat, format);
    TRY(const auto tables,
        connection.queryInteger(
            "SELECT count(*) FROM sqlite_schema WHERE type='table' AND name='schema_versions'"));
    std::vector<Version> versions;
    for (const auto& schema : schemas) {
        std::int64_t present = 0;
        if (tables.value_or(0) > 0) {
            TRY(const auto stored,
                connection.queryInteger("SELECT version FROM schema_versions WHERE owner=?1", schema.owner));
            present = stored.value_or(0);
        }
        const auto known = static_cast<std::int64_t>(schema.steps.size());
        if (present > known)
            return newer(connection, present, known).with("owner", schema.owner);
        versions.push_back({&schema, present});
    }
    return versions;
}

bool isBehind(const Version& version) {
    return version.present < static_cast<std::int64_t>(version.schema->steps.size());
}

Status applySteps(Connection& connection, const Version& version) {
    const auto& steps = version.schema->steps;
    for (auto step = static_cast<std::size_t>(version.present); step < steps.size(); ++step)
        TRY_VOID(connection.execute(steps[step]));
    return connection.run("INSERT INTO schema_versions(owner, version) VALUES(?1, ?2) "
                          "ON CONFLICT(owner) DO UPDATE SET version=excluded.version",
                          version.schema->owner, steps.size());
}

} // namespace

Status migrate(Connection& connection, int format, std::span<const Schema> schemas) {
    TRY(auto versions, readVersions(connection, format, schemas));
    if (std::none_of(versions.begin(), versions.end(), isBehind))
        return {};
    for (const auto& version : versions)
        if (isBehind(version) && version.present > 0) {
            TRY_VOID(connection.copyTo(connection.path().string() + ".before-" +
                                       std::string(version.schema->owner) + "-" +
                                       std::to_string(version.schema->steps.size())));
            break;
        }
    TRY(auto transaction, Transaction::write(connection, Durability::Full));
    TRY_VOID(connection.execute("CREATE TABLE IF NOT EXISTS schema_versions("
                                "owner TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID"));
    // Another program may have done the same work while we waited for the lock.
    TRY(versions, readVersions(connection, format, schemas));
    for (const auto& version : versions)
        if (isBehind(version))
            TRY_VOID(applySteps(connection, version));
    TRY_VOID(connection.execute("PRAGMA user_version=" + std::to_string(format)));
    return transaction.commit();
}

Status requireSchemas(Connection& connection, int format, std::span<const Schema> schemas) {
    TRY(const auto versions, readVersions(connection, format, schemas));
    for (const auto& version : versions)
        if (isBehind(version))
            return refused("storage.needs_upgrade").at(connection.path().string());
    return {};
}

} // namespace luthier::storage
