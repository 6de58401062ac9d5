#include "id_list.h"

#include <algorithm>

namespace luthier {

namespace {

constexpr std::size_t kMostIds = 256;

} // namespace

std::vector<std::int64_t> idListAt(const Json& config, std::string_view key) {
    std::vector<std::int64_t> ids;
    const Json* value = member(config, key);
    const auto take = [&](const Json& entry) {
        if (!entry.is_number_integer() || ids.size() == kMostIds)
            return;
        const auto id = entry.get<std::int64_t>();
        if (id >= 0 && id < INT32_MAX && std::find(ids.begin(), ids.end(), id) == ids.end())
            ids.push_back(id);
    };
    if (value && value->is_array())
        std::for_each(value->begin(), value->end(), take);
    else if (value)
        take(*value);
    return ids;
}

} // namespace luthier
