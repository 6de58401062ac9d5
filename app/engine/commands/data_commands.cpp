#include "data_commands.h"

#include "answers/row_tokens.h"
#include "commands.h"

#include <command_line/table.h>
#include <dataset/problems.h>
#include <dataset/rows.h>
#include <dataset/suggestions.h>
#include <examples/lengths.h>
#include <importing/dataset_info.h>
#include <importing/importing.h>
#include <labeling/labels.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace luthier::engine_program {

using command_line::addCommand;
using command_line::grouped;
using command_line::Session;
using command_line::Table;

namespace {

/// What `tokens>N` and `tokens<N` leave.
struct TokenRange {
    bool asked = false;
    std::int64_t least = 0;
    std::int64_t most = std::numeric_limits<std::int64_t>::max();

    Status narrow(const std::string& text) {
        constexpr std::size_t kPrefix = std::string_view("tokens>").size();
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(text.data() + kPrefix, text.data() + text.size(), number);
        if (error != std::errc() || end != text.data() + text.size() || number < 0)
            return usageError("dataset.bad_filter").with("filter", text);
        asked = true;
        if (text[kPrefix - 1] == '>')
            least = std::max(least, number + 1);
        else
            most = std::min(most, number - 1);
        return {};
    }
};

struct ImportArguments {
    std::string project;
    std::vector<std::filesystem::path> files;
    std::string name;
    std::string format = "auto";
    std::string encoding = "auto";
    std::string separator = "auto";
    std::string header = "auto";
    std::vector<std::string> roles;
    std::string textUnit = "line";
    std::string split;
    std::string into;
    bool dryRun = false;

    Result<importing::ImportOptions> options() const {
        importing::ImportOptions options;
        options.name = name;
        options.split = split;
        TRY(options.format, importing::formatFromName(format));
        TRY(options.encoding, importing::encodingFromName(encoding));
        TRY(options.separator, importing::separatorFromName(separator));
        TRY(options.header, importing::headerFromName(header));
        TRY(options.textUnit, importing::textUnitFromName(textUnit));
        for (const auto& text : roles) {
            TRY(auto role, importing::roleFromText(text));
            options.roles.push_back(std::move(role));
        }
        return options;
    }
};

std::string leftOutText(Session& session, const std::string& code, std::int64_t count,
                        const std::string& name) {
    return session.texts().sentence(code, {{"count", grouped(count)}, {"name", name}});
}

/// Whose export it was, and what of it was not taken.
void printTool(Session& session, const importing::ImportReport& report) {
    if (report.tool.empty())
        return;
    session.printLine(session.texts().sentence("data.from_export", {{"tool", report.tool}}));
    for (const auto& [what, count] : report.left.counts())
        session.printLine(leftOutText(session, what.first, count, what.second));
}

void printImport(Session& session, const importing::ImportReport& report) {
    if (session.wantsJson())
        return session.printJson(importing::toJson(report));
    session.printLine(session.texts().sentence(
        "data.imported",
        {{"rows", grouped(report.rows)}, {"name", report.dataset.name}, {"layout", report.dataset.layout}}));
    if (!report.place.empty())
        session.printLine(session.texts().sentence("data.place", {{"place", report.place}}));
    if (report.header)
        session.printLine(
            session.texts().sentence(*report.header ? "data.header_read" : "data.header_made", {}));
    printTool(session, report);
    if (report.rejected > 0)
        session.printLine(session.texts().sentence(
            "data.rejected", {{"rows", grouped(report.rejected)}, {"name", report.dataset.name}}));
}

Json leftOutJson(Session& session, const std::vector<importing::LeftOutEntry>& entries) {
    Json list = Json::array();
    for (const auto& entry : entries)
        list.push_back({{"name", entry.name}, {"reason", session.texts().document(entry.reason)}});
    return list;
}

/// Each dataset that the list tells of, under its own name; what cannot be read of it does not keep the
/// others away.
Result<int> runListedImport(Session& session, const ImportArguments& arguments,
                            const importing::ImportOptions& given) {
    if (!arguments.name.empty() || !arguments.into.empty() || arguments.dryRun || !arguments.roles.empty())
        return usageError("usage.command_line")
            .with("detail", "dataset_info.json: --name, --into, --role, --dry-run");
    TRY(auto info, importing::readDatasetInfo(arguments.files.front()));
    TRY(auto project, openProject(arguments.project, project::Access::ReadWrite));
    Json datasets = Json::array();
    for (const auto& listed : info.files) {
        importing::ImportOptions options = given;
        options.name = listed.name;
        options.roles = listed.roles;
        const auto report = importing::importFiles(project, std::span(&listed.file, 1), options,
                                                   session.stopToken(), session.progress());
        if (!report && report.error().kind() == ErrorKind::Interrupted)
            return report.error();
        if (!report) {
            info.leftOut.push_back({listed.name, report.error()});
            continue;
        }
        datasets.push_back(importing::toJson(*report));
        if (!session.wantsJson())
            printImport(session, *report);
    }
    if (session.wantsJson()) {
        session.printJson({{"datasets", datasets}, {"left_out", leftOutJson(session, info.leftOut)}});
        return 0;
    }
    for (const auto& entry : info.leftOut)
        session.printLine(session.texts().sentence(
            "data.listed_left_out",
            {{"name", entry.name}, {"reason", session.texts().message(entry.reason)}}));
    return 0;
}

Result<int> runImport(Session& session, const ImportArguments& arguments) {
    TRY(auto options, arguments.options());
    if (arguments.files.size() == 1 && importing::isDatasetInfo(arguments.files.front()))
        return runListedImport(session, arguments, options);
    if (arguments.dryRun) {
        TRY(const auto preview, importing::previewImport(arguments.files.front(), options));
        Json json = importing::toJson(preview);
        for (Json& entry : json["left_out"])
            entry["text"] = leftOutText(session, entry["code"].get<std::string>(),
                                        entry["count"].get<std::int64_t>(), entry.value("name", ""));
        session.printRaw(dumpJson(json, session.wantsJson() ? -1 : 2) + "\n");
        return 0;
    }
    TRY(auto project, openProject(arguments.project, project::Access::ReadWrite));
    if (!arguments.into.empty()) {
        TRY(const auto facts, dataset::findDataset(project.database(), arguments.into));
        options.into = facts.id;
    }
    TRY(const auto report,
        importing::importFiles(project, arguments.files, options, session.stopToken(), session.progress()));
    printImport(session, report);
    return 0;
}

void addImport(CLI::App& group, Session& session) {
    auto arguments = std::make_shared<ImportArguments>();
    auto* command = addCommand(
        group, "import", "Read files into a dataset",
        "luthier-engine data import support.luthier answers.csv --role Q=prompt --role A=response");
    command->add_option("PROJECT", arguments->project, "The project folder")->required();
    command
        ->add_option(
            "FILE", arguments->files,
            "JSONL, JSON, CSV, TSV or text; or LLaMA-Factory's dataset_info.json, which names datasets")
        ->required();
    command->add_option("--name", arguments->name, "Name of the dataset; by default that of the first file");
    command->add_option("--format", arguments->format, "auto, jsonl, json, csv, tsv, text");
    command->add_option("--encoding", arguments->encoding, "auto, utf-8, utf-16le, utf-16be, cp949, latin-1");
    command->add_option("--separator", arguments->separator,
                        "Of CSV and TSV: auto, comma, semicolon, tab, pipe");
    command->add_option("--header", arguments->header,
                        "auto, yes or no: whether the first line of a table names its columns");
    command->add_option("--role", arguments->roles, "COLUMN=ROLE, as often as needed")
        ->expected(1)
        ->take_all();
    command->add_option("--text-unit", arguments->textUnit,
                        "line, paragraph or file: what is a row of a text");
    command->add_option("--split", arguments->split, "Put all rows into this split");
    command->add_option("--into", arguments->into, "Add to this dataset");
    command->add_flag("--dry-run", arguments->dryRun, "Only show what would be done");
    session.act(command, [&session, arguments] { return runImport(session, *arguments); });
}

void printDatasets(Session& session, const Json& json) {
    if (session.wantsJson())
        return session.printJson({{"datasets", json}});
    Table table({"name", "rows", "layout", "splits"});
    for (const auto& entry : json) {
        std::string splits;
        for (const auto& [name, rows] : entry["splits"].items())
            splits += (splits.empty() ? "" : ", ") + name + " " + grouped(rows.get<std::int64_t>());
        table.add({entry["name"], grouped(entry["rows"].get<std::int64_t>()), entry["layout"], splits});
    }
    session.printRaw(table.text());
}

void addList(CLI::App& group, Session& session) {
    auto project = std::make_shared<std::string>();
    auto* command =
        addCommand(group, "list", "The datasets of a project", "luthier-engine data list support.luthier");
    command->add_option("PROJECT", *project, "The project folder")->required();
    session.act(command, [&session, project]() -> Result<int> {
        TRY(auto opened, openProject(*project, project::Access::ReadOnly));
        TRY(const auto json, datasetsJson(opened.database()));
        printDatasets(session, json);
        return 0;
    });
}

void addRemove(CLI::App& group, Session& session) {
    auto arguments = std::make_shared<DatasetArguments>();
    auto* command =
        addCommand(group, "remove", "Remove a dataset with its rows; runs keep what they were trained on",
                   "luthier-engine data remove support.luthier answers");
    addDatasetArguments(*command, *arguments);
    session.act(command, [&session, arguments]() -> Result<int> {
        TRY(auto opened, openDataset(arguments->project, arguments->dataset, project::Access::ReadWrite));
        TRY_VOID(dataset::removeDataset(opened.project, opened.facts.id, session.stopToken()));
        TRY(const auto json, datasetsJson(opened.project.database()));
        printDatasets(session, json);
        return 0;
    });
}

using RowLabels = std::vector<dataset::Label>;

/// The labels of each row of a page.
Result<std::vector<RowLabels>> labelsOfPage(storage::Connection& database, const dataset::DatasetFacts& facts,
                                            const dataset::RowPage& page) {
    std::vector<RowLabels> all;
    for (const auto& row : page.rows) {
        TRY(auto labels, dataset::labelsOf(database, facts, std::span(&row.id, 1)));
        all.push_back(std::move(labels));
    }
    return all;
}

/// {scheme: {value, confidence, source}} of the schemes that nobody has labelled the row under.
Result<Json> suggestedOf(storage::Connection& database, const dataset::DatasetFacts& facts, RowId row,
                         const RowLabels& labels) {
    TRY(const auto schemes, dataset::schemesOf(database, facts.id));
    Json all = Json::object();
    for (const auto& scheme : schemes) {
        if (std::ranges::find(labels, scheme.name, &dataset::Label::scheme) != labels.end())
            continue;
        TRY(const auto found, dataset::suggestionsOf(database, facts, scheme.name, std::span(&row, 1)));
        for (const auto& one : found)
            all[scheme.name] = {{"value", one.value}, {"confidence", one.confidence}, {"source", one.source}};
    }
    return all;
}

Json rowJson(const dataset::Row& row, const RowLabels& labels) {
    return {{"id", row.id.value},
            {"split", row.split.empty() ? Json() : Json(row.split)},
            {"fields", row.fields},
            {"labels", labeling::settledJson(labels)},
            {"annotations", labeling::annotationsJson(labels)},
            {"flags", row.flags}};
}

Result<int> printRows(Session& session, storage::Connection& database, const dataset::DatasetFacts& facts,
                      const dataset::RowPage& page) {
    TRY(const auto labels, labelsOfPage(database, facts, page));
    if (session.wantsJson()) {
        Json rows = Json::array();
        for (std::size_t row = 0; row < page.rows.size(); ++row) {
            Json one = rowJson(page.rows[row], labels[row]);
            TRY(auto suggested, suggestedOf(database, facts, page.rows[row].id, labels[row]));
            if (!suggested.empty())
                one["suggestions"] = std::move(suggested);
            rows.push_back(std::move(one));
        }
        session.printJson({{"total", page.total}, {"rows", rows}});
        return 0;
    }
    TRY(const auto schemes, dataset::schemesOf(database, facts.id));
    std::vector<std::string> header = {"row", "split"};
    for (const auto& field : facts.fields)
        header.push_back(field.name);
    if (!schemes.empty())
        header.emplace_back("labels");
    Table table(header);
    for (std::size_t number = 0; number < page.rows.size(); ++number) {
        const auto& row = page.rows[number];
        std::vector<std::string> cells = {std::to_string(row.id.value), row.split};
        for (const auto& field : facts.fields) {
            const Json* value = member(row.fields, field.name);
            cells.push_back(!value ? "" : value->is_string() ? value->get<std::string>() : dumpJson(*value));
        }
        if (!schemes.empty())
            cells.push_back(labels[number].empty() ? ""
                                                   : dumpJson(labeling::annotationsJson(labels[number])));
        table.add(std::move(cells));
    }
    session.printRaw(table.text());
    session.printLine(session.texts().sentence("data.total", {{"rows", grouped(page.total)}}));
    return 0;
}

void addShow(CLI::App& group, Session& session) {
    struct Options {
        DatasetArguments dataset;
        FilterArguments filter;
        std::int64_t offset = 0;
        std::int64_t limit = 20;
        std::string sort = "row";
        bool descending = false;
    };
    auto options = std::make_shared<Options>();
    auto* command = addCommand(group, "show", "Rows of a dataset",
                               "luthier-engine data show support.luthier answers --where label=0 --limit 5");
    addDatasetArguments(*command, options->dataset);
    command->add_option("--offset", options->offset, "Rows to pass over")->check(CLI::NonNegativeNumber);
    command->add_option("--limit", options->limit, "Rows to show")->check(CLI::NonNegativeNumber);
    command->add_option("--sort", options->sort, "A field, row, split or flags");
    command->add_flag("--descending", options->descending, "The largest first");
    command->add_option("--split", options->filter.split, "Rows of this split");
    command->add_option("--search", options->filter.search, "Rows with this text in any field");
    addWhere(*command, options->filter);
    session.act(command, [&session, options]() -> Result<int> {
        TRY(auto opened,
            openDataset(options->dataset.project, options->dataset.dataset, project::Access::ReadOnly));
        TRY(const auto filter, options->filter.filter(opened, session));
        using Direction = dataset::RowOrder::Direction;
        TRY(const auto order,
            dataset::orderByName(opened.facts, options->sort,
                                 options->descending ? Direction::Descending : Direction::Ascending));
        TRY(const auto page, dataset::readPage(opened.project.database(), opened.facts, filter,
                                               options->offset, options->limit, session.stopToken(), order));
        return printRows(session, opened.project.database(), opened.facts, page);
    });
}

void addProblems(CLI::App& group, Session& session) {
    auto arguments = std::make_shared<DatasetArguments>();
    auto* command = addCommand(group, "problems", "Rows that an import did not take, and why",
                               "luthier-engine data problems support.luthier answers");
    addDatasetArguments(*command, *arguments);
    session.act(command, [&session, arguments]() -> Result<int> {
        TRY(auto opened, openDataset(arguments->project, arguments->dataset, project::Access::ReadOnly));
        TRY(const auto problems, dataset::listProblems(opened.project.database(), opened.facts.id));
        TRY(const auto counts, dataset::countProblems(opened.project.database(), opened.facts.id));
        Json json = Json::array();
        for (const auto& problem : problems) {
            const std::string message = session.texts().sentence(problem.code, problem.parameters);
            json.push_back({{"line", problem.line},
                            {"byte", problem.byte},
                            {"code", problem.code},
                            {"message", message},
                            {"excerpt", problem.excerpt},
                            {"file", problem.file}});
            if (!session.wantsJson())
                session.printLine(problem.file + ":" + std::to_string(problem.line) + ": " + message);
        }
        Json byCode = Json::object();
        for (const auto& count : counts)
            byCode[count.code] = count.rows;
        if (session.wantsJson())
            session.printJson({{"problems", json}, {"counts", byCode}});
        return 0;
    });
}

} // namespace

void addDatasetArguments(CLI::App& command, DatasetArguments& arguments) {
    command.add_option("PROJECT", arguments.project, "The project folder")->required();
    command.add_option("DATASET", arguments.dataset, "Name or number of the dataset")->required();
}

Result<dataset::RowFilter> FilterArguments::filter(OpenDataset& opened, Session& session) const {
    dataset::RowFilter filter;
    TokenRange range;
    for (const auto& text : where)
        if (text.starts_with("tokens>") || text.starts_with("tokens<"))
            TRY_VOID(range.narrow(text));
        else
            TRY_VOID(dataset::addFilter(filter, text));
    if (!search.empty())
        filter.searches.push_back(search);
    if (split)
        filter.split = split;
    if (!range.asked)
        return filter;
    if (model.empty())
        return usageError("usage.missing").with("what", "--model");
    preflight::Workshop workshop(openForReading);
    TRY(const auto source, tokenSourceOfModel(model, workshop));
    const examples::ExampleMaker maker(source.tokenizer, source.chosen->chatTemplate,
                                       examples::withoutLimit(source.recipe));
    TRY(filter.rows, examples::selectByTokens(opened.project, opened.facts, filter, maker, range.least,
                                              range.most, session.stopToken(), session.progress()));
    if (filter.rows.empty())
        filter.rows.push_back(RowId{0}); // no row has it: nothing is meant
    return filter;
}

CLI::Option* addWhere(CLI::App& command, FilterArguments& arguments) {
    command.add_option("--model", arguments.model, "Whose tokens are counted");
    return command
        .add_option("--where", arguments.where,
                    "FIELD=VALUE, FIELD!=VALUE, FIELD>N, length:A..B, split:NAME, flag:NAME, "
                    "label:SCHEME=VALUE, row:N, search:TEXT, tokens>N, "
                    "tokens<N")
        ->expected(1)
        ->take_all();
}

Result<Json> splitsJson(storage::Connection& database, DatasetId dataset) {
    TRY(const auto counts, dataset::splitCounts(database, dataset));
    Json splits = Json::object();
    for (const auto& count : counts)
        if (!count.name.empty())
            splits[count.name] = count.rows;
    return splits;
}

Result<Json> datasetsJson(storage::Connection& database) {
    TRY(const auto datasets, dataset::listDatasets(database));
    Json json = Json::array();
    for (const auto& facts : datasets) {
        TRY(const auto splits, splitsJson(database, facts.id));
        json.push_back({{"id", facts.id.value},
                        {"name", facts.name},
                        {"rows", facts.rows},
                        {"version", facts.version},
                        {"layout", facts.layout},
                        {"splits", splits}});
    }
    return json;
}

void addDataReading(CLI::App& group, Session& session) {
    addImport(group, session);
    addList(group, session);
    addRemove(group, session);
    addShow(group, session);
    addProblems(group, session);
}

void addDataCommands(CLI::App& app, Session& session) {
    CLI::App* group =
        command_line::commandGroup(app, "data", "Datasets: import, browse, edit, split, export");
    addDataReading(*group, session);
    addDataEditing(*group, session);
    addDataOutput(*group, session);
    addDataCleaning(*group, session);
    addDataDuplicates(*group, session);
    addDataLabels(*group, session);
    addDataSuggestions(*group, session);
    for (const auto* later : {"augment", "synthesize"})
        command_line::addNotYet(*group, session, later,
                                "data show, data set, data delete, data clean, data split");
}

} // namespace luthier::engine_program
