#pragma once

#include <command_line/session.h>

namespace luthier::engine_program {

// One function a command group, each in a file of its own; called once by addCommands in the order of --help.
void addProgramCommands(CLI::App& app, command_line::Session& session);
void addProjectCommands(CLI::App& app, command_line::Session& session);
void addDataCommands(CLI::App& app, command_line::Session& session);
void addTokenCommands(CLI::App& app, command_line::Session& session);
void addModelCommands(CLI::App& app, command_line::Session& session);
void addRecipeCommands(CLI::App& app, command_line::Session& session);
void addTrainCommands(CLI::App& app, command_line::Session& session);
void addJobCommands(CLI::App& app, command_line::Session& session);
void addRunCommands(CLI::App& app, command_line::Session& session);
void addSweepCommands(CLI::App& app, command_line::Session& session);
void addExportCommands(CLI::App& app, command_line::Session& session);
/// Commands that compute: handed to luthier-compute beside this program, with the same arguments.
void addComputingCommands(CLI::App& app, command_line::Session& session);
/// Becomes luthier-compute with the words of this process; returns only when that is impossible.
Result<int> becomeCompute();
/// Names of later versions, refused with usage.not_yet.
void addLaterCommands(CLI::App& app, command_line::Session& session);
void addServeCommand(CLI::App& app, command_line::Session& session);

void addCommands(CLI::App& app, command_line::Session& session);

} // namespace luthier::engine_program
