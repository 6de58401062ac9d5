#pragma once

#include "json.h"

#include <cmath>

namespace luthier {

/// JSON has no NaN and no infinity; they become null.
inline Json finiteOrNull(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

} // namespace luthier
