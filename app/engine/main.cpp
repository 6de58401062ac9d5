#include "commands/commands.h"

#include <command_line/program.h>

#include <cstdlib>

int main(int argc, char** argv) {
    using namespace luthier;
    // For luthier-compute, which this process becomes or starts: its threads sleep while they wait for each
    // other. Spinning, OpenMP's own choice, makes a step five to ten times slower as soon as another program
    // wants a processor.
    setenv("OMP_WAIT_POLICY", "passive", 0);
    return command_line::runProgram(
        argc, argv, "Luthier: tune language models on your own machine.",
        [](CLI::App& app, command_line::Session& session) { engine_program::addCommands(app, session); });
}
