#include "data_commands.h"

#include <command_line/table.h>
#include <labeling/agreement_report.h>
#include <labeling/labels.h>

#include <charconv>
#include <cstdlib>

namespace luthier::engine_program {

using command_line::addCommand;
using command_line::grouped;
using command_line::Session;
using command_line::Table;
using labeling::Scheme;

namespace {

struct SchemeArguments {
    DatasetArguments dataset;
    Scheme scheme;
    bool remove = false;
};

Json schemeJson(const Scheme& scheme) {
    Json json = {{"name", scheme.name}};
    json.update(labeling::toJson(scheme));
    return json;
}

Result<int> runScheme(Session& session, const SchemeArguments& arguments) {
    TRY(auto opened,
        openDataset(arguments.dataset.project, arguments.dataset.dataset, project::Access::ReadWrite));
    dataset::EditOutcome outcome;
    if (arguments.remove) {
        TRY(outcome, labeling::removeScheme(opened.project, opened.facts, arguments.scheme.name));
    } else {
        TRY(outcome, labeling::makeScheme(opened.project, opened.facts, arguments.scheme));
    }
    if (!session.wantsJson()) {
        session.printLine(
            session.texts().sentence(arguments.remove ? "data.scheme_removed" : "data.scheme_made",
                                     {{"scheme", arguments.scheme.name}}));
        return 0;
    }
    session.printJson({{arguments.remove ? "removed" : "scheme",
                        arguments.remove ? Json(arguments.scheme.name) : schemeJson(arguments.scheme)},
                       {"operation", outcome.operation.value}});
    return 0;
}

void addScheme(CLI::App& group, Session& session) {
    auto arguments = std::make_shared<SchemeArguments>();
    Scheme& scheme = arguments->scheme;
    scheme.kind = "class";
    auto* command = addCommand(
        group, "scheme", "Make a label scheme of a dataset, or remove one that has no labels",
        "luthier-engine data scheme support.luthier answers intent --option refund --option billing");
    addDatasetArguments(*command, arguments->dataset);
    command->add_option("NAME", scheme.name, "Name of the scheme")->required();
    command->add_option("--kind", scheme.kind,
                        "class, multi_class, rating, text, span, preference, ranking, correction");
    command->add_option("--option", scheme.options, "An answer, as often as needed")->expected(1)->take_all();
    command
        ->add_option("--field", scheme.fields,
                     "span: the field that is marked; preference: the two that are compared; "
                     "ranking: those that are put in order")
        ->expected(1)
        ->take_all();
    command->add_option("--low", scheme.low, "The lowest rating");
    command->add_option("--high", scheme.high, "The highest rating");
    command->add_flag("--ordered", scheme.ordered, "Options go from less to more");
    command->add_option("--question", scheme.question, "What is asked of a row");
    command->add_flag("--remove", arguments->remove, "Remove it");
    session.act(command, [&session, arguments] { return runScheme(session, *arguments); });
}

void addSchemes(CLI::App& group, Session& session) {
    auto arguments = std::make_shared<DatasetArguments>();
    auto* command = addCommand(group, "schemes", "The label schemes of a dataset",
                               "luthier-engine data schemes support.luthier answers");
    addDatasetArguments(*command, *arguments);
    session.act(command, [&session, arguments]() -> Result<int> {
        TRY(auto opened, openDataset(arguments->project, arguments->dataset, project::Access::ReadOnly));
        TRY(const auto schemes, labeling::schemesOf(opened.project.database(), opened.facts.id));
        Json list = Json::array();
        Table table({"name", "kind", "definition"});
        for (const Scheme& scheme : schemes) {
            list.push_back(schemeJson(scheme));
            Json rest = labeling::toJson(scheme);
            rest.erase("kind");
            table.add({scheme.name, scheme.kind, dumpJson(rest)});
        }
        if (session.wantsJson())
            session.printJson({{"schemes", list}});
        else if (schemes.empty())
            session.printLine(session.texts().sentence("data.no_schemes", {}));
        else
            session.printRaw(table.text());
        return 0;
    });
}

struct LabelArguments {
    DatasetArguments dataset;
    std::vector<std::string> words;
    std::string annotator;
    bool isFinal = false;
    FilterArguments filter;
};

Result<labeling::Given> givenFrom(const std::string& word) {
    const auto equals = word.find('=');
    if (equals == std::string::npos || equals == 0)
        return usageError("usage.command_line").with("detail", "SCHEME=VALUE: " + word);
    return labeling::Given{word.substr(0, equals), word.substr(equals + 1)};
}

Result<RowId> rowFrom(const std::string& word) {
    std::int64_t row = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), row);
    if (error != std::errc() || end != word.data() + word.size())
        return usageError("usage.command_line").with("detail", "ROW: " + word);
    return RowId{row};
}

Result<dataset::EditOutcome> label(Session& session, OpenDataset& opened, const LabelArguments& arguments) {
    const bool bulk = !arguments.filter.where.empty();
    std::vector<labeling::Given> given;
    for (std::size_t word = bulk ? 0 : 1; word < arguments.words.size(); ++word) {
        TRY(auto one, givenFrom(arguments.words[word]));
        given.push_back(std::move(one));
    }
    if (given.size() != 1 && bulk)
        return usageError("usage.command_line").with("detail", "--where: one SCHEME=VALUE");
    if (given.empty())
        return usageError("usage.missing").with("what", "SCHEME=VALUE");
    if (bulk && arguments.isFinal)
        return usageError("usage.command_line").with("detail", "--final: ROW");
    const std::string annotator = annotatorOr(arguments.annotator);
    if (!bulk) {
        TRY(const RowId row, rowFrom(arguments.words.front()));
        return labeling::labelRow(opened.project, opened.facts, row, given, annotator,
                                  arguments.isFinal ? labeling::Standing::Final
                                                    : labeling::Standing::Opinion);
    }
    TRY(const auto filter, arguments.filter.filter(opened, session));
    return labeling::labelRows(opened.project, opened.facts, filter, given.front(), annotator,
                               session.stopToken(), session.progress());
}

void addLabel(CLI::App& group, Session& session) {
    auto arguments = std::make_shared<LabelArguments>();
    auto* command =
        addCommand(group, "label", "Label a row, or with --where all rows of a filter; SCHEME= takes it away",
                   "luthier-engine data label support.luthier answers 12 intent=refund --annotator anna");
    addDatasetArguments(*command, arguments->dataset);
    command->add_option("ROW SCHEME=VALUE", arguments->words, "Number of the row, and its labels")
        ->required();
    command->add_option("--annotator", arguments->annotator, "Who says so; by default who is logged in");
    command->add_flag("--final", arguments->isFinal,
                      "The label decides, whatever annotators said: `label:SCHEME@final:NAME`");
    addWhere(*command, arguments->filter)->allow_extra_args(false); // a label may follow it
    session.act(command, [&session, arguments]() -> Result<int> {
        TRY(auto opened,
            openDataset(arguments->dataset.project, arguments->dataset.dataset, project::Access::ReadWrite));
        TRY(const auto outcome, label(session, opened, *arguments));
        if (session.wantsJson())
            session.printJson({{"changed", outcome.changed}, {"version", outcome.version}});
        else
            session.printLine(session.texts().sentence("data.changed", {{"rows", grouped(outcome.changed)}}));
        return 0;
    });
}

Json numberOrNull(const std::optional<double>& number) {
    return number ? Json(*number) : Json();
}

/// {first: {second: {category of the first: {category of the second: rows}}}}, without what never came.
Json confusionJson(const labeling::AgreementReport& report) {
    Json all = Json::object();
    for (std::size_t first = 0; first < report.answers.answers.size(); ++first)
        for (std::size_t second = first + 1; second < report.answers.answers.size(); ++second) {
            const auto table = labeling::confusion(report.answers.answers[first],
                                                   report.answers.answers[second], report.categories.size());
            Json& pair = all[report.annotators[first]][report.annotators[second]];
            pair = Json::object();
            for (std::size_t row = 0; row < table.size(); ++row)
                for (std::size_t column = 0; column < table.size(); ++column)
                    if (table[row][column] > 0)
                        pair[report.categories[row]][report.categories[column]] = table[row][column];
        }
    return all;
}

Json agreementJson(const labeling::AgreementReport& report) {
    Json json = {{"items", report.items},
                 {"annotators", report.annotators},
                 {"percent", numberOrNull(report.percent)},
                 {"cohen_kappa", numberOrNull(report.cohenKappa)},
                 {"weighted_kappa", numberOrNull(report.weightedKappa)},
                 {"krippendorff_alpha", numberOrNull(report.krippendorffAlpha)},
                 {"gwet_ac2", numberOrNull(report.gwetAc2)},
                 {"confusion", confusionJson(report)},
                 {"scale", report.scale == labeling::Scale::Ordinal ? "ordinal" : "nominal"},
                 {"differ", report.disputes},
                 {"decided", report.decided}};
    if (report.spanF1)
        json["span_f1"] = *report.spanF1;
    if (report.kendallTau)
        json["kendall_tau"] = *report.kendallTau;
    return json;
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

void printAgreement(Session& session, const labeling::AgreementReport& report) {
    const Json json = agreementJson(report);
    if (session.wantsJson())
        return session.printJson(json);
    if (report.items == 0)
        return session.printLine(session.texts().sentence("data.agreement_none", {}));
    session.printLine(session.texts().sentence("data.agreement", {{"rows", grouped(report.items)},
                                                                  {"annotators", listed(report.annotators)},
                                                                  {"disputes", grouped(report.disputes)}}));
    Table table({"figure", "value"});
    std::vector<std::string> undefined;
    for (const char* figure : {"percent", "cohen_kappa", "weighted_kappa", "krippendorff_alpha", "gwet_ac2",
                               "kendall_tau", "span_f1"}) {
        const Json* value = member(json, figure);
        if (value)
            table.add({figure, dumpJson(*value)});
        else if (json.contains(figure) && !report.spanF1 && !report.kendallTau &&
                 (std::string_view(figure) != "weighted_kappa" || report.scale == labeling::Scale::Ordinal))
            undefined.emplace_back(figure);
    }
    session.printRaw(table.text());
    if (!undefined.empty())
        session.printLine(
            session.texts().sentence("data.agreement_undefined", {{"figures", listed(undefined)}}));
}

void addAgreement(CLI::App& group, Session& session) {
    struct Options {
        DatasetArguments dataset;
        std::string scheme;
    };
    auto options = std::make_shared<Options>();
    auto* command = addCommand(group, "agreement", "How far the annotators of a label scheme agree",
                               "luthier-engine data agreement support.luthier answers intent");
    addDatasetArguments(*command, options->dataset);
    command->add_option("SCHEME", options->scheme, "Name of the scheme")->required();
    session.act(command, [&session, options]() -> Result<int> {
        TRY(auto opened,
            openDataset(options->dataset.project, options->dataset.dataset, project::Access::ReadOnly));
        TRY(const auto report, labeling::agreementOf(opened.project.database(), opened.facts, options->scheme,
                                                     session.stopToken()));
        printAgreement(session, report);
        return 0;
    });
}

} // namespace

std::string annotatorOr(const std::string& given) {
    if (!given.empty())
        return given;
    const char* user = std::getenv("USER");
    return user && dataset::isAnnotatorName(user) ? user : "me";
}

void addDataLabels(CLI::App& group, Session& session) {
    addScheme(group, session);
    addSchemes(group, session);
    addLabel(group, session);
    addAgreement(group, session);
}

} // namespace luthier::engine_program
