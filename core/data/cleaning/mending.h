#pragma once

#include "searching.h"

#include <dataset/types.h>

namespace luthier::cleaning {

/// What mending did: of each rule the rows and findings it met, and how many of them it mended.
struct MendingReport {
    struct Counts {
        std::string_view rule;
        std::int64_t mended = 0;
        std::int64_t left = 0; // without a replacement, or inside the JSON text of a column
    };
    std::vector<Counts> rules;
    std::int64_t left = 0;
    dataset::EditOutcome outcome; // rows changed, operation and version
};

/// Fields of a row and their new values.
using FieldEdits = std::vector<std::pair<std::string, Json>>;

/// A row's fields as the rules mend them, rule after rule, each on what the former ones left. Gives the
/// fields that changed, and adds to `counts` (as many as there are rules).
FieldEdits mendFields(RowId id, Json fields, const dataset::DatasetFacts& facts,
                      const std::vector<ChosenRule>& rules, std::vector<MendingReport::Counts>& counts);

/// Puts the replacements of all findings into their places, as one operation `clean` that can be undone;
/// deletes nothing. The rows are searched before the database is locked, and mended again as they are then,
/// one by one: memory is that of one row and 8 bytes for each row to change. All or nothing; stops with
/// interrupted().
Result<MendingReport> mendRows(project::Project& project, const dataset::DatasetFacts& facts,
                               const dataset::RowFilter& filter, std::vector<ChosenRule> rules,
                               StopToken stop, ProgressSink& progress);

} // namespace luthier::cleaning
