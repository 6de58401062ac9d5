#include "program.h"

#include <cstdlib>
#include <sstream>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace luthier::tests {
namespace {

std::filesystem::path enginePath() { return std::filesystem::path(std::getenv("LUTHIER_BUILD")) / "bin" / "luthier-engine"; }

} // namespace

Json Answer::json() const {
    const auto parsed = parseJson(out);
    return parsed ? *parsed : Json();
}

std::vector<Json> Answer::lines() const {
    std::vector<Json> all;
    std::istringstream stream(out);
    for (std::string line; std::getline(stream, line);)
        if (const auto parsed = parseJson(line))
            all.push_back(*parsed);
    return all;
}

std::string Answer::errorCode() const {
    std::istringstream stream(errors);
    for (std::string line; std::getline(stream, line);)
        if (const auto parsed = parseJson(line); parsed && parsed->contains("error"))
            return (*parsed)["error"]["code"].get<std::string>();
    return {};
}

int startEngine(const TemporaryFolder& folder, const std::vector<std::string>& arguments, const std::string& input) {
    writeFile(folder / "in", input);
    std::vector<std::string> words = {enginePath().string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const pid_t child = fork();
    if (child == 0) {
        const std::string state = (folder / "state").string();
        setenv("XDG_STATE_HOME", state.c_str(), 1);
        setenv("LUTHIER_LANGUAGE", "en", 1);
        const int out = open((folder / "out").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        const int errors = open((folder / "errors").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(open((folder / "in").c_str(), O_RDONLY), STDIN_FILENO);
        dup2(out, STDOUT_FILENO);
        dup2(errors, STDERR_FILENO);
        execv(pointers.front(), pointers.data());
        _exit(127);
    }
    return child;
}

Answer runEngine(const TemporaryFolder& folder, const std::vector<std::string>& arguments, const std::string& input) {
    const int child = startEngine(folder, arguments, input);
    int status = 0;
    waitpid(child, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), readWholeFile(folder / "out"), readWholeFile(folder / "errors")};
}

} // namespace luthier::tests
