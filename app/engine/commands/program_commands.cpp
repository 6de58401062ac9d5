#include "commands.h"

#include "version.h"

namespace luthier::engine_program {

using command_line::Session;

void addProgramCommands(CLI::App& app, Session& session) {
    CLI::App* version = command_line::addCommand(app, "version", "Versions of the program and its libraries",
                                                 "luthier-engine version");
    session.act(version, [&session]() -> Result<int> {
        const Json facts = {{"name", "luthier"},
                            {"version", LUTHIER_VERSION},
                            {"libtorch", LUTHIER_LIBTORCH_VERSION},
                            {"cuda_built", false},
                            {"commit", LUTHIER_COMMIT}};
        if (session.wantsJson())
            session.printJson(facts);
        else
            session.printLine("luthier " LUTHIER_VERSION " (" LUTHIER_COMMIT ")");
        return 0;
    });
}

void addCommands(CLI::App& app, Session& session) {
    addProgramCommands(app, session);
    addProjectCommands(app, session);
    addDataCommands(app, session);
    addModelCommands(app, session);
    addTokenCommands(app, session);
    addRecipeCommands(app, session);
    addTrainCommands(app, session);
    addJobCommands(app, session);
    addRunCommands(app, session);
    addSweepCommands(app, session);
    addExportCommands(app, session);
    addComputingCommands(app, session);
    addLaterCommands(app, session);
    addServeCommand(app, session);
}

} // namespace luthier::engine_program
