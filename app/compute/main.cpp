#include "commands/commands.h"

#include <command_line/program.h>

int main(int argc, char** argv) {
    using namespace luthier;
    return command_line::runProgram(argc, argv, "The computing half of luthier-engine; not called by people.",
                                    [](CLI::App& app, command_line::Session& session) {
                                        compute_program::addModelCommands(app, session);
                                        compute_program::addGenerateCommands(app, session);
                                        compute_program::addMeasuringCommands(app, session);
                                        compute_program::addCompareCommands(app, session);
                                        compute_program::addMergeCommands(app, session);
                                        compute_program::addServeCommand(app, session);
                                        compute_program::addJobCommands(app, session);
                                    });
}
