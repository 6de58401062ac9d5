#include "row_check.h"

#include <dataset/conversation.h>

#include <algorithm>

namespace luthier::importing {

RowCheck::RowCheck(dataset::RecordShape shape, const std::vector<dataset::Field>& fields,
                   const dataset::Roles& roles)
    : m_shape(shape)
    , m_roles(roles) {
    if (shape == dataset::RecordShape::Cells)
        m_fields = fields;
    for (const auto& [column, role] : roles) {
        const bool always = role == "messages" || role == "history" || role == "tools";
        // A cell of a table is text.
        if (always || (shape == dataset::RecordShape::Object && (role == "prompt" || role == "response")))
            m_turns.emplace_back(column, role);
    }
}

std::string RowCheck::problem(const Json& row, Parameters& parameters) const {
    const auto conversation = dataset::conversationOf(row, m_roles);
    // A row without any of them is empty, which is told by its flags.
    if (conversation || conversation.error().code() == "conversation.nothing")
        return {};
    parameters = conversation.error().parameters();
    return conversation.error().code();
}

std::string RowCheck::problem(const JsonCheck& check, std::string_view raw, Parameters& parameters) const {
    const bool plain = std::all_of(m_turns.begin(), m_turns.end(), [&](const auto& column) {
        return m_shape == dataset::RecordShape::Object && check.isPlain(column.first, column.second);
    });
    if (plain)
        return {};
    const auto record = parseJson(raw);
    if (!record)
        return {};
    if (m_shape == dataset::RecordShape::Object)
        return problem(*record, parameters);
    Json row = Json::object();
    for (std::size_t index = 0; index < record->size() && index < m_fields.size(); ++index)
        row[m_fields[index].name] = (*record)[index];
    return problem(row, parameters);
}

} // namespace luthier::importing
