#pragma once

#include <span>
#include <string>

namespace luthier::engine {

/// What a parameter is given, fp32, row-major; borrowed.
struct NamedValues {
    std::string name; ///< of the parameter
    std::span<const float> values;
};

} // namespace luthier::engine
