#include "program.h"

#include <clocale>
#include <new>

namespace luthier::command_line {
namespace {

/// CLI11 reports by exceptions; help and version are among them.
int reportParse(CLI::App& app, Session& session, const CLI::ParseError& error) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
        if (dynamic_cast<const CLI::CallForHelp*>(&error) || dynamic_cast<const CLI::CallForAllHelp*>(&error))
            session.printRaw(app.help("", dynamic_cast<const CLI::CallForAllHelp*>(&error)
                                              ? CLI::AppFormatMode::All
                                              : CLI::AppFormatMode::Normal));
        return 0;
    }
    session.printError(usageError("usage.command_line").with("detail", error.what()));
    return static_cast<int>(ErrorKind::Usage);
}

int finish(Session& session) {
    if (!session.chosenAction()) {
        session.printError(usageError("usage.no_command"));
        return static_cast<int>(ErrorKind::Usage);
    }
    const Result<int> answer = session.chosenAction()();
    if (answer)
        return *answer;
    session.printError(answer.error());
    return static_cast<int>(answer.error().kind());
}

} // namespace

int runProgram(int argc, char** argv, const std::string& description,
               const std::function<void(CLI::App&, Session&)>& addCommands) {
    std::setlocale(LC_CTYPE, "C.UTF-8"); // the rest stays that of C: points in numbers, order by bytes
    Session session;
    CLI::App app(description);
    session.addGlobalOptions(app);
    app.require_subcommand(0, 1);
    addCommands(app, session);
    try {
        app.parse(argc, argv);
        return finish(session);
    } catch (const CLI::ParseError& error) {
        return reportParse(app, session, error);
    } catch (const std::bad_alloc&) {
        session.printError(failed("job.out_of_memory"));
    } catch (const std::exception& error) {
        session.printError(failed("job.unexpected").because(error.what()));
    }
    return static_cast<int>(ErrorKind::Failed);
}

} // namespace luthier::command_line
