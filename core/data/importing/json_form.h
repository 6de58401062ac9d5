#pragma once

#include "record_reader.h"

#include <base/result.h>

#include <string>
#include <string_view>

namespace luthier::importing {

/// Where the rows of a JSON text stand.
struct JsonForm {
    enum class Kind {
        Lines,   // a value a line
        Values,  // values that follow each other, or the elements of one list
        OneList, // each list at the top is a conversation, and a row
        Members, // below the top of one object: `place`
        Table,   // by columns below the top of one object: `place.path`
    };
    Kind kind = Kind::Values;
    RowPlace place;
    /// Rows are bare lists of messages or bare texts.
    bool bare = false;
};

/// What the beginning of a JSON text tells; `whole` says that it is all of it. One object that holds its rows
/// in a list, in lists named like splits, by columns or under an index is recognised; one row stays one.
/// Fails with import.rows_unclear, naming the keys, when rows stand below the top and nobody can tell which
/// they are.
Result<JsonForm> findJsonForm(std::string_view text, bool whole);

/// Where the rows are, for people: "data", "train, test", "result.data", "columns", "index"; empty for rows
/// at the top.
std::string placeName(const JsonForm& form);

} // namespace luthier::importing
