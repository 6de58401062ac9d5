#pragma once

#include <base/json.h>

#include <support/temporary_folder.h>

#include <filesystem>
#include <string>
#include <vector>

namespace luthier::tests {

/// What a program said and how it ended.
struct Answer {
    int exitCode = 0;
    std::string out;
    std::string errors;
    std::int64_t peakBytes = 0;

    /// The document on stdout, or null.
    Json json() const;
    /// The documents on stdout, one a line.
    std::vector<Json> lines() const;
    /// The object `error` of stderr, or null.
    Json error() const;
    /// Its `code`, or empty.
    std::string errorCode() const;
};

/// Runs `luthier-engine` with arguments, with a home and state of its own below `folder`, and without the
/// superuser's power to write what permissions forbid. `input` is what it reads on stdin.
Answer runEngine(const TemporaryFolder& folder, const std::vector<std::string>& arguments,
                 const std::string& input = {});

/// Starts it and gives its process id.
int startEngine(const TemporaryFolder& folder, const std::vector<std::string>& arguments,
                const std::string& input = {});

/// Starts the window, offscreen, in the same world; what it says goes to files named after `name`.
int startWindow(const TemporaryFolder& folder, const std::string& name,
                const std::vector<std::string>& arguments);
/// Waits for its end and gives the exit code.
int waitForEnd(int process);

/// `luthier-engine serve …` asked and answered in turn.
class ServedProgram {
public:
    ServedProgram(const TemporaryFolder& folder, const std::vector<std::string>& arguments);
    ~ServedProgram();
    /// The message with the question's id; notifications that come before it are kept.
    Json ask(const std::string& method, const Json& params);
    /// The next message without an id.
    Json notification();
    /// Ends its input and gives its exit code.
    int finish();
    std::vector<Json> notifications;

private:
    Json next();
    int m_input = -1;
    int m_output = -1;
    int m_process = -1;
    int m_lastId = 0;
    std::string m_buffer;
};

} // namespace luthier::tests
