#include "commands.h"

namespace luthier::engine_program {

void addLaterCommands(CLI::App& app, command_line::Session& session) {
    using command_line::addNotYet;
    CLI::App* data = command_line::commandGroup(app, "data", "Datasets of a project");
    for (const char* name : {"label", "agreement", "clean", "duplicates", "leakage", "augment", "synthesize"})
        addNotYet(*data, session, name, "data import, show, set, delete, undo, split, stats, export");
    for (const char* name : {"evaluate", "score", "compare", "merge"})
        addNotYet(app, session, name, "model loss, generate");
    addNotYet(app, session, "merge-models", "model loss, generate");
    addNotYet(app, session, "hub", "model inspect");
    CLI::App* exporting = command_line::commandGroup(app, "export", "Results as files");
    for (const char* name : {"gguf", "card"})
        addNotYet(*exporting, session, name, "export adapter");
}

} // namespace luthier::engine_program
