#include "session.h"

#include <base/log.h>
#include <base/utf8.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>

#include <sys/eventfd.h>
#include <sys/poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace luthier::command_line {
namespace {

/// A line that is overwritten: stage, share, rate and time left, at most ten times a second.
class TerminalProgress final : public ProgressSink {
public:
    ~TerminalProgress() override {
        if (m_shown)
            std::fputs("\r\033[K", stderr);
    }

    void report(const Progress& progress) override {
        const auto now = std::chrono::steady_clock::now();
        if (progress.stage != m_stage) {
            m_stage = progress.stage;
            m_started = now;
        } else if (now - m_last < std::chrono::milliseconds(100)) {
            return;
        }
        m_last = now;
        m_shown = true;
        const double seconds = std::chrono::duration<double>(now - m_started).count();
        const double rate = seconds > 0 ? static_cast<double>(progress.done) / seconds : 0;
        if (progress.total > 0 && rate > 0) {
            const double left = static_cast<double>(progress.total - progress.done) / rate;
            std::fprintf(stderr, "\r\033[K%s %3.0f %%  %.0f/s  %.0f s left", m_stage.c_str(),
                         100.0 * static_cast<double>(progress.done) / static_cast<double>(progress.total),
                         rate, left);
        } else {
            std::fprintf(stderr, "\r\033[K%s %lld", m_stage.c_str(), static_cast<long long>(progress.done));
        }
    }

private:
    std::string m_stage;
    std::chrono::steady_clock::time_point m_started;
    std::chrono::steady_clock::time_point m_last;
    bool m_shown = false;
};

/// Text from a file must not steer the terminal: C0 and C1 controls and direction marks become visible.
std::string visible(std::string_view text) {
    std::string shown;
    for (std::size_t i = 0; i < text.size();) {
        const CodePoint point = decodeUtf8(text, i);
        const bool control = point.value < 0x20 || (point.value >= 0x7F && point.value < 0xA0);
        const bool direction = (point.value >= 0x202A && point.value <= 0x202E) ||
                               (point.value >= 0x2066 && point.value <= 0x2069);
        if (control && point.value != '\t')
            appendUtf8(shown, point.value < 0x20 ? 0x2400 + point.value : 0x2421);
        else
            appendUtf8(shown, direction ? kReplacementCharacter : point.value);
        i += point.length;
    }
    return shown;
}

/// An error's sentence with what to do next.
std::string sentenceOf(const texts::Texts& texts, const Error& error) {
    std::string text = visible(texts.message(error));
    if (const std::string hint = texts.hint(error); !hint.empty())
        text += " " + visible(hint);
    return text;
}

} // namespace

/// Waits for SIGINT and SIGTERM on a thread of its own, so that a stop is a token and never a handler.
struct Session::Signals {
    std::stop_source stop;
    std::thread waiter;

    Signals() {
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGINT);
        sigaddset(&set, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &set, nullptr);
        const int descriptor = signalfd(-1, &set, SFD_CLOEXEC);
        waiter = std::thread([this, descriptor] {
            pollfd waits[] = {{descriptor, POLLIN, 0}, {m_ended, POLLIN, 0}};
            while (poll(waits, 2, -1) < 0) {
            }
            if (waits[0].revents != 0)
                stop.request_stop();
            close(descriptor);
        });
    }

    ~Signals() {
        eventfd_write(m_ended, 1);
        waiter.join();
        close(m_ended);
    }

    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

private:
    int m_ended = eventfd(0, EFD_CLOEXEC);
};

Session::Session() = default;
Session::~Session() = default;

void Session::printJson(const Json& document) {
    printRaw(dumpJson(document) + "\n");
}

void Session::printLine(std::string_view line) {
    printRaw(visible(line) + "\n");
}

void Session::printRaw(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

Json Session::errorJson(const Error& error) const {
    return {{"error", texts().document(error)}};
}

void Session::printError(const Error& error) {
    m_progress.reset();
    if (m_json) {
        std::fputs((dumpJson(errorJson(error)) + "\n").c_str(), stderr);
        return;
    }
    std::string text = sentenceOf(texts(), error);
    if (m_verbose && !error.detail().empty())
        text += "\n" + visible(error.detail());
    std::fputs((text + "\n").c_str(), stderr);
}

void Session::printNotice(const Error& error) {
    const std::string text =
        m_json ? dumpJson({{"notice", errorJson(error)["error"]}}) : sentenceOf(texts(), error);
    std::fputs((text + "\n").c_str(), stderr);
}

void Session::act(CLI::App* command, Action action) {
    command->callback([this, action = std::move(action)] { m_action = action; });
}

ProgressSink& Session::progress() {
    if (!m_progress) {
        if (!m_quiet && isatty(STDERR_FILENO))
            m_progress = std::make_unique<TerminalProgress>();
        else
            m_progress = std::make_unique<NullProgress>();
    }
    return *m_progress;
}

StopToken Session::stopToken() {
    if (!m_signals)
        m_signals = std::make_unique<Signals>();
    return m_signals->stop.get_token();
}

void Session::addGlobalOptions(CLI::App& app) {
    app.add_flag("--json", m_json, "Print JSON only");
    app.add_flag_callback(
        "--quiet",
        [this] {
            m_quiet = true;
            setLogLevel(LogLevel::Quiet);
        },
        "Print errors only");
    app.add_flag_callback(
        "--verbose",
        [this] {
            m_verbose = true;
            setLogLevel(LogLevel::Verbose);
        },
        "Print details");
}

Parameters parametersOf(const Json* object) {
    Parameters parameters;
    if (object && object->is_object())
        for (const auto& [key, value] : object->items())
            parameters.emplace(key, value.is_string() ? value.get<std::string>() : dumpJson(value));
    return parameters;
}

CLI::App* addCommand(CLI::App& parent, const std::string& name, const std::string& description,
                     const std::string& example) {
    CLI::App* command = parent.add_subcommand(name, description);
    command->footer("Example:\n  " + example);
    command->fallthrough();
    return command;
}

CLI::App* commandGroup(CLI::App& parent, const std::string& name, const std::string& description) {
    const auto made = parent.get_subcommands([&](CLI::App* command) { return command->get_name() == name; });
    if (!made.empty())
        return made.front();
    CLI::App* group = parent.add_subcommand(name, description);
    group->require_subcommand(1);
    group->fallthrough();
    return group;
}

void addNotYet(CLI::App& parent, Session& session, const std::string& name, const std::string& available) {
    CLI::App* command = parent.add_subcommand(name)->group(""); // not listed: what is not built is not shown
    // Whatever follows is taken, so that the answer is "not yet" and not a complaint about its options.
    command->allow_extras();
    command->fallthrough(false);
    session.addGlobalOptions(*command);
    std::string path =
        parent.get_name().empty() || !parent.get_parent() ? name : parent.get_name() + " " + name;
    session.act(command, [path, available]() -> Result<int> {
        return usageError("usage.not_yet").with("name", path).with("available", available);
    });
}

} // namespace luthier::command_line
