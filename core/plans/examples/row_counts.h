#pragma once

#include <base/json.h>
#include <base/result.h>
#include <recipe/recipe.h>

#include <cstdint>
#include <map>
#include <string>

namespace luthier::examples {

/// What becomes of a row that could be rendered.
enum class RowFate {
    Whole,
    Cut,           ///< longer than max_length; its beginning is trained
    Dropped,       ///< longer than max_length, left out because the recipe says so
    WithoutTrained ///< nothing in it is trained; left out
};

/// `isLonger` than max_length; `trains`: something is learnt within it.
RowFate fateOf(bool isLonger, bool trains, recipe::Truncation truncation);

/// What a run makes of the rows that its recipe names, each counted once.
struct RowCounts {
    std::int64_t rows = 0;    ///< looked at
    std::int64_t trained = 0; ///< whole or cut
    std::int64_t cut = 0;
    std::int64_t dropped = 0;
    std::int64_t withoutTrained = 0;
    std::map<std::string, std::int64_t> refused; ///< could not be rendered, by the code of the reason

    void add(RowFate fate);
    void addRefused(const std::string& code);
    RowCounts& operator+=(const RowCounts& other);
    std::int64_t refusedRows() const;
    /// Rows that are not trained, whatever the reason.
    std::int64_t leftOut() const { return rows - trained; }
    /// The reasons with their rows, the most frequent first: "12 conversation.no_answer, 3
    /// recipe.rows_dropped".
    std::string reasons() const;
};

/// `{rows, trained, cut, dropped, without_trained, refused:{code:n}}` (cli.md, `plan` and `run show`).
Json toJson(const RowCounts& counts);
Result<RowCounts> rowCountsFromJson(const Json& document);

} // namespace luthier::examples
