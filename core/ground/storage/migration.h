#pragma once

#include "connection.h"

#include <span>
#include <string_view>
#include <vector>

namespace luthier::storage {

/// The tables of one owner: steps of SQL in their order. A step, once released, is never changed; new ones
/// are added.
struct Schema {
    std::string_view owner;
    std::vector<std::string_view> steps;
};

/// Brings the owners' tables up to date in one transaction. `format` is the number of the whole file
/// (user_version). A file, or an owner, newer than this program is refused with its version
/// (storage.newer_format). Before tables that hold data are changed, the file is copied to
/// `<path>.before-<version>`.
Status migrate(Connection& connection, int format, std::span<const Schema> schemas);

/// For a connection that only reads: the file must be of this version already, else storage.needs_upgrade.
Status requireSchemas(Connection& connection, int format, std::span<const Schema> schemas);

} // namespace luthier::storage
