#include "record_rows.h"

#include "freezing.h"

#include <base/json.h>

#include <array>

namespace luthier::examples {
namespace {

constexpr std::size_t kFileBytes = std::size_t{1} << 30;
constexpr std::array<std::string_view, 10> kRoles = {"messages", "prompt", "input", "response",  "system",
                                                     "history",  "tools",  "text",  "text_pair", "label"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kOtherNames = {
    {{"instruction", "prompt"},
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
    std::vector<RecordRow> rows;
    TRY_VOID(readJsonLines(file, kFileBytes, [&rows](std::int64_t line, Result<Json> value) -> Status {
        TRY(auto record, std::move(value));
        rows.push_back(rowOfRecord(std::move(record), line));
        return {};
    }));
    return rows;
}

Error atLine(Error error, const std::filesystem::path& file, std::int64_t line) {
    return error.place().line ? std::move(error) : std::move(error).at(file.string()).line(line);
}

Result<FrozenData> renderRows(const std::vector<RecordRow>& rows, const ExampleMaker& maker,
                              const std::filesystem::path& file) {
    Freezer freezer(maker.recipe(), maker.modelLabels());
    for (const RecordRow& row : rows) {
        auto example = maker.make(row.fields, row.roles);
        if (!example)
            return atLine(std::move(example).error(), file, row.line);
        if (Status fits = freezer.note(*example); !fits)
            return atLine(std::move(fits).error(), file, row.line);
        freezer.append(*example, 0, row.line);
    }
    return std::move(freezer).finish();
}

} // namespace luthier::examples
