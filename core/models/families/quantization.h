#pragma once

#include "model_shape.h"

#include <base/json.h>
#include <base/result.h>

#include <optional>

namespace luthier::families {

/// What `quantization_config` of a config.json says: the linear layers of the blocks lie in the file as
/// bitsandbytes quantised them. Nothing where there is none; model.unsupported_option for other methods and
/// data types.
Result<std::optional<Stored>> quantisationOf(const Json& config);

} // namespace luthier::families
