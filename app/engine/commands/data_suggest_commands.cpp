#include "data_commands.h"

#include <command_line/table.h>
#include <labeling/labels.h>
#include <labeling/merging.h>
#include <labeling/suggesting.h>

namespace luthier::engine_program {

using command_line::addCommand;
using command_line::grouped;
using command_line::Session;

namespace {

struct SuggestArguments {
    DatasetArguments dataset;
    std::string scheme;
    labeling::PatternRule rule;
    std::string contains;
    std::string expression;
    bool clear = false;
    FilterArguments filter;
};

Result<int> runSuggest(Session& session, SuggestArguments& arguments) {
    TRY(auto opened,
        openDataset(arguments.dataset.project, arguments.dataset.dataset, project::Access::ReadWrite));
    TRY(const auto scheme, labeling::findScheme(opened.project.database(), opened.facts, arguments.scheme));
    if (arguments.clear) {
        TRY(const auto dropped, dataset::dropSuggestions(opened.project, opened.facts.id, scheme.name));
        if (session.wantsJson())
            session.printJson({{"dropped", dropped}});
        else
            session.printLine(
                session.texts().sentence("data.suggestions_dropped", {{"rows", grouped(dropped)}}));
        return 0;
    }
    arguments.rule.isExpression = !arguments.expression.empty();
    arguments.rule.pattern = arguments.rule.isExpression ? arguments.expression : arguments.contains;
    if (arguments.rule.pattern.empty() || arguments.rule.answer.empty())
        return usageError("usage.missing")
            .with("what", arguments.rule.answer.empty() ? "--answer" : "--contains, --matches");
    TRY(const auto filter, arguments.filter.filter(opened, session));
    TRY(const auto outcome,
        labeling::suggestByPattern(opened.project, opened.facts, filter, scheme, arguments.rule,
                                   session.stopToken(), session.progress()));
    if (session.wantsJson())
        session.printJson({{"rows", outcome.rows}, {"suggested", outcome.suggested}});
    else
        session.printLine(session.texts().sentence(
            "data.suggested", {{"rows", grouped(outcome.rows)}, {"suggested", grouped(outcome.suggested)}}));
    return 0;
}

void addSuggest(CLI::App& group, Session& session) {
    auto arguments = std::make_shared<SuggestArguments>();
    auto* command =
        addCommand(group, "suggest",
                   "Suggest an answer for unlabelled rows whose text has something; a suggestion is "
                   "no label until it is accepted",
                   "luthier-engine data suggest support.luthier answers intent --contains refund "
                   "--answer refund");
    addDatasetArguments(*command, arguments->dataset);
    command->add_option("SCHEME", arguments->scheme, "Name of the scheme")->required();
    auto* contains =
        command->add_option("--contains", arguments->contains, "Part of the text, in either case");
    auto* matches = command->add_option("--matches", arguments->expression, "A regular expression");
    command->add_option("--field", arguments->rule.field, "Where it is looked for; by default in all fields");
    command->add_option("--answer", arguments->rule.answer, "What is suggested");
    auto* clear = command->add_flag("--clear", arguments->clear, "Forget the suggestions of the scheme");
    contains->excludes(matches);
    contains->excludes(clear);
    matches->excludes(clear);
    addWhere(*command, arguments->filter);
    session.act(command, [&session, arguments] { return runSuggest(session, *arguments); });
}

struct AcceptArguments {
    DatasetArguments dataset;
    std::string scheme;
    std::string annotator;
    FilterArguments filter;
};

void addAccept(CLI::App& group, Session& session) {
    auto arguments = std::make_shared<AcceptArguments>();
    auto* command = addCommand(group, "accept", "Make suggestions labels, as one change that can be undone",
                               "luthier-engine data accept support.luthier answers intent --annotator anna");
    addDatasetArguments(*command, arguments->dataset);
    command->add_option("SCHEME", arguments->scheme, "Name of the scheme")->required();
    command->add_option("--annotator", arguments->annotator, "Who says so; by default who is logged in");
    addWhere(*command, arguments->filter);
    session.act(command, [&session, arguments]() -> Result<int> {
        TRY(auto opened,
            openDataset(arguments->dataset.project, arguments->dataset.dataset, project::Access::ReadWrite));
        TRY(const auto scheme,
            labeling::findScheme(opened.project.database(), opened.facts, arguments->scheme));
        TRY(const auto filter, arguments->filter.filter(opened, session));
        TRY(const auto outcome, labeling::acceptSuggestions(opened.project, opened.facts, filter, scheme,
                                                            annotatorOr(arguments->annotator),
                                                            session.stopToken(), session.progress()));
        if (session.wantsJson())
            session.printJson({{"changed", outcome.changed}, {"version", outcome.version}});
        else
            session.printLine(session.texts().sentence("data.changed", {{"rows", grouped(outcome.changed)}}));
        return 0;
    });
}

struct QueueArguments {
    DatasetArguments dataset;
    std::string scheme;
    std::string order = "order";
    std::uint64_t seed = 42;
    std::size_t limit = 100;
    FilterArguments filter;
};

void addQueue(CLI::App& group, Session& session) {
    auto arguments = std::make_shared<QueueArguments>();
    auto* command = addCommand(group, "queue", "The rows to label next",
                               "luthier-engine data queue support.luthier answers intent --order least_sure "
                               "--where label:intent=");
    addDatasetArguments(*command, arguments->dataset);
    command->add_option("SCHEME", arguments->scheme, "Name of the scheme")->required();
    command->add_option("--order", arguments->order, "order, random, least_sure, differ_first");
    command->add_option("--seed", arguments->seed, "Another seed, another random order");
    command->add_option("--limit", arguments->limit, "So many of them");
    addWhere(*command, arguments->filter);
    session.act(command, [&session, arguments]() -> Result<int> {
        const auto order = labeling::queueOrderFromName(arguments->order);
        if (!order)
            return usageError("usage.command_line")
                .with("detail", "--order: order, random, least_sure, differ_first");
        TRY(auto opened,
            openDataset(arguments->dataset.project, arguments->dataset.dataset, project::Access::ReadOnly));
        auto& database = opened.project.database();
        TRY(const auto scheme, labeling::findScheme(database, opened.facts, arguments->scheme));
        TRY(const auto filter, arguments->filter.filter(opened, session));
        TRY(const auto rows, labeling::queuedRows(database, opened.facts, filter, scheme.name, *order,
                                                  arguments->seed, session.stopToken()));
        Json list = Json::array();
        for (std::size_t at = 0; at < std::min(arguments->limit, rows.size()); ++at)
            list.push_back(rows[at].value);
        if (session.wantsJson()) {
            session.printJson({{"total", rows.size()}, {"rows", std::move(list)}});
            return 0;
        }
        for (const Json& row : list)
            session.printLine(dumpJson(row));
        return 0;
    });
}

struct MergeArguments {
    DatasetArguments dataset;
    std::string other;
    std::string from;
};

Result<int> runMerge(Session& session, const MergeArguments& arguments) {
    TRY(auto opened,
        openDataset(arguments.dataset.project, arguments.dataset.dataset, project::Access::ReadWrite));
    TRY(auto other, openDataset(arguments.other, arguments.from.empty() ? opened.facts.name : arguments.from,
                                project::Access::ReadOnly));
    TRY(const auto outcome, labeling::mergeLabels(opened.project, opened.facts, other.project.database(),
                                                  other.facts, session.stopToken(), session.progress()));
    if (session.wantsJson())
        session.printJson({{"merged", outcome.merged},
                           {"same", outcome.same},
                           {"kept", outcome.kept},
                           {"unmatched", outcome.unmatched},
                           {"schemes", outcome.schemes},
                           {"changed", outcome.edit.changed},
                           {"version", outcome.edit.version}});
    else
        session.printLine(
            session.texts().sentence("data.labels_merged", {{"merged", grouped(outcome.merged)},
                                                            {"same", grouped(outcome.same)},
                                                            {"kept", grouped(outcome.kept)},
                                                            {"unmatched", grouped(outcome.unmatched)}}));
    return 0;
}

void addMerge(CLI::App& group, Session& session) {
    auto arguments = std::make_shared<MergeArguments>();
    auto* command =
        addCommand(group, "merge-labels", "Take over the labels that another project has of the same rows",
                   "luthier-engine data merge-labels support.luthier answers ben.luthier");
    addDatasetArguments(*command, arguments->dataset);
    command->add_option("OTHER", arguments->other, "The other project's folder")->required();
    command->add_option("--from", arguments->from, "Its dataset; by default the one of the same name");
    session.act(command, [&session, arguments] { return runMerge(session, *arguments); });
}

} // namespace

void addDataSuggestions(CLI::App& group, Session& session) {
    addSuggest(group, session);
    addAccept(group, session);
    addQueue(group, session);
    addMerge(group, session);
}

} // namespace luthier::engine_program
