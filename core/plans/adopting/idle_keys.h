#pragma once

#include <string_view>

namespace luthier::adopting {

/// A key of another program that is no matter of tuning (where it logs, how it loads), or goes by itself
/// here.
bool isIdle(std::string_view key);

} // namespace luthier::adopting
