#pragma once

#include "json.h"

#include <cstdint>
#include <vector>

namespace luthier {

/// The token ids that a member of a config names (`eos_token_id`): one number or a list of them, each once,
/// in order. What is no whole number from 0 to 2^31 - 2 is passed over, and so is all behind the first 256;
/// null: none.
std::vector<std::int64_t> idListAt(const Json& config, std::string_view key);

} // namespace luthier
