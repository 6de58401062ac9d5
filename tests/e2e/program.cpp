#include "program.h"

#include <cstdlib>
#include <sstream>
#include <stdexcept>

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace luthier::tests {
namespace {

std::filesystem::path programPath(const std::string& name) {
    return std::filesystem::path(std::getenv("LUTHIER_BUILD")) / "bin" / name;
}

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

Json Answer::error() const {
    std::istringstream stream(errors);
    for (std::string line; std::getline(stream, line);)
        if (const auto parsed = parseJson(line); parsed && parsed->contains("error"))
            return (*parsed)["error"];
    return {};
}

std::string Answer::errorCode() const {
    const Json found = error();
    return found.is_null() ? std::string() : found["code"].get<std::string>();
}

namespace {

/// Becomes a program with a state folder of its own; for a forked child.
[[noreturn]] void become(const std::string& program, const TemporaryFolder& folder,
                         const std::vector<std::string>& arguments) {
    std::vector<std::string> words = {programPath(program).string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const std::string state = (folder / "state").string();
    setenv("XDG_STATE_HOME", state.c_str(), 1);
    setenv("LUTHIER_LANGUAGE", "en", 1);
    prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE); // does nothing for whoever has it not
    execv(pointers.front(), pointers.data());
    _exit(127);
}

void redirect(const std::filesystem::path& in, const std::filesystem::path& out,
              const std::filesystem::path& errors) {
    dup2(open(in.c_str(), O_RDONLY), STDIN_FILENO);
    dup2(open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
    dup2(open(errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
}

int codeOf(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Answer answerOf(int child, const TemporaryFolder& folder) {
    int status = 0;
    rusage usage{};
    wait4(child, &status, 0, &usage);
    return {codeOf(status), readWholeFile(folder / "out"), readWholeFile(folder / "errors"),
            usage.ru_maxrss * std::int64_t{1024}};
}

} // namespace

int startEngine(const TemporaryFolder& folder, const std::vector<std::string>& arguments,
                const std::string& input) {
    writeFile(folder / "in", input);
    const pid_t child = fork();
    if (child == 0) {
        redirect(folder / "in", folder / "out", folder / "errors");
        become("luthier-engine", folder, arguments);
    }
    return child;
}

Answer runEngine(const TemporaryFolder& folder, const std::vector<std::string>& arguments,
                 const std::string& input) {
    return answerOf(startEngine(folder, arguments, input), folder);
}

int startWindow(const TemporaryFolder& folder, const std::string& name,
                const std::vector<std::string>& arguments) {
    const pid_t child = fork();
    if (child == 0) {
        redirect("/dev/null", folder / (name + "-out"), folder / (name + "-errors"));
        setenv("QT_QPA_PLATFORM", "offscreen", 1);
        setenv("XDG_CONFIG_HOME", (folder / "config").c_str(), 1);
        become("luthier", folder, arguments);
    }
    return child;
}

int waitForEnd(int process) {
    int status = 0;
    waitpid(process, &status, 0);
    return codeOf(status);
}

ServedProgram::ServedProgram(const TemporaryFolder& folder, const std::vector<std::string>& arguments) {
    int input[2];
    int output[2];
    if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe");
    m_process = fork();
    if (m_process == 0) {
        dup2(input[0], STDIN_FILENO);
        dup2(output[1], STDOUT_FILENO);
        become("luthier-engine", folder, arguments);
    }
    close(input[0]);
    close(output[1]);
    m_input = input[1];
    m_output = output[0];
}

ServedProgram::~ServedProgram() {
    if (m_process > 0)
        finish();
}

Json ServedProgram::ask(const std::string& method, const Json& params) {
    const std::string line =
        dumpJson({{"jsonrpc", "2.0"}, {"id", ++m_lastId}, {"method", method}, {"params", params}}) + "\n";
    if (write(m_input, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
        return {};
    for (;;) {
        Json message = next();
        if (message.is_null() || message.value("id", 0) == m_lastId)
            return message;
        notifications.push_back(std::move(message));
    }
}

Json ServedProgram::notification() {
    Json message = next();
    notifications.push_back(message);
    return message;
}

Json ServedProgram::next() {
    for (;;) {
        if (const auto end = m_buffer.find('\n'); end != std::string::npos) {
            const auto message = parseJson(std::string_view(m_buffer).substr(0, end));
            m_buffer.erase(0, end + 1);
            return message ? *message : Json();
        }
        char piece[4096];
        const ssize_t got = read(m_output, piece, sizeof piece);
        if (got <= 0)
            return {};
        m_buffer.append(piece, static_cast<std::size_t>(got));
    }
}

int ServedProgram::finish() {
    close(m_input);
    close(m_output);
    int status = 0;
    waitpid(m_process, &status, 0);
    m_process = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace luthier::tests
