#pragma once

#include <base/result.h>
#include <storage/connection.h>

#include <map>
#include <string>
#include <string_view>

namespace luthier::project {

/// Says that something others show has changed. To be called inside the transaction of the change.
Status bumpTopic(storage::Connection& database, std::string_view topic);

/// The present revision of each topic that was ever bumped.
Result<std::map<std::string, std::int64_t>> topicRevisions(storage::Connection& database);

} // namespace luthier::project
