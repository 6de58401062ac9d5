#pragma once

#include "types.h"

#include <array>
#include <optional>
#include <string_view>

namespace luthier::dataset {

/// The narrow columns of a row.
struct Narrow {
    std::uint32_t flags = 0;
    std::array<std::optional<std::int64_t>, kMostFacets> facets;
};

/// What stands in a facet column for a value.
std::int64_t facetHash(std::string_view text);

/// Only blanks, or nothing.
bool isBlankText(std::string_view text);

/// The mark for an empty value in a column of this role; 0 for roles whose values may be empty.
std::uint32_t emptyFlag(std::string_view role);

/// The narrow columns of a row with these fields.
Narrow narrowOf(const Json& fields, const Roles& roles, const std::vector<std::string>& facets);

} // namespace luthier::dataset
