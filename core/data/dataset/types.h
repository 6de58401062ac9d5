#pragma once

#include <base/hash.h>
#include <base/ids.h>
#include <base/json.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace luthier::dataset {

/// What a raw record is: a JSON object, or a JSON array of cells named by the dataset's fields.
enum class RecordShape { Object, Cells };

/// Kinds of JSON value seen in a field, as a set of bits.
enum FieldKind : std::uint32_t {
    kString = 1,
    kNumber = 2,
    kBoolean = 4,
    kList = 8,
    kObject = 16,
    kNull = 32,
};

struct Field {
    std::string name;
    std::uint32_t kinds = 0;
};

/// One word for the kinds of a field: string, number, boolean, list, object, null or mixed.
std::string_view kindName(std::uint32_t kinds);

/// Column and role (cli.md, Names), in the order of the columns.
using Roles = std::vector<std::pair<std::string, std::string>>;

/// All role names of cli.md.
const std::vector<std::string_view>& roleNames();
bool isRole(std::string_view name);
/// The first column of a role; empty when there is none.
std::string columnOf(const Roles& roles, std::string_view role);

/// The layouts of cli.md, and the one that a set of roles means (as far as roles alone tell).
std::string layoutOf(const Roles& roles);

/// Marks of a row that are found while importing and editing.
enum RowFlag : std::uint32_t {
    kEmptyPrompt = 1,
    kEmptyResponse = 2,
    kEmptyText = 4,
};
std::vector<std::string> flagNames(std::uint32_t flags);
/// The bit of a flag's name; 0 for an unknown name.
std::uint32_t flagBit(std::string_view name);

/// Fields whose values have a narrow column; the others are found by reading records.
constexpr std::size_t kMostFacets = 4;

struct SplitCount {
    std::string name; // empty: rows without a split
    std::int64_t rows = 0;
};

struct DatasetFacts {
    DatasetId id;
    std::string name;
    RecordShape shape = RecordShape::Object;
    std::string layout;
    std::vector<Field> fields;
    Roles roles;
    std::vector<std::string> facets;
    Json source; // files, format, encoding, separator of the first import
    std::int64_t lastRow = 0;
    std::int64_t rows = 0; // live ones
    Hash128 sum;
    std::string version; // 32 hexadecimal digits: rows and roles
    std::string createdAt;
};

/// A row as it is now: its record with the edits over it.
struct Row {
    RowId id;
    std::int64_t revision = 0;
    std::string split;
    std::vector<std::string> flags;
    Json fields;
};

/// What an edit did: rows changed, the operation (0 when nothing changed) and the version after it.
struct EditOutcome {
    std::int64_t changed = 0;
    OperationId operation;
    std::string version;
};

} // namespace luthier::dataset
