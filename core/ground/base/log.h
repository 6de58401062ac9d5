#pragma once

#include <string_view>

namespace luthier {

enum class LogLevel { Quiet, Normal, Verbose };

/// The log goes to stderr, a line a message, control characters escaped. Thread-safe.
void setLogLevel(LogLevel level);
void logInfo(std::string_view message);
void logWarning(std::string_view message);
void logError(std::string_view message);

} // namespace luthier
