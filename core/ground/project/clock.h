#pragma once

#include <string>

namespace luthier::project {

/// Now in UTC, ISO 8601 with milliseconds: 2026-11-21T13:58:03.125Z.
std::string currentTime();

/// 128 random bits as 32 hexadecimal digits.
std::string randomId();

} // namespace luthier::project
