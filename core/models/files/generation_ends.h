#pragma once

#include <base/result.h>

#include <cstdint>
#include <filesystem>
#include <span>

namespace luthier::files {

/// Makes the generation_config.json of a folder name every id that ends an answer: its own eos_token_id (or
/// `baseIds`, what config.json says, where it names none) and `ids` behind them, as one number or a list. All
/// else in the file stays; it is made where it is missing and there is something to say. Fails with file.*,
/// json.*.
Status addGenerationEnds(const std::filesystem::path& folder, std::span<const std::int64_t> baseIds,
                         std::span<const std::int32_t> ids);

} // namespace luthier::files
