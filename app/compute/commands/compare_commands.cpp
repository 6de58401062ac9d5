#include "commands.h"

#include "device_lane.h"
#include "loading.h"
#include "project_access.h"

#include <command_line/table.h>
#include <evaluating/comparison.h>

#include <array>
#include <cstdio>

namespace luthier::compute_program {

using command_line::Session;

namespace {

struct CompareArguments {
    std::string project;
    std::string run;
    std::string split;
    std::string prompts;
    ModelArguments computing;
    evaluating::ComparisonOptions options;
};

/// Prints rows as they come; SIGINT ends the comparison and keeps the rows that are done.
class Printer final : public evaluating::ComparisonObserver {
public:
    explicit Printer(Session& session)
        : m_session(session)
        , m_stop(session.stopToken()) {}

    Wish wish() override { return m_stop.stop_requested() ? Wish::Keep : Wish::GoOn; }

    Status onRow(const Json& row, std::int64_t done, std::int64_t rows) override {
        if (m_session.wantsJson()) {
            m_session.printJson(row);
            return {};
        }
        m_session.printLine(std::to_string(done) + "/" + std::to_string(rows));
        if (const Json* error = member(row, "error")) {
            m_session.printError(errorFromJson(*error, "job.unexpected"));
            return {};
        }
        print("prompt", row["prompt"], "");
        print("reference", row["reference"], "");
        print("base", row["base"], noteOf(row, "base"));
        print("adapted", row["adapted"], noteOf(row, "adapted"));
        m_session.printLine();
        return {};
    }

private:
    static std::string noteOf(const Json& row, const std::string& side) {
        std::string note =
            row[side + "_nll"].is_number() ? "loss " + command_line::numberText(row[side + "_nll"]) : "";
        if (row.contains(side + "_exact"))
            note += row[side + "_exact"].get<bool>() ? ", exact" : ", other";
        return note;
    }

    /// A text of several lines keeps them, each behind the label's column.
    void print(const std::string& label, const Json& value, const std::string& note) {
        if (!value.is_string())
            return;
        m_session.printLine("  " + label + (note.empty() ? "" : " (" + note + ")"));
        const std::string text = value.get<std::string>();
        for (std::size_t begin = 0; begin <= text.size();) {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            m_session.printLine("    " + text.substr(begin, end - begin));
            begin = end + 1;
        }
    }

    Session& m_session;
    StopToken m_stop;
};

std::string lossCell(const Json& side) {
    return command_line::numberText(side["loss"]) + "  [" + command_line::numberText(side["loss_low"]) +
           ", " + command_line::numberText(side["loss_high"]) + "]";
}

std::string exactCell(const Json& side) {
    const Json& exact = side["exact_match"];
    return command_line::numberText(exact["value"], "%.3f") + "  [" +
           command_line::numberText(exact["low"], "%.3f") + ", " +
           command_line::numberText(exact["high"], "%.3f") + "]";
}

void printSummary(Session& session, const Json& summary) {
    command_line::Table table({"", "base", "adapted"});
    table.add({"loss", lossCell(summary["base"]), lossCell(summary["adapted"])});
    table.add({"exact match", exactCell(summary["base"]), exactCell(summary["adapted"])});
    // Of labels and numbers: accuracy, F1, errors.
    if (const Json* metrics = member(summary["base"], "metrics"))
        for (const auto& [name, value] : metrics->items())
            table.add({name, command_line::numberText(value, "%.3f"),
                       command_line::numberText(summary["adapted"]["metrics"][name], "%.3f")});
    session.printRaw(table.text());
    if (summary.contains("base_head"))
        session.printLine("The base has no head of labels: it answers with one of random weights.");
    const auto count = [&](const char* key) {
        return std::to_string(summary[key].get<std::int64_t>());
    };
    session.printLine(count("rows") + " rows: fixed " + count("fixed") + ", broken " + count("broken") +
                      ", both right " + count("both_right") + ", both wrong " + count("both_wrong") +
                      "; McNemar p " + command_line::numberText(summary["mcnemar_p"], "%.3g"));
    if (summary["trained_rows"].get<std::int64_t>() > 0)
        session.printLine(count("trained_rows") + " of these rows were trained on.");
    session.printLine(summary["evaluation"].get<std::string>());
}

Result<int> compare(Session& session, CompareArguments arguments) {
    evaluating::ComparisonOptions& options = arguments.options;
    if (!arguments.split.empty())
        options.split = arguments.split;
    if (!arguments.prompts.empty()) {
        TRY(options.prompts, examples::readRecordRows(arguments.prompts));
    }
    // Both sides keep their weights as the run did; another way would compare what nobody trained.
    if (arguments.computing.quantize != "none")
        return usageError("usage.not_yet")
            .with("name", "--quantize " + arguments.computing.quantize)
            .with("available", "compare --run RUN");
    TRY(auto project, openProject(arguments.project, Caller::Person));
    TRY(const auto run, registry::findRun(project.database(), arguments.run));
    TRY(const auto device, chooseDevice(arguments.computing));
    TRY(const auto lane, takeLane(device, session.stopToken()));
    Printer printer(session);
    TRY(const auto outcome, evaluating::compareRun(project, run, options, device, printer,
                                                   session.stopToken(), session.progress()));
    if (session.wantsJson())
        session.printJson({{"summary", outcome.summary}});
    else
        printSummary(session, outcome.summary);
    return outcome.ending == evaluating::ComparisonOutcome::Ending::Done
               ? 0
               : static_cast<int>(ErrorKind::Interrupted);
}

} // namespace

void addCompareCommands(CLI::App& app, Session& session) {
    CLI::App* command = command_line::addCommand(
        app, "compare", "Let a run's base and its result answer the same rows",
        "luthier-engine compare my.luthier --run 0001 --dataset support --split test --limit 50");
    const auto arguments = std::make_shared<CompareArguments>();
    evaluating::ComparisonOptions& options = arguments->options;
    command->add_option("project", arguments->project, "A project folder")->required();
    command->add_option("--run", arguments->run, "Number or name of a finished run")->required();
    auto* dataset = command->add_option(
        "--dataset", options.dataset, "A dataset; without it the run's test split, else its validation rows");
    auto* split = command->add_option("--split", arguments->split, "A split of it; without it all rows");
    command
        ->add_option("--limit", options.limit,
                     "At most so many rows, a sample drawn by the seed; 0 takes all")
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000'000}));
    auto* prompts = command->add_option("--prompts", arguments->prompts,
                                        "A JSONL file of texts, conversations or rows, instead of a dataset");
    prompts->excludes(dataset);
    prompts->excludes(split);
    // Losses are compared with those of `model loss`: exact unless said otherwise, as there.
    arguments->computing.dtype = "fp32";
    addDeviceOptions(*command, arguments->computing);
    addGenerationOptions(*command, options.generation);
    session.act(command, [&session, arguments] { return compare(session, *arguments); });
}

} // namespace luthier::compute_program
