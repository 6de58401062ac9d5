#include "data_commands.h"

#include <cleaning/duplicates.h>
#include <cleaning/leakage.h>
#include <command_line/table.h>

#include <algorithm>

namespace luthier::engine_program {

using command_line::addCommand;
using command_line::grouped;
using command_line::numberText;
using command_line::Session;
using command_line::Table;

namespace {

constexpr double kUsualThreshold = 0.8;
/// So many pairs are shown to people; --json gives all.
constexpr std::size_t kShownPairs = 20;

struct DuplicateArguments {
    DatasetArguments dataset;
    bool exact = false;
    std::optional<double> near;
    std::string key = "record";
    std::string against;
    bool remove = false;
    std::optional<std::int64_t> evidence;
    unsigned threads = 0;
};

Result<cleaning::TextKey> textKey(const std::string& name) {
    const auto key = cleaning::textKeyOf(name);
    if (!key)
        return usageError("usage.command_line").with("detail", "--key: prompt, response, record");
    return *key;
}

Json pairJson(const cleaning::Duplicate& duplicate) {
    return {{"removed", duplicate.removed.value},
            {"keeper", duplicate.keeper.value},
            {"jaccard", duplicate.jaccard}};
}

Json duplicatesJson(const cleaning::DuplicateReport& report, const cleaning::DuplicateOptions& options) {
    Json exact = Json::array();
    Json near = Json::array();
    for (const auto& duplicate : report.duplicates)
        (duplicate.exact ? exact : near).push_back(pairJson(duplicate));
    Json conflicts = Json::array();
    for (const auto& conflict : report.conflicts) {
        Json rows = Json::array();
        for (const RowId row : conflict.rows)
            rows.push_back(row.value);
        conflicts.push_back({{"rows", rows}, {"answers", conflict.answers}});
    }
    return {{"key", std::string(cleaning::nameOf(options.key))},
            {"threshold", options.near ? Json(*options.near) : Json()},
            {"rows", report.rows},
            {"without_text", report.withoutText},
            {"exact_groups", report.exactGroups},
            {"exact_pairs", exact},
            {"near_pairs", near},
            {"removed", report.duplicates.size()},
            {"clusters", report.clusters},
            {"largest_cluster", report.largestCluster},
            {"alarm", report.alarms()},
            {"conflicts", conflicts}};
}

void printPairs(Session& session, const std::vector<cleaning::Duplicate>& duplicates) {
    if (duplicates.empty())
        return;
    Table table({"row", "repeats row", "similarity"});
    for (std::size_t i = 0; i < std::min(kShownPairs, duplicates.size()); ++i)
        table.add({std::to_string(duplicates[i].removed.value), std::to_string(duplicates[i].keeper.value),
                   duplicates[i].exact ? "exact" : numberText(duplicates[i].jaccard, "%.3f")});
    session.printRaw(table.text());
    if (duplicates.size() > kShownPairs)
        session.printLine(session.texts().sentence(
            "data.pairs_shown", {{"shown", grouped(kShownPairs)}, {"all", grouped(std::ssize(duplicates))}}));
}

void printDuplicates(Session& session, const cleaning::DuplicateReport& report) {
    printPairs(session, report.duplicates);
    const auto exact = std::count_if(report.duplicates.begin(), report.duplicates.end(),
                                     [](const auto& duplicate) { return duplicate.exact; });
    session.printLine(
        session.texts().sentence("data.duplicates", {{"rows", grouped(report.rows)},
                                                     {"removed", grouped(std::ssize(report.duplicates))},
                                                     {"exact", grouped(exact)},
                                                     {"near", grouped(std::ssize(report.duplicates) - exact)},
                                                     {"clusters", grouped(report.clusters)},
                                                     {"largest", grouped(report.largestCluster)}}));
    if (report.withoutText > 0)
        session.printLine(
            session.texts().sentence("data.without_text", {{"rows", grouped(report.withoutText)}}));
    if (!report.conflicts.empty())
        session.printLine(
            session.texts().sentence("data.conflicts", {{"prompts", grouped(std::ssize(report.conflicts))}}));
}

Result<int> showEvidence(Session& session, const DuplicateArguments& arguments) {
    TRY(auto opened,
        openDataset(arguments.dataset.project, arguments.dataset.dataset, project::Access::ReadOnly));
    TRY(const auto duplicates,
        cleaning::evidenceOf(opened.project.database(), OperationId{*arguments.evidence}));
    Json pairs = Json::array();
    for (const auto& duplicate : duplicates)
        pairs.push_back(pairJson(duplicate));
    session.wantsJson() ? session.printJson({{"evidence", pairs}}) : printPairs(session, duplicates);
    return 0;
}

Result<int> runDuplicates(Session& session, const DuplicateArguments& arguments) {
    if (arguments.evidence)
        return showEvidence(session, arguments);
    cleaning::DuplicateOptions options;
    TRY(options.key, textKey(arguments.key));
    options.near = arguments.near || arguments.exact ? arguments.near : std::optional(kUsualThreshold);
    options.threads = arguments.threads;
    TRY(auto opened, openDataset(arguments.dataset.project, arguments.dataset.dataset,
                                 arguments.remove ? project::Access::ReadWrite : project::Access::ReadOnly));
    if (!arguments.against.empty()) {
        TRY(options.against, dataset::findDataset(opened.project.database(), arguments.against));
        if (options.against->id == opened.facts.id)
            return usageError("cleaning.against_itself").with("name", opened.facts.name);
    }
    TRY(const auto report, cleaning::findDuplicates(opened.project.database(), opened.facts, options,
                                                    session.stopToken(), session.progress()));
    Json json = duplicatesJson(report, options);
    if (!session.wantsJson())
        printDuplicates(session, report);
    if (report.alarms())
        session.printNotice(failed("notice.many_duplicates")
                                .with("rows", grouped(std::ssize(report.duplicates)))
                                .with("all", grouped(report.rows + report.withoutText))
                                .with("largest", grouped(report.largestCluster)));
    if (arguments.remove) {
        TRY(const auto outcome,
            cleaning::removeDuplicates(opened.project, opened.facts, options, report, session.stopToken()));
        json["changed"] = outcome.changed;
        json["version"] = outcome.version;
        json["operation"] = outcome.changed > 0 ? Json(outcome.operation.value) : Json();
        if (!session.wantsJson() && outcome.changed > 0)
            session.printLine(
                session.texts().sentence("data.duplicates_removed", {{"rows", grouped(outcome.changed)}}));
    }
    if (session.wantsJson())
        session.printJson(json);
    return 0;
}

void addDuplicates(CLI::App& group, Session& session) {
    auto arguments = std::make_shared<DuplicateArguments>();
    auto* command = addCommand(group, "duplicates", "Rows that repeat another, exactly or nearly",
                               "luthier-engine data duplicates support.luthier answers --near 0.85 --remove");
    addDatasetArguments(*command, arguments->dataset);
    command->add_flag("--exact", arguments->exact, "Exact repetitions alone, unless --near is given too");
    command->add_option("--near", arguments->near,
                        "Share of runs of words that near duplicates have in common, 0.5 to 1 (0.8)");
    command->add_option("--key", arguments->key, "What is compared: prompt, response, record");
    command->add_option("--against", arguments->against,
                        "Rows that are in this dataset, instead of rows that repeat each other");
    auto* remove =
        command->add_flag("--remove", arguments->remove, "Delete them; `data undo` brings them back");
    command
        ->add_option("--evidence", arguments->evidence,
                     "Why the rows of an earlier --remove went, by the operation's id (data history)")
        ->excludes(remove);
    command->add_option("--threads", arguments->threads, "0: as many as the machine has");
    session.act(command, [&session, arguments] { return runDuplicates(session, *arguments); });
}

struct LeakageArguments {
    DatasetArguments dataset;
    std::string key = "prompt";
    double near = kUsualThreshold;
    unsigned threads = 0;
};

Json leakageJson(const cleaning::LeakageReport& report) {
    Json pairs = Json::array();
    for (const auto& leak : report.leaks)
        pairs.push_back({{"a", leak.row.value},
                         {"b", leak.other.value},
                         {"kind", std::string(cleaning::nameOf(leak.kind))},
                         {"score", leak.score}});
    return {{"splits", report.splits},
            {"rows", report.rows},
            {"without_split", report.withoutSplit},
            {"without_text", report.withoutText},
            {"exact", report.exact},
            {"near", report.near},
            {"group", report.group},
            {"contained", report.contained},
            {"pairs", pairs},
            {"clean", report.clean()}};
}

void printLeakage(Session& session, const cleaning::LeakageReport& report) {
    if (session.wantsJson())
        return session.printJson(leakageJson(report));
    if (report.splits.size() < 2)
        return session.printLine(session.texts().sentence("data.one_split", {}));
    Table table({"row", "stands in the split before as row", "kind", "similarity"});
    for (std::size_t i = 0; i < std::min(kShownPairs, report.leaks.size()); ++i) {
        const auto& leak = report.leaks[i];
        table.add({std::to_string(leak.row.value), std::to_string(leak.other.value),
                   std::string(cleaning::nameOf(leak.kind)), numberText(leak.score, "%.3f")});
    }
    if (!report.leaks.empty())
        session.printRaw(table.text());
    if (report.leaks.size() > kShownPairs)
        session.printLine(
            session.texts().sentence("data.pairs_shown", {{"shown", grouped(kShownPairs)},
                                                          {"all", grouped(std::ssize(report.leaks))}}));
    session.printLine(session.texts().sentence(report.clean() ? "data.leakage_none" : "data.leakage",
                                               {{"rows", grouped(report.rows)},
                                                {"exact", grouped(report.exact)},
                                                {"near", grouped(report.near)},
                                                {"group", grouped(report.group)},
                                                {"contained", grouped(report.contained)}}));
    if (report.withoutSplit > 0)
        session.printLine(
            session.texts().sentence("data.without_split", {{"rows", grouped(report.withoutSplit)}}));
    if (report.withoutText > 0)
        session.printLine(
            session.texts().sentence("data.without_text", {{"rows", grouped(report.withoutText)}}));
}

Result<int> runLeakage(Session& session, const LeakageArguments& arguments) {
    cleaning::LeakageOptions options;
    TRY(options.key, textKey(arguments.key));
    options.near = arguments.near;
    options.threads = arguments.threads;
    TRY(auto opened,
        openDataset(arguments.dataset.project, arguments.dataset.dataset, project::Access::ReadWrite));
    TRY(const auto report, cleaning::findLeakage(opened.project.database(), opened.facts, options,
                                                 session.stopToken(), session.progress()));
    TRY_VOID(cleaning::keepLeakage(opened.project, opened.facts.id, report));
    printLeakage(session, report);
    return 0;
}

void addLeakage(CLI::App& group, Session& session) {
    auto arguments = std::make_shared<LeakageArguments>();
    auto* command = addCommand(group, "leakage", "Rows of a split that stand in an earlier split too",
                               "luthier-engine data leakage support.luthier answers");
    addDatasetArguments(*command, arguments->dataset);
    command->add_option("--near", arguments->near, "What near duplicates have in common, 0.5 to 1 (0.8)");
    command->add_option("--key", arguments->key, "What is compared: prompt, response, record");
    command->add_option("--threads", arguments->threads, "0: as many as the machine has");
    session.act(command, [&session, arguments] { return runLeakage(session, *arguments); });
}

} // namespace

void addDataDuplicates(CLI::App& group, Session& session) {
    addDuplicates(group, session);
    addLeakage(group, session);
}

} // namespace luthier::engine_program
