#pragma once

#include "json_check.h"

#include <dataset/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace luthier::importing {

/// Tells rows whose conversation cannot be read: an unknown speaker, a part that is no text, a weight that is
/// none. Rows that look plain cost next to nothing; the others are read as training will read them.
class RowCheck {
public:
    /// `fields`: the columns, for records of cells.
    RowCheck(dataset::RecordShape shape, const std::vector<dataset::Field>& fields,
             const dataset::Roles& roles);

    /// The code of what is wrong with the record that was checked last (conversation.…) with its parameters,
    /// or an empty text.
    std::string problem(const JsonCheck& check, std::string_view raw, Parameters& parameters) const;
    /// The same of a row that was read.
    std::string problem(const Json& row, Parameters& parameters) const;

private:
    dataset::RecordShape m_shape;
    std::vector<dataset::Field> m_fields;
    dataset::Roles m_roles;
    dataset::Roles m_turns; // the columns that may hold more than text
};

} // namespace luthier::importing
