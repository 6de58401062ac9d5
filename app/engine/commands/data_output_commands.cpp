#include "data_commands.h"

#include "answers/exports.h"
#include "answers/recipe_answers.h"
#include "answers/row_tokens.h"

#include <cleaning/duplicates.h>
#include <cleaning/splitting.h>
#include <command_line/table.h>
#include <dataset/rows.h>
#include <dataset/splits.h>
#include <dataset/stats.h>
#include <labeling/labels.h>

namespace luthier::engine_program {

using command_line::addCommand;
using command_line::grouped;
using command_line::Session;
using command_line::Table;

namespace {

Json labelsJson(const std::vector<labeling::SchemeCounts>& counts) {
    Json labels = Json::object();
    for (const auto& scheme : counts)
        labels[scheme.scheme] = {
            {"rows", scheme.rows}, {"values", scheme.values}, {"annotators", scheme.annotators}};
    return labels;
}

Json statsJson(const dataset::DatasetStats& stats, const std::vector<labeling::SchemeCounts>& labels) {
    Json splits = Json::object();
    for (const auto& split : stats.splits)
        if (!split.name.empty())
            splits[split.name] = split.rows;
    Json fields = Json::object();
    for (const auto& field : stats.fields)
        fields[field.name] = {{"missing", field.missing},
                              {"kind", field.kind},
                              {"distinct", field.distinct},
                              {"length",
                               {{"min", field.length.min},
                                {"p50", field.length.p50},
                                {"p95", field.length.p95},
                                {"max", field.length.max}}}};
    return {{"rows", stats.rows}, {"splits", splits}, {"fields", fields}, {"labels", labelsJson(labels)}};
}

void printLengths(Session& session, const Json& tokens) {
    const auto count = [](const Json& number) {
        return grouped(number.get<std::int64_t>());
    };
    const Json& lengths = tokens["tokens"];
    Table table({"rows", "p50", "p95", "max", "trained", "cut rows", "rows without trained"});
    table.add({count(tokens["rows"]), count(lengths["p50"]), count(lengths["p95"]), count(lengths["max"]),
               count(tokens["trained"]), count(tokens["cut_rows"]), count(tokens["rows_without_trained"])});
    session.printRaw(table.text());
    if (const Json* answers = member(tokens, "target_tokens"))
        session.printLine("answers: p50 " + count((*answers)["p50"]) + ", p95 " + count((*answers)["p95"]) +
                          ", max " + count((*answers)["max"]));
}

void printLabels(Session& session, const std::vector<labeling::SchemeCounts>& counts) {
    Table table({"label scheme", "rows", "values"});
    for (const auto& scheme : counts) {
        std::string values;
        for (const auto& [value, rows] : scheme.values)
            values += (values.empty() ? "" : ", ") + value + " " + grouped(rows);
        table.add({scheme.scheme, grouped(scheme.rows), values});
    }
    if (!counts.empty())
        session.printRaw(table.text());
}

void printStats(Session& session, const dataset::DatasetStats& stats,
                const std::vector<labeling::SchemeCounts>& labels, const Json& tokens) {
    if (session.wantsJson()) {
        Json document = statsJson(stats, labels);
        if (!tokens.is_null())
            document["tokens"] = tokens["tokens"];
        return session.printJson(document);
    }
    Table table({"field", "kind", "missing", "distinct", "min", "p50", "p95", "max"});
    for (const auto& field : stats.fields)
        table.add({field.name, field.kind, grouped(field.missing), grouped(field.distinct),
                   grouped(field.length.min), grouped(field.length.p50), grouped(field.length.p95),
                   grouped(field.length.max)});
    session.printRaw(table.text());
    printLabels(session, labels);
    session.printLine(session.texts().sentence("data.total", {{"rows", grouped(stats.rows)}}));
    if (!tokens.is_null())
        printLengths(session, tokens);
}

void addStats(CLI::App& group, Session& session) {
    struct Options {
        DatasetArguments dataset;
        std::string model;
    };
    auto options = std::make_shared<Options>();
    auto* command = addCommand(group, "stats", "Missing values, kinds, distinct values and lengths",
                               "luthier-engine data stats support.luthier answers");
    addDatasetArguments(*command, options->dataset);
    command->add_option("--model", options->model, "Count tokens of this model too");
    session.act(command, [&session, options]() -> Result<int> {
        TRY(auto opened,
            openDataset(options->dataset.project, options->dataset.dataset, project::Access::ReadOnly));
        TRY(const auto stats, dataset::computeStats(opened.project.database(), opened.facts,
                                                    session.stopToken(), session.progress()));
        TRY(const auto labels, labeling::countLabels(opened.project.database(), opened.facts));
        Json tokens;
        if (!options->model.empty()) {
            preflight::Workshop workshop(openForReading);
            TRY(const auto source, tokenSourceOfModel(options->model, workshop));
            TRY(tokens, datasetTokens(opened.project, opened.facts, source, workshop, session.stopToken(),
                                      session.progress()));
        }
        printStats(session, stats, labels, tokens);
        return 0;
    });
}

struct TokensArguments {
    DatasetArguments dataset;
    std::optional<std::int64_t> row;
    std::string model;
    std::string recipe;
};

void printRowTokens(Session& session, const Json& view) {
    Table table({"id", "token", "characters", "state"});
    for (const Json& token : view["tokens"]) {
        const Json* label = member(token, "label");
        table.add({dumpJson(token["id"]), dumpJson(token["text"]),
                   dumpJson(token["begin"]) + "-" + dumpJson(token["end"]),
                   token["state"].get<std::string>() + (label ? " " + label->get<std::string>() : "")});
    }
    session.printRaw(table.text());
    for (const char* name : {"labels", "number", "hidden"})
        if (const Json* value = member(view, name))
            session.printLine(std::string(name) + ": " + dumpJson(*value));
    session.printLine(dumpJson(view["trained"]) + " trained, " + dumpJson(view["ignored"]) + " ignored, " +
                      dumpJson(view["cut"]) + " cut");
}

Result<TokenSource> sourceOf(const TokensArguments& arguments, preflight::Workshop& workshop) {
    if (arguments.recipe.empty())
        return tokenSourceOfModel(arguments.model, workshop);
    TRY(const auto document, recipeDocument(arguments.recipe));
    return tokenSourceOfRecipe(document.recipe, document.folder, arguments.dataset.project, workshop);
}

Result<int> runTokens(Session& session, const TokensArguments& arguments) {
    TRY(auto opened,
        openDataset(arguments.dataset.project, arguments.dataset.dataset, project::Access::ReadOnly));
    preflight::Workshop workshop(openForReading);
    TRY(const auto source, sourceOf(arguments, workshop));
    if (!arguments.row) {
        TRY(const Json lengths, datasetTokens(opened.project, opened.facts, source, workshop,
                                              session.stopToken(), session.progress()));
        session.wantsJson() ? session.printJson(lengths) : printLengths(session, lengths);
        return 0;
    }
    TRY(const auto row, dataset::readRow(opened.project.database(), opened.facts, RowId{*arguments.row}));
    TRY(const Json view, rowTokens(row, opened.facts, source));
    session.wantsJson() ? session.printJson(view) : printRowTokens(session, view);
    return 0;
}

void addTokens(CLI::App& group, Session& session) {
    auto arguments = std::make_shared<TokensArguments>();
    auto* command = addCommand(
        group, "tokens", "A row token by token as it will be trained; without ROW the lengths of all rows",
        "luthier-engine data tokens support.luthier answers 12 --model models/starter");
    addDatasetArguments(*command, arguments->dataset);
    command->add_option("ROW", arguments->row, "Number of a row");
    CLI::Option_group* source = command->add_option_group("tokens of");
    source->add_option("--model", arguments->model, "A model folder, under the default recipe");
    source->add_option("--recipe", arguments->recipe, "A recipe file");
    source->require_option(1);
    session.act(command, [&session, arguments] { return runTokens(session, *arguments); });
}

struct SplitArguments {
    DatasetArguments dataset;
    std::string ratio;
    std::optional<std::string> group;
    std::string stratify;
    std::string together;
    std::uint64_t seed = 42;
};

Result<dataset::EditOutcome> split(Session& session, OpenDataset& opened, const SplitArguments& arguments,
                                   dataset::SplitRequest request) {
    if (arguments.together.empty())
        return dataset::splitRows(opened.project, opened.facts.id, request, session.stopToken(),
                                  session.progress());
    const auto key = cleaning::textKeyOf(arguments.together);
    if (!key)
        return usageError("usage.command_line").with("detail", "--together: prompt, response, record");
    return cleaning::splitTogether(opened.project, opened.facts, std::move(request), *key,
                                   cleaning::DuplicateOptions().near.value_or(1), session.stopToken(),
                                   session.progress());
}

Result<int> runSplit(Session& session, const SplitArguments& arguments) {
    if (!arguments.stratify.empty())
        return usageError("usage.not_yet")
            .with("name", "--stratify")
            .with("available", "--ratio, --group, --together, --seed");
    dataset::SplitRequest request;
    TRY(request.ratios, dataset::parseRatios(arguments.ratio));
    request.groupField = arguments.group;
    request.seed = arguments.seed;
    TRY(auto opened,
        openDataset(arguments.dataset.project, arguments.dataset.dataset, project::Access::ReadWrite));
    TRY(const auto outcome, split(session, opened, arguments, std::move(request)));
    TRY(const auto splits, splitsJson(opened.project.database(), opened.facts.id));
    if (session.wantsJson()) {
        session.printJson({{"splits", splits}, {"changed", outcome.changed}, {"version", outcome.version}});
        return 0;
    }
    for (const auto& [name, rows] : splits.items())
        session.printLine(name + "  " + grouped(rows.get<std::int64_t>()));
    return 0;
}

void addSplit(CLI::App& group, Session& session) {
    auto arguments = std::make_shared<SplitArguments>();
    auto* command = addCommand(
        group, "split", "Deal rows out into splits, the same way each time",
        "luthier-engine data split support.luthier answers --ratio train=0.8,validation=0.1,test=0.1");
    addDatasetArguments(*command, arguments->dataset);
    command->add_option("--ratio", arguments->ratio, "NAME=SHARE,…; shares add up to 1")->required();
    command->add_option("--group", arguments->group, "Rows with the same value of this field stay together");
    command->add_option("--together", arguments->together,
                        "Rows that repeat each other in this stay together: prompt, response, record");
    command->add_option("--stratify", arguments->stratify, "A labelling scheme to balance");
    command->add_option("--seed", arguments->seed, "Another seed, another deal");
    session.act(command, [&session, arguments] { return runSplit(session, *arguments); });
}

struct ExportArguments {
    DatasetArguments dataset;
    std::string file;
    std::string format;
    FilterArguments filter;
    bool rawCells = false;
    bool labels = false;
    std::string pairs;
    bool dryRun = false;
};

void printWritten(Session& session, const Json& report) {
    session.printLine(
        session.texts().sentence("data.exported", {{"rows", grouped(report["rows"].get<std::int64_t>())},
                                                   {"file", report["file"].get<std::string>()}}));
    for (const Json& notice : report["notices"])
        session.printLine(session.texts().message(errorFromJson(notice, "job.unexpected")));
}

/// Pairs of answers from the labels of a scheme; what is left out is told first.
Result<int> runPairs(Session& session, const ExportArguments& arguments) {
    if (arguments.file.empty() && !arguments.dryRun)
        return usageError("usage.missing").with("what", "FILE");
    TRY(auto opened,
        openDataset(arguments.dataset.project, arguments.dataset.dataset, project::Access::ReadOnly));
    TRY(const auto filter, arguments.filter.filter(opened, session));
    TRY(const Json report, exportedPairs(opened.project.database(), opened.facts,
                                         arguments.dryRun ? std::string() : arguments.file, arguments.pairs,
                                         filter, session.stopToken(), session.progress()));
    if (session.wantsJson()) {
        session.printJson(report);
        return 0;
    }
    const auto count = [](const Json& number) {
        return grouped(number.get<std::int64_t>());
    };
    session.printLine(session.texts().sentence(
        "data.pairs_counted", {{"pairs", count(report["pairs"])}, {"rows", count(report["of_rows"])}}));
    const Json& left = report["left_out"];
    if (report["pairs"] != report["of_rows"])
        session.printLine(
            session.texts().sentence("data.pairs_left_out", {{"unlabelled", count(left["unlabelled"])},
                                                             {"unchanged", count(left["unchanged"])},
                                                             {"ties", count(left["ties"])},
                                                             {"differ", count(left["differ"])},
                                                             {"unusable", count(left["unusable"])}}));
    if (!arguments.dryRun)
        printWritten(session, report);
    return 0;
}

Result<int> runExport(Session& session, const ExportArguments& arguments) {
    if (!arguments.pairs.empty())
        return runPairs(session, arguments);
    if (arguments.file.empty() || arguments.dryRun)
        return usageError("usage.missing").with("what", arguments.dryRun ? "--pairs" : "FILE");
    exporting::DatasetExportOptions options;
    TRY(options.format, exportFormat(arguments.format));
    options.labels = arguments.labels;
    if (arguments.rawCells)
        options.formulas = exporting::Formulas::AsTheyAre;
    TRY(auto opened,
        openDataset(arguments.dataset.project, arguments.dataset.dataset, project::Access::ReadOnly));
    TRY(options.filter, arguments.filter.filter(opened, session));
    TRY(const Json report, exportedDataset(opened.project.database(), opened.facts, arguments.file, options,
                                           session.stopToken(), session.progress()));
    if (session.wantsJson()) {
        session.printJson(report);
        return 0;
    }
    printWritten(session, report);
    return 0;
}

void addExport(CLI::App& group, Session& session) {
    auto arguments = std::make_shared<ExportArguments>();
    auto* command = addCommand(
        group, "export", "Write rows into a file; without --format as they came in",
        "luthier-engine data export support.luthier answers train.jsonl --format messages --split train");
    addDatasetArguments(*command, arguments->dataset);
    command->add_option("FILE", arguments->file, "The file to write");
    auto* format = command->add_option(
        "--format", arguments->format,
        "messages, sharegpt, alpaca, prompt_completion, preference, classification, text, csv");
    command->add_option("--split", arguments->filter.split, "Rows of this split");
    addWhere(*command, arguments->filter);
    auto* labels = command->add_flag("--labels", arguments->labels,
                                     "With a member \"labels\" in each record: {scheme: {annotator: value}}");
    auto* raw = command->add_flag("--raw-cells", arguments->rawCells,
                                  "Leave cells of a CSV that begin like formulas as they are");
    auto* pairs =
        command->add_option("--pairs", arguments->pairs,
                            "Preference pairs (prompt, chosen, rejected) from the labels of this scheme: "
                            "corrections, or the better of two");
    for (auto* other : {format, labels, raw})
        pairs->excludes(other);
    command->add_flag("--dry-run", arguments->dryRun, "With --pairs: count them and what is left out");
    session.act(command, [&session, arguments] { return runExport(session, *arguments); });
}

} // namespace

void addDataOutput(CLI::App& group, Session& session) {
    addStats(group, session);
    addTokens(group, session);
    addSplit(group, session);
    addExport(group, session);
}

} // namespace luthier::engine_program
