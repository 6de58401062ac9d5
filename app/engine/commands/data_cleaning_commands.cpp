#include "data_commands.h"

#include <cleaning/mending.h>
#include <command_line/table.h>

namespace luthier::engine_program {

using cleaning::ChosenRule;
using cleaning::Rule;
using command_line::addCommand;
using command_line::grouped;
using command_line::Session;
using command_line::Table;

namespace {

struct CleanArguments {
    DatasetArguments dataset;
    std::vector<std::string> rules;
    std::string preset;
    std::vector<std::string> settings;
    std::size_t examples = cleaning::SearchOptions().examples;
    bool fix = false;
    bool list = false;
    FilterArguments filter;
};

std::string summaryOf(Session& session, const Rule& rule) {
    return session.texts().sentence("rule." + std::string(rule.name));
}

std::string joined(const std::vector<std::string_view>& names) {
    std::string text;
    for (const auto name : names)
        text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

void printRules(Session& session, const std::vector<ChosenRule>& rules) {
    Json json = Json::array();
    Table table({"rule", "presets", "fixes", "settings", "what it finds"});
    for (const auto& [rule, settings] : rules) {
        Json parameters = Json::array();
        std::string numbers;
        for (std::size_t i = 0; i < rule->parameters.size(); ++i) {
            const auto& one = rule->parameters[i];
            parameters.push_back({{"name", one.name},
                                  {"default", one.standard},
                                  {"least", one.least},
                                  {"most", one.most},
                                  {"value", settings.values[i]}});
            numbers += (numbers.empty() ? "" : ", ") + std::string(one.name) + "=" +
                       command_line::numberText(settings.values[i], "%g");
        }
        const auto presets = cleaning::presetNames(rule->presets);
        json.push_back({{"rule", rule->name},
                        {"presets", presets},
                        {"fixes", rule->mends},
                        {"parameters", parameters},
                        {"summary", summaryOf(session, *rule)}});
        table.add({std::string(rule->name), joined(presets), rule->mends ? "x" : "", numbers,
                   summaryOf(session, *rule)});
    }
    if (session.wantsJson())
        return session.printJson({{"rules", json}});
    session.printRaw(table.text(100));
}

Json exampleJson(Session& session, const cleaning::Example& example) {
    Json json = {{"row", example.row.value}, {"field", example.field}};
    if (!example.pointer.empty())
        json["pointer"] = example.pointer;
    json["begin"] = example.begin;
    json["end"] = example.end;
    json["text"] = example.excerpt;
    json["code"] = example.why;
    json["why"] = session.texts().sentence(example.why, example.parameters);
    json["fix"] = example.replacement ? Json(*example.replacement) : Json();
    return json;
}

Json findingsJson(Session& session, const cleaning::CleaningReport& report) {
    Json findings = Json::array();
    for (const auto& rule : report.rules) {
        Json examples = Json::array();
        for (const auto& example : rule.examples)
            examples.push_back(exampleJson(session, example));
        findings.push_back({{"rule", rule.rule},
                            {"rows", rule.rows},
                            {"findings", rule.findings},
                            {"fixable", rule.mendable},
                            {"examples", examples}});
    }
    return findings;
}

void printFindings(Session& session, const cleaning::CleaningReport& report) {
    Table table({"rule", "rows", "findings", "fixable"});
    for (const auto& rule : report.rules)
        if (rule.rows > 0)
            table.add(
                {std::string(rule.rule), grouped(rule.rows), grouped(rule.findings), grouped(rule.mendable)});
    session.printLine(session.texts().sentence(
        "data.searched", {{"rows", grouped(report.rows)}, {"rules", grouped(std::ssize(report.rules))}}));
    session.printRaw(table.text());
    for (const auto& rule : report.rules)
        for (const auto& example : rule.examples) {
            std::string line =
                std::string(rule.rule) + "  " +
                session.texts().sentence("data.finding_place", {{"row", std::to_string(example.row.value)},
                                                                {"field", example.field}}) +
                "  " + session.texts().sentence(example.why, example.parameters);
            if (!example.excerpt.empty())
                line += "  " + dumpJson(utf8Prefix(example.excerpt, 80));
            session.printLine(line);
        }
}

Result<int> runFix(Session& session, OpenDataset& opened, const dataset::RowFilter& filter,
                   const std::vector<ChosenRule>& rules, const cleaning::CleaningReport& found) {
    TRY(const auto report, cleaning::mendRows(opened.project, opened.facts, filter, rules,
                                              session.stopToken(), session.progress()));
    std::int64_t mended = 0;
    Json fixed = Json::object();
    Json left = Json::object();
    for (const auto& counts : report.rules) {
        mended += counts.mended;
        if (counts.mended > 0)
            fixed[std::string(counts.rule)] = counts.mended;
        if (counts.left > 0)
            left[std::string(counts.rule)] = counts.left;
    }
    const auto operation = report.outcome.operation.value;
    if (session.wantsJson()) {
        session.printJson({{"rows", found.rows},
                           {"findings", findingsJson(session, found)},
                           {"changed", report.outcome.changed},
                           {"fixed", fixed},
                           {"left", left},
                           {"operation", operation > 0 ? Json(operation) : Json()},
                           {"version", report.outcome.version}});
        return 0;
    }
    printFindings(session, found);
    session.printLine(session.texts().sentence("data.cleaned", {{"rows", grouped(report.outcome.changed)},
                                                                {"fixed", grouped(mended)},
                                                                {"left", grouped(report.left)}}));
    return 0;
}

Result<std::vector<ChosenRule>> chosenRules(const CleanArguments& arguments) {
    std::optional<cleaning::Preset> preset;
    if (!arguments.preset.empty())
        TRY_VOID([&]() -> Status {
            TRY(preset, cleaning::presetFromName(arguments.preset));
            return {};
        }());
    if (arguments.list && arguments.rules.empty() && !preset) {
        std::vector<std::string> all;
        for (const Rule& rule : cleaning::allRules())
            all.emplace_back(rule.name);
        return cleaning::chooseRules(all, {}, arguments.settings);
    }
    return cleaning::chooseRules(arguments.rules, preset, arguments.settings);
}

Result<int> runClean(Session& session, const CleanArguments& arguments) {
    if (!arguments.list && arguments.rules.empty() && arguments.preset.empty())
        return usageError("usage.missing").with("what", "--rule, --preset");
    TRY(const auto rules, chosenRules(arguments));
    if (arguments.list) {
        printRules(session, rules);
        return 0;
    }
    if (arguments.dataset.dataset.empty())
        return usageError("usage.missing").with("what", "PROJECT DATASET");
    TRY(auto opened, openDataset(arguments.dataset.project, arguments.dataset.dataset,
                                 arguments.fix ? project::Access::ReadWrite : project::Access::ReadOnly));
    TRY(const auto filter, arguments.filter.filter(opened, session));
    TRY(const auto report,
        cleaning::findProblems(opened.project.database(), opened.facts, filter, rules, {arguments.examples},
                               session.stopToken(), session.progress()));
    if (arguments.fix)
        return runFix(session, opened, filter, rules, report);
    if (session.wantsJson())
        session.printJson({{"rows", report.rows},
                           {"findings", findingsJson(session, report)},
                           {"version", report.version}});
    else
        printFindings(session, report);
    return 0;
}

} // namespace

void addDataCleaning(CLI::App& group, Session& session) {
    auto arguments = std::make_shared<CleanArguments>();
    auto* command =
        addCommand(group, "clean", "Find what is wrong with rows by rules, and mend what is safe to mend",
                   "luthier-engine data clean support.luthier answers --preset instruction");
    addDatasetArguments(*command, arguments->dataset);
    for (const char* place : {"PROJECT", "DATASET"}) // --list needs none
        command->get_option(place)->required(false);
    command->add_option("--rule", arguments->rules, "Names of rules; --list shows them");
    auto* preset = command->add_option("--preset", arguments->preset, "instruction or web");
    preset->excludes("--rule");
    command->add_option("--set", arguments->settings, "RULE.PARAMETER=NUMBER, as often as needed")
        ->expected(1)
        ->take_all();
    command->add_option("--examples", arguments->examples, "Rows to show of each rule");
    command->add_option("--split", arguments->filter.split, "Rows of this split");
    addWhere(*command, arguments->filter);
    auto* fix = command->add_flag("--fix", arguments->fix,
                                  "Put in what is safe to put in, as one operation for data undo");
    command->add_flag("--list", arguments->list, "Only list the rules, with their settings")->excludes(fix);
    session.act(command, [&session, arguments] { return runClean(session, *arguments); });
}

} // namespace luthier::engine_program
