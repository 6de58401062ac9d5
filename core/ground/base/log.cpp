#include "log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <string>

namespace luthier {
namespace {

spdlog::logger& logger() {
    static const auto instance = [] {
        auto made =
            std::make_shared<spdlog::logger>("luthier", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_pattern("%H:%M:%S %l: %v");
        made->set_level(spdlog::level::warn);
        return made;
    }();
    return *instance;
}

/// A file name or a cell may carry escape sequences; a log that is read in a terminal must not obey them.
std::string escaped(std::string_view message) {
    std::string text;
    for (const char character : message) {
        if (static_cast<unsigned char>(character) < 0x20 && character != '\t')
            text += ' ';
        else
            text += character;
    }
    return text;
}

} // namespace

void setLogLevel(LogLevel level) {
    logger().set_level(level == LogLevel::Quiet     ? spdlog::level::err
                       : level == LogLevel::Verbose ? spdlog::level::info
                                                    : spdlog::level::warn);
}

void logInfo(std::string_view message) {
    logger().info("{}", escaped(message));
}
void logWarning(std::string_view message) {
    logger().warn("{}", escaped(message));
}
void logError(std::string_view message) {
    logger().error("{}", escaped(message));
}

} // namespace luthier
