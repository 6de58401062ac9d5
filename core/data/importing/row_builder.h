#pragma once

#include "json_check.h"

#include <dataset/probe.h>

#include <unordered_map>
#include <vector>

namespace luthier::importing {

/// Turns checked records into rows of a dataset: gathers its fields, and each row's split, marks and narrow
/// columns.
class RowBuilder {
public:
    /// `fields`: of cells all, of objects those known before.
    RowBuilder(dataset::RecordShape shape, const std::vector<dataset::Field>& fields,
               const dataset::Roles& roles, const std::vector<std::string>& facets);

    /// Reads the record that was checked last.
    void read(const JsonCheck& check);

    const dataset::Narrow& narrow() const { return m_narrow; }
    /// From a column of role split, blanks around it dropped; empty when there is none.
    const std::string& split() const { return m_split; }
    std::vector<dataset::Field> fields() const;

private:
    struct Column {
        dataset::Field field;
        std::uint32_t emptyFlag = 0;
        int facet = -1;
        bool namesSplit = false;
    };
    Column describe(const dataset::Field& field) const;
    Column* column(std::string_view name);
    void take(Column& column, const FieldValue& value);

    dataset::RecordShape m_shape;
    const dataset::Roles& m_roles;
    const std::vector<std::string>& m_facets;
    std::vector<Column> m_columns;
    std::unordered_map<std::string, std::size_t> m_index;
    std::size_t m_next = 0;
    std::uint32_t m_allFlags = 0;
    dataset::Narrow m_narrow;
    std::string m_split;
};

} // namespace luthier::importing
