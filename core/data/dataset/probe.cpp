#include "probe.h"

#include "record.h"

#include <base/hash.h>

namespace luthier::dataset {

std::int64_t facetHash(std::string_view text) {
    return static_cast<std::int64_t>(hash128(text).low);
}

bool isBlankText(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::uint32_t emptyFlag(std::string_view role) {
    if (role == "prompt")
        return kEmptyPrompt;
    if (role == "response" || role == "messages")
        return kEmptyResponse;
    if (role == "text")
        return kEmptyText;
    return 0;
}

Narrow narrowOf(const Json& fields, const Roles& roles, const std::vector<std::string>& facets) {
    Narrow narrow;
    for (const auto& [column, role] : roles) {
        const auto flag = emptyFlag(role);
        if (flag == 0)
            continue;
        const Json* value = member(fields, column);
        const bool empty = !value ||
                           (value->is_string() && isBlankText(value->get_ref<const std::string&>())) ||
                           (value->is_array() && value->empty());
        if (empty)
            narrow.flags |= flag;
    }
    for (std::size_t slot = 0; slot < facets.size() && slot < kMostFacets; ++slot)
        if (const Json* value = member(fields, facets[slot]))
            narrow.facets[slot] = facetHash(valueText(*value));
    return narrow;
}

} // namespace luthier::dataset
