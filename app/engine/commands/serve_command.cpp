#include "commands.h"

#include "project_access.h"

#include "serve/methods.h"

#include <csignal>

#include <unistd.h>

namespace luthier::engine_program {

void addServeCommand(CLI::App& app, command_line::Session& session) {
    CLI::App* serveCommand = command_line::addCommand(
        app, "serve", "Answer the window's questions: JSON-RPC on stdin and stdout", "luthier-engine serve");
    const auto model = std::make_shared<std::string>();
    serveCommand->add_option("--model", *model, "Chat with this model (and --adapter) instead");
    serveCommand->allow_extras(); // the other options of a model
    serveCommand->fallthrough(false);
    session.act(serveCommand, [serveCommand, model]() -> Result<int> {
        if (!model->empty())
            return becomeCompute();
        if (!serveCommand->remaining().empty())
            return usageError("usage.missing").with("what", "--model");
        std::signal(SIGPIPE, SIG_IGN);
        serving::Channel channel(STDIN_FILENO, STDOUT_FILENO);
        preflight::Workshop workshop(openForReading);
        const auto all = methods(workshop);
        serving::serve(channel, all);
        return 0;
    });
}

} // namespace luthier::engine_program
