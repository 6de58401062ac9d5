#include "commands/commands.h"

#include <command_line/program.h>

int main(int argc, char** argv) {
    using namespace luthier;
    return command_line::runProgram(argc, argv, "Luthier: tune language models on your own machine.",
                                    [](CLI::App& app, command_line::Session& session) { engine_program::addCommands(app, session); });
}
