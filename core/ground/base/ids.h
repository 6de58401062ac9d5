#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace luthier {

/// A number that names one thing and cannot be mixed up with the id of another kind of thing.
template <class Tag>
struct Id {
    std::int64_t value = 0;
    auto operator<=>(const Id&) const = default;
};

using DatasetId = Id<struct DatasetTag>;
using RowId = Id<struct RowTag>;
using OperationId = Id<struct OperationTag>;
using RunId = Id<struct RunTag>;
using JobId = Id<struct JobTag>;

} // namespace luthier

template <class Tag>
struct std::hash<luthier::Id<Tag>> {
    std::size_t operator()(const luthier::Id<Tag>& id) const noexcept {
        return std::hash<std::int64_t>{}(id.value);
    }
};
