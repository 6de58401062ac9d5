#include "commands.h"

#include "answers/exports.h"

#include <command_line/table.h>

namespace luthier::engine_program {

using command_line::Session;

namespace {

struct ExportArguments {
    std::string project;
    std::string run;
    std::string out;
};

int tell(Session& session, const Json& report) {
    if (session.wantsJson())
        session.printJson(report);
    else
        session.printLine(report["out"].get<std::string>() + " (" +
                          command_line::bytesText(report["bytes"].get<std::int64_t>()) + ")");
    return 0;
}

Result<int> adapter(Session& session, const ExportArguments& arguments) {
    TRY(const Json report,
        exportedAdapter(arguments.project, arguments.run, arguments.out, session.stopToken()));
    return tell(session, report);
}

Result<int> card(Session& session, const ExportArguments& arguments) {
    TRY(const Json report, exportedCard(arguments.project, arguments.run, arguments.out,
                                        texts::languageFromEnvironment(), session.stopToken()));
    return tell(session, report);
}

void addExport(CLI::App& group, Session& session, const std::string& name, const std::string& description,
               const std::string& out, const std::string& example,
               Result<int> (*action)(Session&, const ExportArguments&)) {
    CLI::App* command = command_line::addCommand(
        group, name, description, "luthier-engine export " + name + " my.luthier 0001 --out " + example);
    const auto arguments = std::make_shared<ExportArguments>();
    command->add_option("project", arguments->project, "A project folder")->required();
    command->add_option("run", arguments->run, "Number or name of a finished run")->required();
    command->add_option("--out", arguments->out, out)->required();
    session.act(command, [&session, arguments, action] { return action(session, *arguments); });
}

} // namespace

void addExportCommands(CLI::App& app, Session& session) {
    CLI::App* group = command_line::commandGroup(app, "export", "Results as files");
    addExport(*group, session, "adapter", "The PEFT folder of a run", "A folder that is not there yet",
              "adapter", adapter);
    addExport(*group, session, "card", "What a run is: data, method, results, limits, as Markdown",
              "A Markdown file", "README.md", card);
}

} // namespace luthier::engine_program
