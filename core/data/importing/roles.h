#pragma once

#include <base/json.h>
#include <dataset/types.h>

namespace luthier::importing {

/// What the columns of a sample are taken for.
struct Proposal {
    std::string layout;
    dataset::Roles roles; // a role for each column, `ignore` for those without a use
    std::vector<std::string> facets;
};

/// Recognises the layout of rows (formats.md 6.1) by the names of their fields, English and Korean, and by
/// the values of some rows. `judged` are roles that an annotation tool's export tells: they stand before the
/// names. `given` overrides single columns.
Proposal proposeRoles(const std::vector<dataset::Field>& fields, const std::vector<Json>& rows,
                      const dataset::Roles& given, const dataset::Roles& judged = {});

/// The role of columns that are usually called so; empty: none.
std::string_view usualRoleOf(std::string_view name);

/// Whether a name is one that columns usually have: what tells a header from a first row.
bool isUsualName(std::string_view name);

} // namespace luthier::importing
