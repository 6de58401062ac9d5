#include "child_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace luthier::jobs {
namespace {

constexpr std::size_t kLastWords = 4096;
constexpr int kCannotStart = 127;

std::vector<char*> argumentsOf(const std::vector<std::string>& command) {
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const std::string& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    return arguments;
}

void closeStandardStreams(bool keepErrors) {
    const int nothing = ::open("/dev/null", O_RDWR);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(nothing, STDOUT_FILENO);
    if (!keepErrors)
        ::dup2(nothing, STDERR_FILENO);
}

void unblockSignals() {
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// Reads the child's stderr until it closes, keeping the end of it.
std::string readLastWords(int descriptor, const std::function<void()>& everySecond) {
    std::string words;
    std::array<char, 4096> buffer{};
    for (;;) {
        pollfd wait{descriptor, POLLIN, 0};
        const int ready = ::poll(&wait, 1, 1000);
        if (ready == 0 || (ready < 0 && errno == EINTR)) {
            everySecond();
            continue;
        }
        const auto got = ::read(descriptor, buffer.data(), buffer.size());
        if (got <= 0)
            return words;
        words.append(buffer.data(), static_cast<std::size_t>(got));
        if (words.size() > 2 * kLastWords)
            words.erase(0, words.size() - kLastWords);
    }
}

} // namespace

Result<ChildEnd> runChild(const std::vector<std::string>& command, const std::function<void()>& everySecond) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
        return failed("job.cannot_start").with("program", command.front()).because(std::strerror(errno));
    auto arguments = argumentsOf(command);
    const pid_t child = ::fork();
    if (child < 0)
        return failed("job.cannot_start").with("program", command.front()).because(std::strerror(errno));
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        unblockSignals();
        ::dup2(pipe[1], STDERR_FILENO);
        closeStandardStreams(true);
        ::execv(arguments.front(), arguments.data());
        ::_exit(kCannotStart);
    }
    ::close(pipe[1]);
    ChildEnd end;
    end.lastWords = readLastWords(pipe[0], everySecond);
    ::close(pipe[0]);
    int status = 0;
    rusage usage{};
    while (::wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
    }
    end.peakBytes = static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
    if (WIFSIGNALED(status))
        end.signal = WTERMSIG(status);
    else
        end.exitCode = WEXITSTATUS(status);
    if (end.lastWords.size() > kLastWords)
        end.lastWords.erase(0, end.lastWords.size() - kLastWords);
    return end;
}

Status startDetached(const std::vector<std::string>& command) {
    auto arguments = argumentsOf(command);
    const pid_t first = ::fork();
    if (first < 0)
        return failed("job.cannot_start").with("program", command.front()).because(std::strerror(errno));
    if (first == 0) {
        // Twice, so that nobody has to wait for it.
        ::setsid();
        if (::fork() != 0)
            ::_exit(0);
        unblockSignals();
        closeStandardStreams(false);
        ::execv(arguments.front(), arguments.data());
        ::_exit(kCannotStart);
    }
    int status = 0;
    while (::waitpid(first, &status, 0) < 0 && errno == EINTR) {
    }
    return {};
}

std::filesystem::path programFolder() {
    std::error_code ignored;
    return std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
}

} // namespace luthier::jobs
