#include "questions.h"

namespace luthier::engine_program {

Result<OpenDataset> openMeant(const Json& params, project::Access access) {
    TRY(const std::string folder, stringAt(params, "project"));
    TRY(const std::string name, stringAt(params, "dataset"));
    return openDataset(folder, name, access);
}

Result<std::vector<RowId>> rowsAt(const Json& params, std::string_view key) {
    std::vector<RowId> rows;
    if (const Json* given = member(params, key); given && given->is_array())
        for (const Json& row : *given) {
            if (!row.is_number_integer())
                return usageError("json.wrong_type")
                    .with("field", key)
                    .with("expected", "integer")
                    .with("found", row.type_name());
            rows.push_back(RowId{row.get<std::int64_t>()});
        }
    return rows;
}

Result<dataset::RowFilter> filterOf(const Json& params) {
    dataset::RowFilter filter;
    TRY(filter.rows, rowsAt(params, "rows"));
    if (const Json* where = member(params, "where"); where && where->is_array())
        for (const Json& text : *where)
            TRY_VOID(dataset::addFilter(filter, text.is_string() ? text.get<std::string>() : dumpJson(text)));
    return filter;
}

} // namespace luthier::engine_program
