#pragma once

#include <command_line/session.h>

namespace luthier::compute_program {

void addModelCommands(CLI::App& app, command_line::Session& session);
void addGenerateCommands(CLI::App& app, command_line::Session& session);
void addMeasuringCommands(CLI::App& app, command_line::Session& session);
void addCompareCommands(CLI::App& app, command_line::Session& session);
void addMergeCommands(CLI::App& app, command_line::Session& session);
void addServeCommand(CLI::App& app, command_line::Session& session);
void addJobCommands(CLI::App& app, command_line::Session& session);

} // namespace luthier::compute_program
