#include "commands.h"

#include "serve/chat_service.h"

#include <csignal>

#include <unistd.h>

namespace luthier::compute_program {

void addServeCommand(CLI::App& app, command_line::Session& session) {
    CLI::App* command =
        command_line::addCommand(app, "serve", "Chat with a model: JSON-RPC on stdin and stdout",
                                 "luthier-engine serve --model models/starter");
    const auto arguments = std::make_shared<ModelArguments>();
    command->add_option("--model", arguments->model, "A Hugging Face folder or a GGUF file")->required();
    addModelOptions(*command, *arguments);
    const auto seed = std::make_shared<std::uint64_t>(generation::GenerationOptions{}.seed);
    command->add_option("--seed", *seed, "Seed of answers that are asked for without one");
    session.act(command, [arguments, seed]() -> Result<int> {
        std::signal(SIGPIPE, SIG_IGN);
        serving::Channel channel(STDIN_FILENO, STDOUT_FILENO);
        ChatService service(channel, *arguments, *seed);
        serving::serve(channel, service.methods());
        return 0;
    });
}

} // namespace luthier::compute_program
