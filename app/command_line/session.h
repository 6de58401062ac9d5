#pragma once

#include <base/json.h>
#include <base/progress.h>
#include <base/result.h>
#include <texts/texts.h>

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace luthier::command_line {

enum class Output { People, Json };

/// What a command does; the value is the exit code.
using Action = std::function<Result<int>()>;

/// What all commands of one invocation share. Lives in main; single thread.
class Session {
public:
    Output output() const { return m_json ? Output::Json : Output::People; }
    bool wantsJson() const { return m_json; }
    const texts::Texts& texts() const { return texts::Texts::of(texts::languageFromEnvironment()); }

    /// One JSON document on a line of stdout, flushed, so that a reader sees each event at once.
    void printJson(const Json& document);
    /// A line for people on stdout, control characters shown as marks.
    void printLine(std::string_view line = {});
    /// Text as it is (a model's answer, a table), without a line end.
    void printRaw(std::string_view text);
    /// An error, as a sentence with its hint on stderr, and as JSON too with --json.
    void printError(const Error& error);
    Json errorJson(const Error& error) const;
    /// Something to know that does not end the command: its sentence on stderr.
    void printNotice(const Error& error);

    /// Makes `command` do `action` when it is the one chosen.
    void act(CLI::App* command, Action action);

    /// Progress with rate and time left on stderr, if that is a terminal and --quiet was not given.
    ProgressSink& progress();
    /// Set by SIGINT and SIGTERM.
    StopToken stopToken();

    /// For program.cpp.
    void addGlobalOptions(CLI::App& app);
    const Action& chosenAction() const { return m_action; }
    Session();
    ~Session();

private:
    struct Signals;
    bool m_json = false;
    bool m_quiet = false;
    bool m_verbose = false;
    Action m_action;
    std::unique_ptr<ProgressSink> m_progress;
    std::unique_ptr<Signals> m_signals;
};

/// Parameters of a sentence from the JSON object that core stores them as; empty for anything else.
Parameters parametersOf(const Json* object);

/// Adds a subcommand with a description and an example, which `--help` shows.
CLI::App* addCommand(CLI::App& parent, const std::string& name, const std::string& description,
                     const std::string& example);

/// A command group (data, model, …), made once.
CLI::App* commandGroup(CLI::App& parent, const std::string& name, const std::string& description);

/// A command that a later version brings: refused with usage.not_yet, naming what is there instead.
void addNotYet(CLI::App& parent, Session& session, const std::string& name, const std::string& available);

} // namespace luthier::command_line
