#pragma once

namespace luthier::recipe {

/// Bounds of a number, both included; of a list: of the count of its items.
struct Bounds {
    double least = 0;
    double most = 0;
};

} // namespace luthier::recipe
