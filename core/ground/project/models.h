#pragma once

#include <base/json.h>
#include <base/result.h>
#include <storage/connection.h>

#include <optional>
#include <vector>

namespace luthier::project {

/// A model the project works with: where it lies, what it is. `shape` is the JSON of `families`.
struct ModelEntry {
    std::int64_t id = 0;
    std::string path;
    std::string hash;
    Json shape;
};

/// Adds a model, or gives it its new path and shape when its hash is known; returns its id.
Result<std::int64_t> putModel(storage::Connection& database, const ModelEntry& model);

Result<std::vector<ModelEntry>> listModels(storage::Connection& database);
Result<ModelEntry> modelById(storage::Connection& database, std::int64_t id);
/// The one of that id, hash or path, whichever `name` is.
Result<ModelEntry> findModel(storage::Connection& database, std::string_view name);
Result<std::optional<ModelEntry>> modelByHash(storage::Connection& database, std::string_view hash);

/// A moved model: only the path changes. Refused with project.other_model when `hash` is not that of the
/// entry.
Status relocateModel(storage::Connection& database, std::int64_t id, std::string_view path,
                     std::string_view hash);

} // namespace luthier::project
