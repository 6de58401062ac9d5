#pragma once

#include "session.h"

#include <functional>
#include <string>

namespace luthier::command_line {

/// Parses the arguments, runs the chosen command, prints its error; returns the exit code of cli.md.
/// Exceptions that escape (out of memory) end as job.failed sentences, never as a crash.
int runProgram(int argc, char** argv, const std::string& description,
               const std::function<void(CLI::App&, Session&)>& addCommands);

} // namespace luthier::command_line
