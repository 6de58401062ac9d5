#include "dataset_info.h"

#include <base/json.h>

#include <array>

namespace luthier::importing {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kColumns = {{{"prompt", "prompt"},
                                                                                     {"query", "input"},
                                                                                     {"response", "response"},
                                                                                     {"history", "history"},
                                                                                     {"messages", "messages"},
                                                                                     {"system", "system"},
                                                                                     {"tools", "tools"},
                                                                                     {"chosen", "chosen"},
                                                                                     {"rejected", "rejected"},
                                                                                     {"kto_tag", "label"}}};

/// The roles that an entry gives columns; the file's own names decide where it says nothing.
dataset::Roles rolesOf(const Json& columns) {
    dataset::Roles roles;
    for (const auto& [key, role] : kColumns)
        if (const Json* column = member(columns, key); column && column->is_string())
            roles.emplace_back(column->get<std::string>(), std::string(role));
    return roles;
}

bool hasPictures(const Json& columns) {
    for (const char* key : {"images", "videos", "audios"})
        if (columns.contains(key))
            return true;
    return false;
}

/// Where the entry's file is, or why there is none.
Result<std::filesystem::path> fileOf(const Json& entry, const std::filesystem::path& folder) {
    const std::string name = stringAt(entry, "file_name", "").value_or("");
    if (name.empty())
        return refused("import.info_not_here");
    const auto relative = std::filesystem::path(name).lexically_normal();
    if (relative.is_absolute() || relative.empty() || *relative.begin() == "..")
        return refused("import.info_outside").with("file", name);
    const auto file = folder / relative;
    std::error_code failed;
    if (!std::filesystem::is_regular_file(file, failed))
        return refused("import.info_no_file").with("file", name);
    return file;
}

} // namespace

bool isDatasetInfo(const std::filesystem::path& file) {
    return file.filename() == "dataset_info.json";
}

Result<DatasetInfo> readDatasetInfo(const std::filesystem::path& file) {
    TRY(const Json list, readJsonFile(file));
    if (!list.is_object() || list.empty())
        return refused("import.info_bad").at(file.string());
    DatasetInfo info;
    for (const auto& [name, entry] : list.items()) {
        if (!entry.is_object())
            return refused("import.info_bad").at(file.string()).field(name);
        const Json* given = member(entry, "columns");
        const Json columns = given && given->is_object() ? *given : Json::object();
        auto found = fileOf(entry, file.parent_path());
        if (found && hasPictures(columns))
            found = refused("import.info_images");
        if (found)
            info.files.push_back({name, std::move(*found), rolesOf(columns)});
        else
            info.leftOut.push_back({name, std::move(found.error())});
    }
    return info;
}

} // namespace luthier::importing
