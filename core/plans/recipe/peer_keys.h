#pragma once

#include "schema.h"

#include <base/result.h>

#include <string>
#include <string_view>
#include <vector>

namespace luthier::recipe {

/// The key of a recipe, with its group, that another program's key means: "sequence_len" (axolotl),
/// "cutoff_len" (LLaMA-Factory), "max_seq_length" (TRL), … → "tokens.max_length"; also a key of our own that
/// stands in another group. Empty for a name that means none.
std::string keyMeantBy(std::string_view name);

/// The names of a setting in other programs.
std::vector<std::string_view> peerNames(const Setting& setting);

/// recipe.unknown_key, with the one meant where one is near.
Error unknownKey(std::string_view name);

} // namespace luthier::recipe
