#include "row_builder.h"

#include "options.h"

#include <algorithm>

namespace luthier::importing {

namespace {

std::string trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    const auto end = text.find_last_not_of(" \t\r\n");
    return begin == std::string_view::npos ? std::string() : std::string(text.substr(begin, end - begin + 1));
}

} // namespace

RowBuilder::RowBuilder(dataset::RecordShape shape, const std::vector<dataset::Field>& fields,
                       const dataset::Roles& roles, const std::vector<std::string>& facets)
    : m_shape(shape)
    , m_roles(roles)
    , m_facets(facets) {
    for (const auto& [name, role] : roles)
        m_allFlags |= dataset::emptyFlag(role);
    for (const auto& field : fields) {
        m_index.emplace(field.name, m_columns.size());
        m_columns.push_back(describe(field));
    }
}

RowBuilder::Column RowBuilder::describe(const dataset::Field& field) const {
    Column column;
    column.field = field;
    for (const auto& [name, role] : m_roles)
        if (name == field.name) {
            column.emptyFlag = dataset::emptyFlag(role);
            column.namesSplit = role == "split";
        }
    const auto slot = std::find(m_facets.begin(), m_facets.end(), field.name);
    if (slot != m_facets.end())
        column.facet = static_cast<int>(slot - m_facets.begin());
    return column;
}

/// Rows mostly have their fields in the same order: the next one is tried first.
RowBuilder::Column* RowBuilder::column(std::string_view name) {
    const std::size_t next = m_next++;
    if (m_shape == dataset::RecordShape::Cells)
        return next < m_columns.size() ? &m_columns[next] : nullptr;
    if (next < m_columns.size() && m_columns[next].field.name == name)
        return &m_columns[next];
    const auto known = m_index.find(std::string(name));
    if (known != m_index.end()) {
        m_next = known->second + 1;
        return &m_columns[known->second];
    }
    if (m_columns.size() >= kMostFields)
        return nullptr;
    m_index.emplace(std::string(name), m_columns.size());
    m_columns.push_back(describe({std::string(name), 0}));
    return &m_columns.back();
}

void RowBuilder::take(Column& column, const FieldValue& value) {
    column.field.kinds |= value.kind;
    const bool isText = value.kind == dataset::kString;
    const bool empty =
        isText ? dataset::isBlankText(value.text) : value.kind == dataset::kNull || value.isEmptyList;
    if (!empty)
        m_narrow.flags &= ~column.emptyFlag;
    const bool isScalar = isText || value.kind == dataset::kNumber || value.kind == dataset::kBoolean;
    if (column.facet >= 0 && isScalar)
        m_narrow.facets[static_cast<std::size_t>(column.facet)] =
            dataset::facetHash(isText ? value.text : value.scalar);
    if (column.namesSplit && isScalar)
        m_split = trimmed(isText ? value.text : value.scalar);
}

void RowBuilder::read(const JsonCheck& check) {
    m_narrow = {};
    m_narrow.flags = m_allFlags;
    m_split.clear();
    m_next = 0;
    check.forEachField([&](std::string_view name, const FieldValue& value) {
        if (Column* known = column(name))
            take(*known, value);
    });
}

std::vector<dataset::Field> RowBuilder::fields() const {
    std::vector<dataset::Field> fields;
    for (const auto& column : m_columns)
        fields.push_back(column.field);
    return fields;
}

} // namespace luthier::importing
