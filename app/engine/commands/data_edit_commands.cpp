#include "data_commands.h"

#include <base/files.h>
#include <command_line/table.h>
#include <dataset/edits.h>
#include <dataset/history.h>
#include <dataset/record.h>
#include <dataset/rows.h>

namespace luthier::engine_program {

using command_line::addCommand;
using command_line::Session;
using command_line::Table;

namespace {

constexpr std::size_t kLongestValue = std::size_t{8} << 20;

void printOutcome(Session& session, const dataset::EditOutcome& outcome) {
    if (session.wantsJson())
        return session.printJson({{"changed", outcome.changed}, {"version", outcome.version}});
    session.printLine(
        session.texts().sentence("data.changed", {{"rows", command_line::grouped(outcome.changed)}}));
}

struct SetArguments {
    DatasetArguments dataset;
    std::int64_t row = 0;
    std::string field;
    std::optional<std::string> value;
    std::string valueFile;
};

Result<int> runSet(Session& session, const SetArguments& arguments) {
    std::string text = arguments.value.value_or("");
    if (!arguments.valueFile.empty())
        TRY_VOID([&]() -> Status {
            TRY(text, readFile(arguments.valueFile, kLongestValue));
            return {};
        }());
    TRY(auto opened,
        openDataset(arguments.dataset.project, arguments.dataset.dataset, project::Access::ReadWrite));
    TRY(const auto row, dataset::readRow(opened.project.database(), opened.facts, RowId{arguments.row}));
    TRY(auto value, dataset::valueFromText(row, arguments.field, text));
    const dataset::CellEdit edit{row.id, arguments.field, std::move(value), row.revision};
    TRY(const auto outcome, dataset::setCells(opened.project, opened.facts.id, std::span(&edit, 1)));
    printOutcome(session, outcome);
    return 0;
}

void addSet(CLI::App& group, Session& session) {
    auto arguments = std::make_shared<SetArguments>();
    auto* command = addCommand(group, "set", "Set a field of a row",
                               "luthier-engine data set support.luthier answers 12 A --value \"Thank you.\"");
    addDatasetArguments(*command, arguments->dataset);
    command->add_option("ROW", arguments->row, "Number of the row (its id)")->required();
    command->add_option("FIELD", arguments->field, "Name of the field")->required();
    auto* value =
        command->add_option("--value", arguments->value, "The new text; JSON where the field holds no text");
    auto* file = command->add_option("--value-file", arguments->valueFile, "A file that holds it");
    value->excludes(file);
    session.act(command, [&session, arguments]() -> Result<int> {
        if (!arguments->value && arguments->valueFile.empty())
            return usageError("usage.command_line").with("detail", "--value or --value-file is required");
        return runSet(session, *arguments);
    });
}

using Change = Result<dataset::EditOutcome> (*)(project::Project&, DatasetId, const dataset::RowFilter&,
                                                StopToken);

void addByFilter(CLI::App& group, Session& session, const std::string& name, const std::string& description,
                 Change change) {
    struct Options {
        DatasetArguments dataset;
        FilterArguments filter;
    };
    auto options = std::make_shared<Options>();
    auto* command = addCommand(group, name, description,
                               "luthier-engine data " + name + " support.luthier answers --where label=2");
    addDatasetArguments(*command, options->dataset);
    addWhere(*command, options->filter)->required();
    session.act(command, [&session, options, change]() -> Result<int> {
        TRY(auto opened,
            openDataset(options->dataset.project, options->dataset.dataset, project::Access::ReadWrite));
        TRY(const auto filter, options->filter.filter(opened, session));
        TRY(const auto outcome, change(opened.project, opened.facts.id, filter, session.stopToken()));
        printOutcome(session, outcome);
        return 0;
    });
}

/// Lists and objects of an operation's parameters as short text, for its sentence.
Parameters sentenceParameters(const dataset::Operation& operation) {
    Parameters parameters;
    for (const auto& [name, value] : operation.parameters.items()) {
        if (value.is_primitive())
            parameters[name] = dataset::valueText(value);
        std::string list;
        if (value.is_array())
            for (const auto& entry : value)
                list += (list.empty() ? "" : ", ") + dataset::valueText(entry);
        if (!list.empty())
            parameters[name] = list;
    }
    if (const Json* request = member(operation.parameters, "request"))
        if (const Json* ratios = member(*request, "ratios")) {
            std::string list;
            for (const auto& [name, share] : ratios->items())
                list += (list.empty() ? "" : ", ") + name + " " + dumpJson(share);
            parameters["split"] = list;
        }
    parameters["rows"] = command_line::grouped(operation.rows);
    return parameters;
}

void printOperations(Session& session, const std::vector<dataset::Operation>& operations,
                     const std::string& version) {
    Json json = Json::array();
    Table table({"id", "when", "summary", "undone"});
    for (const auto& operation : operations) {
        const std::string summary =
            session.texts().sentence("operation." + operation.kind, sentenceParameters(operation));
        json.push_back({{"id", operation.id.value},
                        {"when", operation.when},
                        {"kind", operation.kind},
                        {"summary", summary},
                        {"rows", operation.rows},
                        {"undone", operation.undone}});
        table.add({std::to_string(operation.id.value), operation.when, summary, operation.undone ? "x" : ""});
    }
    if (!session.wantsJson())
        return session.printRaw(table.text());
    Json document = {{"operations", json}};
    if (!version.empty())
        document["version"] = version;
    session.printJson(document);
}

void addHistory(CLI::App& group, Session& session) {
    auto arguments = std::make_shared<DatasetArguments>();
    auto* command = addCommand(group, "history", "What was done to a dataset",
                               "luthier-engine data history support.luthier answers");
    addDatasetArguments(*command, *arguments);
    session.act(command, [&session, arguments]() -> Result<int> {
        TRY(auto opened, openDataset(arguments->project, arguments->dataset, project::Access::ReadOnly));
        TRY(const auto operations, dataset::listOperations(opened.project.database(), opened.facts.id));
        printOperations(session, operations, opened.facts.version);
        return 0;
    });
}

using Walk = Result<dataset::HistoryOutcome> (*)(project::Project&, DatasetId, std::int64_t, StopToken);
using Single = Result<dataset::HistoryOutcome> (*)(project::Project&, DatasetId, OperationId, StopToken);

void addWalk(CLI::App& group, Session& session, const std::string& name, const std::string& description,
             Walk walk, Single single) {
    struct Options {
        DatasetArguments dataset;
        std::int64_t steps = 1;
        std::optional<std::int64_t> operation;
    };
    auto options = std::make_shared<Options>();
    auto* command = addCommand(group, name, description,
                               "luthier-engine data " + name + " support.luthier answers --steps 2");
    addDatasetArguments(*command, options->dataset);
    auto* steps =
        command->add_option("--steps", options->steps, "How many operations")->check(CLI::PositiveNumber);
    command->add_option("--operation", options->operation, "This one alone, by its id")->excludes(steps);
    session.act(command, [&session, options, walk, single]() -> Result<int> {
        TRY(auto opened,
            openDataset(options->dataset.project, options->dataset.dataset, project::Access::ReadWrite));
        TRY(const auto outcome,
            options->operation ? single(opened.project, opened.facts.id, OperationId{*options->operation},
                                        session.stopToken())
                               : walk(opened.project, opened.facts.id, options->steps, session.stopToken()));
        printOperations(session, outcome.operations, outcome.version);
        return 0;
    });
}

} // namespace

void addDataEditing(CLI::App& group, Session& session) {
    addSet(group, session);
    addByFilter(group, session, "delete", "Delete rows; they can be restored", dataset::deleteRows);
    addByFilter(group, session, "restore", "Bring deleted rows back", dataset::restoreRows);
    addHistory(group, session);
    addWalk(group, session, "undo", "Undo the last operations, or one of them", dataset::undo,
            dataset::undoOperation);
    addWalk(group, session, "redo", "Do again what was undone", dataset::redo, dataset::redoOperation);
}

} // namespace luthier::engine_program
