#pragma once

#include "types.h"

namespace luthier::dataset {

// Internal to the module: the key of a row in the tables, and the states a row may be in.

constexpr int kRowBits = 40;
constexpr std::int64_t kMostRows = (std::int64_t{1} << kRowBits) - 2;

constexpr std::int64_t keyOf(DatasetId dataset, std::int64_t row) {
    return (dataset.value << kRowBits) | row;
}
constexpr std::int64_t rowOf(std::int64_t key) {
    return key & ((std::int64_t{1} << kRowBits) - 1);
}

enum class RowState : std::int64_t { Live = 0, Deleted = 1, Withdrawn = 2 };

/// Hash of a record without edits, and with the text of its edits over it and that of its labels beside it
/// (empty: none).
Hash128 contentHash(std::string_view raw);
Hash128 contentHash(std::string_view raw, std::string_view edits, std::string_view labels);

/// What a live row adds to the sum: over its number, its content and the name of its split.
Hash128 rowHash(std::int64_t row, const Hash128& content, std::string_view split);

/// The version of a dataset: the sum of its rows and the hash of its roles and layout.
std::string versionOf(const Hash128& sum, const Roles& roles, std::string_view layout);

std::string hashBytes(const Hash128& hash);
Hash128 hashFromBytes(std::string_view bytes);

} // namespace luthier::dataset
