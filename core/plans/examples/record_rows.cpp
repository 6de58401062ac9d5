#include "record_rows.h"

#include <base/files.h>

#include <algorithm>
#include <array>

namespace luthier::examples {
namespace {

constexpr std::size_t kFileBytes = std::size_t{1} << 30U;
constexpr std::array<std::string_view, 8> kRoles = {"messages", "prompt", "input", "response", "system", "history", "tools", "text"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kOtherNames = {{{"instruction", "prompt"},
                                                                                       {"output", "response"},
                                                                                       {"completion", "response"},
                                                                                       {"reference", "response"},
                                                                                       {"conversations", "messages"}}};

} // namespace

dataset::Roles rolesByName(const Json& fields) {
    dataset::Roles roles;
    for (const std::string_view role : kRoles)
        if (member(fields, role))
            roles.emplace_back(role, role);
    for (const auto& [column, role] : kOtherNames)
        if (member(fields, column))
            roles.emplace_back(column, role);
    return roles;
}

RecordRow rowOfRecord(Json record, std::int64_t line) {
    RecordRow row;
    row.line = line;
    if (record.is_array())
        row.fields["messages"] = std::move(record);
    else if (record.is_string())
        row.fields["prompt"] = std::move(record);
    else
        row.fields = std::move(record);
    row.roles = rolesByName(row.fields);
    return row;
}

Result<std::vector<RecordRow>> readRecordRows(const std::filesystem::path& file) {
    TRY(const std::string text, readFile(file, kFileBytes));
    std::vector<RecordRow> rows;
    std::int64_t line = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view record = std::string_view(text).substr(begin, end - begin);
        begin = end + 1;
        ++line;
        if (record.find_first_not_of(" \t\r") == std::string_view::npos)
            continue;
        auto parsed = parseJson(record, {}, file.string());
        if (!parsed)
            return std::move(parsed).error().line(line);
        rows.push_back(rowOfRecord(std::move(*parsed), line));
    }
    return rows;
}

Result<FrozenData> renderRows(const std::vector<RecordRow>& rows, const ExampleMaker& maker) {
    FrozenData data;
    for (const RecordRow& row : rows) {
        auto rendered = maker.make(row.fields, row.roles);
        if (!rendered)
            return std::move(rendered).error().line(row.line);
        data.append(rendered->ids, rendered->mask, 0, row.line);
    }
    return data;
}

} // namespace luthier::examples
