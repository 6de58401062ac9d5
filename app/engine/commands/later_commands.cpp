#include "commands.h"

namespace luthier::engine_program {

void addLaterCommands(CLI::App& app, command_line::Session& session) {
    using command_line::addNotYet;
    for (const char* name : {"evaluate", "score", "compare"})
        addNotYet(app, session, name, "model loss, generate");
    addNotYet(app, session, "merge-models", "merge");
    addNotYet(app, session, "hub", "model inspect");
    CLI::App* exporting = command_line::commandGroup(app, "export", "Results as files");
    for (const char* name : {"gguf", "card"})
        addNotYet(*exporting, session, name, "export adapter");
}

} // namespace luthier::engine_program
