#pragma once

#include "types.h"

#include <base/result.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace luthier::dataset {

// Records are JSON that was checked when it was imported, but a project may be a stranger's: these scanners
// stay inside the text whatever it holds, and give what they understand.

/// The slice of a JSON value at `position` (leading blanks skipped), without parsing it; `position` moves
/// behind it. Empty when there is no value.
std::string_view sliceValue(std::string_view text, std::size_t& position);

/// The text a value stands for: a string decoded, any other value as written.
std::string textOfValue(std::string_view slice);

/// The value of a field of a raw record, as a slice of it; nothing when the record does not have it. `index`
/// is the place of the field among the dataset's fields (for cells).
std::optional<std::string_view> fieldSlice(std::string_view raw, RecordShape shape, std::string_view name,
                                           std::size_t index);

/// The same of the record with its edits (an object by field name, or empty) over it.
std::optional<std::string_view> effectiveSlice(std::string_view raw, std::string_view edits,
                                               RecordShape shape, std::string_view name, std::size_t index);

/// A whole text that is a number, and a finite one.
std::optional<double> numberFrom(std::string_view text);

/// Of ASCII letters; every other byte stays.
constexpr char asciiLower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

/// Calls `visit(name, value)` for each member of an object, or `visit({}, value)` for each element of an
/// array, both as slices (a name with its quotes), until it gives false.
void forEachField(std::string_view raw,
                  const std::function<bool(std::string_view name, std::string_view value)>& visit);

/// Calls `visit` with the slice of each string anywhere inside the value, keys not; ends early when it gives
/// true.
bool anyString(std::string_view value, const std::function<bool(std::string_view)>& visit);

/// Code points of the texts of all strings anywhere inside the value, keys not.
std::int64_t textLength(std::string_view value);

/// The record with its edits over it, as an object by field name. Cells that a short record lacks are left
/// out. Fails with json.… when the record cannot be parsed.
Result<Json> effectiveFields(std::string_view raw, std::string_view edits, const DatasetFacts& facts);

/// The same without edits.
Result<Json> rawFields(std::string_view raw, const DatasetFacts& facts);

/// The place of a field among the dataset's fields.
std::optional<std::size_t> fieldIndex(const DatasetFacts& facts, std::string_view name);

/// The text of a value as filters compare it: strings as they are, others as compact JSON; empty for null.
std::string valueText(const Json& value);

} // namespace luthier::dataset
