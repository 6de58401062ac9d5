#pragma once

#include <command_line/session.h>

namespace luthier::engine_program {

// One function a command group, each in a file of its own; called once by addCommands in the order of --help.
void addProgramCommands(CLI::App& app, command_line::Session& session);
void addTokenCommands(CLI::App& app, command_line::Session& session);
void addServeCommand(CLI::App& app, command_line::Session& session);

void addCommands(CLI::App& app, command_line::Session& session);

} // namespace luthier::engine_program
