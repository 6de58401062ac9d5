#include "importing.h"

#include "roles.h"
#include "row_check.h"
#include "sniff.h"

#include <algorithm>

namespace luthier::importing {

namespace {

constexpr std::size_t kPreviewRows = 20;
constexpr std::size_t kListedProblems = 100;
constexpr std::uintmax_t kCountedBytes = std::uintmax_t{8} << 20;

/// What of a tool's export stays behind: of all of it where that is quickly read, else of the sample.
Status countLeftOut(const std::filesystem::path& file, const FilePlan& plan, ImportPreview& preview) {
    std::error_code failed;
    preview.tool = plan.tool->name;
    preview.left = plan.left;
    if (std::filesystem::file_size(file, failed) > kCountedBytes || failed)
        return {};
    ToolFindings findings;
    TRY(const auto reader, openReader(file, plan, &findings));
    Record record;
    for (bool more = true; more;) {
        TRY(more, reader->next(record));
    }
    preview.left = findings.left;
    preview.leftOfAll = true;
    return {};
}

/// Takes the rows out that the import will refuse because of what their roles mean, and lists them in the
/// order of the file.
void rejectRows(FilePlan& plan, const dataset::Roles& roles) {
    const RowCheck check(plan.shape, plan.fields, roles);
    std::vector<Json> kept;
    for (std::size_t index = 0; index < plan.rows.size(); ++index) {
        dataset::ImportProblem problem = plan.places[index];
        problem.code = check.problem(plan.rows[index], problem.parameters);
        if (problem.code.empty()) {
            kept.push_back(std::move(plan.rows[index]));
            continue;
        }
        ++plan.rejected;
        plan.problems.push_back(std::move(problem));
    }
    plan.rows = std::move(kept);
    std::stable_sort(plan.problems.begin(), plan.problems.end(),
                     [](const auto& a, const auto& b) { return a.byte < b.byte; });
    plan.problems.resize(std::min(plan.problems.size(), kListedProblems));
}

} // namespace

Result<ImportPreview> previewImport(const std::filesystem::path& file, const ImportOptions& options) {
    TRY(auto plan, sniffFile(file, options));
    if (plan.rows.empty() && plan.rejected == 0)
        return refused("import.empty_file").at(file.string());
    auto proposal = proposeRoles(plan.fields, plan.rows, options.roles, plan.judged);
    ImportPreview preview;
    preview.layout = proposal.layout;
    preview.roles = std::move(proposal.roles);
    preview.format = nameOf(plan.format);
    preview.encoding = nameOf(plan.encoding);
    preview.place = placeName(plan.json);
    if (plan.format == Format::Csv || plan.format == Format::Tsv) {
        preview.separator = std::string(1, plan.cells.separator);
        preview.header = plan.cells.header == Header::Present;
    }
    for (const auto& field : plan.fields)
        preview.columns.push_back(field.name);
    if (plan.tool) {
        TRY_VOID(countLeftOut(file, plan, preview));
    }
    rejectRows(plan, preview.roles);
    preview.rejected = plan.rejected;
    preview.problems = std::move(plan.problems);
    plan.rows.resize(std::min(plan.rows.size(), kPreviewRows));
    preview.rows = std::move(plan.rows);
    return preview;
}

Json toJson(const ImportPreview& preview) {
    Json roles = Json::object();
    for (const auto& [column, role] : preview.roles)
        roles[column] = role;
    Json problems = Json::array();
    for (const auto& problem : preview.problems)
        problems.push_back({{"line", problem.line},
                            {"byte", problem.byte},
                            {"code", problem.code},
                            {"parameters", problem.parameters},
                            {"excerpt", problem.excerpt}});
    return {{"layout", preview.layout},
            {"roles", roles},
            {"format", preview.format},
            {"encoding", preview.encoding},
            {"separator", preview.separator.empty() ? Json() : Json(preview.separator)},
            {"place", preview.place.empty() ? Json() : Json(preview.place)},
            {"header", preview.header ? Json(*preview.header) : Json()},
            {"tool", preview.tool.empty() ? Json() : Json(preview.tool)},
            {"left_out", toJson(preview.left)},
            {"left_out_of_all", preview.leftOfAll},
            {"columns", preview.columns},
            {"rows", preview.rows},
            {"rejected_in_sample", preview.rejected},
            {"problems", std::move(problems)}};
}

} // namespace luthier::importing
