#include "commands.h"

#include <jobs/child_process.h>

#include <fstream>

#include <unistd.h>

namespace luthier::engine_program {

using command_line::Session;

namespace {

/// The words this process was started with.
std::vector<std::string> ownArguments() {
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    std::vector<std::string> words;
    for (std::string word; std::getline(file, word, '\0');)
        words.push_back(word);
    return words;
}

void addComputing(CLI::App& parent, Session& session, const std::string& name,
                  const std::string& description) {
    CLI::App* command = parent.add_subcommand(name, description);
    command->set_help_flag(); // --help goes along
    command->allow_extras();
    command->fallthrough(false); // --json too
    session.act(command, becomeCompute);
}

} // namespace

Result<int> becomeCompute() {
    const std::string program = (jobs::programFolder() / "luthier-compute").string();
    std::vector<std::string> words = ownArguments();
    std::vector<char*> arguments;
    for (std::string& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execv(program.c_str(), arguments.data());
    return failed("job.cannot_start").with("program", program);
}

void addComputingCommands(CLI::App& app, Session& session) {
    CLI::App* model = command_line::commandGroup(app, "model", "Models on this machine");
    addComputing(*model, session, "logits", "Logits after each token of a text");
    addComputing(*model, session, "loss", "Mean loss over the trained tokens of a JSONL file");
    addComputing(app, session, "generate", "Let a model answer");
    addComputing(app, session, "compare", "Let a run's base and its result answer the same rows");
    addComputing(app, session, "merge",
                 "Write a model with an adapter added to its weights, or in another type");
}

} // namespace luthier::engine_program
