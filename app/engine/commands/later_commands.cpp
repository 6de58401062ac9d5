#include "commands.h"

namespace luthier::engine_program {

void addLaterCommands(CLI::App& app, command_line::Session& session) {
    using command_line::addNotYet;
    for (const char* name : {"evaluate", "score"})
        addNotYet(app, session, name, "compare, model loss");
    addNotYet(app, session, "merge-models", "merge");
    addNotYet(app, session, "hub", "model inspect");
    CLI::App* exporting = command_line::commandGroup(app, "export", "Results as files");
    addNotYet(*exporting, session, "gguf", "export adapter, merge");
}

} // namespace luthier::engine_program
