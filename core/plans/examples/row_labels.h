#pragma once

#include <base/json.h>
#include <base/result.h>
#include <dataset/types.h>

#include <string>
#include <vector>

namespace luthier::examples {

/// What the data says that a row, or its tokens, should be called.
struct RowLabels {
    /// Of the row; of its tokens the different ones, in the order in which they come.
    std::vector<std::string> texts;
    bool listed = false; ///< the row gives a list: any number of labels, none too
    float number = 0;    ///< what a regression learns
};

/// The text of a label: a text without the blanks around it, an integer (1.0 too), true or false. Fails with
/// labels.bad_label.
Result<std::string> labelText(const Json& value);

/// A list as it is, or the list that a text holds as JSON (a cell of a table); null for other values.
Json listOfLabels(const Json& value);

/// The value of the column with the role label. Fails with labels.no_role, labels.missing (absent, null or
/// blank).
Result<Json> labelValue(const Json& fields, const dataset::Roles& roles);

/// One label, or a list of them, each counted once. Fails with labels.*.
Result<RowLabels> classLabels(const Json& fields, const dataset::Roles& roles);

/// A number, or the text of one. Fails with labels.no_role, labels.missing, labels.not_a_number.
Result<RowLabels> numberLabel(const Json& fields, const dataset::Roles& roles);

/// Whether the label calls an answer wanted: true, 1, yes, good, desirable, chosen, up and the like; or not.
/// Fails with labels.no_role, labels.missing, labels.no_verdict.
Result<bool> isWanted(const Json& fields, const dataset::Roles& roles);

} // namespace luthier::examples
