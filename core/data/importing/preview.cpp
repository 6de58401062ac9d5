#include "importing.h"

#include "roles.h"
#include "sniff.h"

namespace luthier::importing {

namespace {

constexpr std::size_t kPreviewRows = 20;

} // namespace

Result<ImportPreview> previewImport(const std::filesystem::path& file, const ImportOptions& options) {
    TRY(auto plan, sniffFile(file, options));
    if (plan.rows.empty() && plan.rejected == 0)
        return refused("import.empty_file").at(file.string());
    auto proposal = proposeRoles(plan.fields, plan.rows, options.roles);
    ImportPreview preview;
    preview.layout = proposal.layout;
    preview.roles = std::move(proposal.roles);
    preview.format = nameOf(plan.format);
    preview.encoding = nameOf(plan.encoding);
    if (plan.format == Format::Csv || plan.format == Format::Tsv)
        preview.separator = std::string(1, plan.cells.separator);
    for (const auto& field : plan.fields)
        preview.columns.push_back(field.name);
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
            {"columns", preview.columns},
            {"rows", preview.rows},
            {"rejected_in_sample", preview.rejected},
            {"problems", std::move(problems)}};
}

} // namespace luthier::importing
