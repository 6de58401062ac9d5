#include "commands.h"

#include "serve/requests.h"

#include <csignal>

#include <unistd.h>

namespace luthier::engine_program {

void addServeCommand(CLI::App& app, command_line::Session& session) {
    CLI::App* serveCommand = command_line::addCommand(app, "serve", "Answer the window's questions: JSON-RPC on stdin and stdout",
                                                      "luthier-engine serve");
    session.act(serveCommand, []() -> Result<int> {
        std::signal(SIGPIPE, SIG_IGN);
        Channel channel(STDIN_FILENO, STDOUT_FILENO);
        serve(channel);
        return 0;
    });
}

} // namespace luthier::engine_program
