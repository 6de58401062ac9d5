#pragma once

#include <base/progress.h>
#include <base/result.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace luthier::jobs {

/// How a child ended.
struct ChildEnd {
    int exitCode = 0;
    int signal = 0; ///< 0: it ended by itself
    std::int64_t peakBytes = 0;
    std::string lastWords; ///< the last 4 KiB of its stderr
};

/// Runs a program to its end, its stdin and stdout closed. The child ends when this process does. Calls
/// `everySecond` meanwhile.
Result<ChildEnd> runChild(const std::vector<std::string>& command, const std::function<void()>& everySecond);

/// Starts a program in a session of its own, which outlives this process.
Status startDetached(const std::vector<std::string>& command);

/// The folder of the running program, where its sisters lie.
std::filesystem::path programFolder();

} // namespace luthier::jobs
