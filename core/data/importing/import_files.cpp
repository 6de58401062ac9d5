#include "importing.h"

#include "rejection.h"
#include "roles.h"
#include "row_builder.h"
#include "row_check.h"
#include "sniff.h"

#include <base/utf8.h>
#include <dataset/catalog.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace luthier::importing {

namespace {

using dataset::ImportProblem;
using dataset::RowWriter;

constexpr int kRowsBetweenStops = 64;

template <class Value>
struct Named {
    std::string_view name;
    Value value;
};

constexpr std::array<Named<Format>, 6> kFormats = {{{"auto", Format::Auto},
                                                    {"jsonl", Format::JsonLines},
                                                    {"json", Format::Json},
                                                    {"csv", Format::Csv},
                                                    {"tsv", Format::Tsv},
                                                    {"text", Format::Text}}};

// The first name of a value is the one that is printed.
constexpr std::array<Named<Encoding>, 14> kEncodings = {{{"auto", Encoding::Auto},
                                                         {"utf-8", Encoding::Utf8},
                                                         {"utf-16le", Encoding::Utf16Le},
                                                         {"utf-16be", Encoding::Utf16Be},
                                                         {"cp949", Encoding::Cp949},
                                                         {"latin-1", Encoding::Latin1},
                                                         {"utf8", Encoding::Utf8},
                                                         {"utf-8-sig", Encoding::Utf8},
                                                         {"utf-16", Encoding::Utf16Le},
                                                         {"euc-kr", Encoding::Cp949},
                                                         {"euckr", Encoding::Cp949},
                                                         {"latin1", Encoding::Latin1},
                                                         {"iso-8859-1", Encoding::Latin1},
                                                         {"windows-1252", Encoding::Latin1}}};

constexpr std::array<Named<char>, 8> kSeparators = {{{"comma", ','},
                                                     {"semicolon", ';'},
                                                     {"tab", '\t'},
                                                     {"pipe", '|'},
                                                     {",", ','},
                                                     {";", ';'},
                                                     {"\t", '\t'},
                                                     {"|", '|'}}};
constexpr std::string_view kSeparatorNames = "auto, comma, semicolon, tab, pipe";

template <class Values>
std::string namesOf(const Values& values) {
    std::string names;
    for (const auto& value : values)
        names += (names.empty() ? "" : ", ") + std::string(value.name);
    return names;
}

Json sourceOf(std::span<const std::filesystem::path> files, const FilePlan& plan) {
    Json names = Json::array();
    for (const auto& file : files)
        names.push_back(replaceInvalidUtf8(file.filename().string()));
    return {{"files", names},
            {"tool", plan.tool ? Json(plan.tool->name) : Json()},
            {"format", nameOf(plan.format)},
            {"encoding", nameOf(plan.encoding)},
            {"place", placeName(plan.json)},
            {"separator", std::string(1, plan.cells.separator)},
            {"header", plan.cells.header == Header::Present},
            {"text_unit", plan.textUnit == TextUnit::Line        ? "line"
                          : plan.textUnit == TextUnit::Paragraph ? "paragraph"
                                                                 : "file"}};
}

/// Files of one import, and additions to a dataset, must mean the same by their columns.
Status requireSame(const FilePlan& plan, dataset::RecordShape shape,
                   const std::vector<dataset::Field>& fields, const std::filesystem::path& file) {
    if (plan.shape != shape)
        return refused("import.other_shape").at(file.string());
    if (shape == dataset::RecordShape::Object)
        return {};
    const bool same = std::equal(plan.fields.begin(), plan.fields.end(), fields.begin(), fields.end(),
                                 [](const auto& a, const auto& b) { return a.name == b.name; });
    return same ? Status() : Status(refused("import.columns_differ").at(file.string()));
}

/// One import under way.
struct Run {
    RowWriter writer;
    RowBuilder builder;
    RowCheck rowCheck;
    JsonCheck check;
    dataset::RecordShape shape;
    std::string split;
    std::int64_t bytesBefore = 0;
    std::int64_t bytesAll = 0;
    std::optional<ImportProblem> firstProblem;
    ToolFindings findings;

    void reject(ImportProblem problem) {
        if (!firstProblem)
            firstProblem = problem;
        writer.reject(std::move(problem));
    }

    Status take(const Record& record, const std::filesystem::path& file) {
        if (!record.problem.empty()) {
            reject(problemOf(record, record.problem, record.parameters, file));
            return {};
        }
        Parameters parameters;
        if (auto code = check.check(record.raw, shape, parameters); !code.empty()) {
            reject(problemOf(record, std::move(code), std::move(parameters), file));
            return {};
        }
        if (auto code = rowCheck.problem(check, record.raw, parameters); !code.empty()) {
            reject(problemOf(record, std::move(code), std::move(parameters), file));
            return {};
        }
        builder.read(check);
        dataset::NewRow row;
        row.raw = record.raw;
        row.split = !split.empty()          ? std::string_view(split)
                    : !record.split.empty() ? record.split
                                            : std::string_view(builder.split());
        if (!row.split.empty() && split.empty() && !dataset::checkedSplitName(row.split)) {
            reject(problemOf(record, "import.bad_split", {{"name", std::string(row.split)}}, file));
            return {};
        }
        row.narrow = builder.narrow();
        return writer.add(row);
    }

    Status readFile(const std::filesystem::path& file, const FilePlan& plan, StopToken stop,
                    ProgressSink& progress) {
        TRY(const auto reader, openReader(file, plan, &findings));
        Record record;
        for (int count = 0;; ++count) {
            if (count % kRowsBetweenStops == 0) {
                if (stop.stop_requested())
                    return interrupted();
                progress.report({"importing", bytesBefore + reader->window().bytesRead(), bytesAll});
            }
            TRY(const bool more, reader->next(record));
            if (!more)
                break;
            TRY_VOID(take(record, file));
        }
        bytesBefore += reader->window().fileSize();
        return {};
    }
};

Result<RowWriter> openWriter(project::Project& project, std::span<const std::filesystem::path> files,
                             const ImportOptions& options, const FilePlan& plan) {
    if (options.into) {
        TRY(const auto facts, dataset::datasetById(project.database(), *options.into));
        TRY_VOID(requireSame(plan, facts.shape, facts.fields, files.front()));
        return RowWriter::append(project, *options.into, sourceOf(files, plan)["files"]);
    }
    const Proposal proposal = proposeRoles(plan.fields, plan.rows, options.roles, plan.judged);
    dataset::NewDataset dataset;
    dataset.name = options.name.empty() ? replaceInvalidUtf8(files.front().stem().string()) : options.name;
    dataset.shape = plan.shape;
    dataset.layout = proposal.layout;
    dataset.roles = proposal.roles;
    dataset.facets = proposal.facets;
    dataset.source = sourceOf(files, plan);
    return RowWriter::create(project, dataset,
                             options.name.empty() ? dataset::Name::Proposed : dataset::Name::Given);
}

Error nothingReadable(const Run& run, const std::filesystem::path& file) {
    if (!run.firstProblem)
        return refused("import.empty_file").at(file.string());
    return refused("import.nothing_readable")
        .at(file.string())
        .line(run.firstProblem->line)
        .with("reason", run.firstProblem->code)
        .with("rejected", run.writer.rejected());
}

Status checkRoles(const dataset::Roles& given, const FilePlan& plan) {
    for (const auto& role : given) {
        const bool known = std::any_of(plan.fields.begin(), plan.fields.end(),
                                       [&](const auto& field) { return field.name == role.first; });
        if (!known)
            return usageError("import.no_such_column").with("name", role.first);
    }
    return {};
}

} // namespace

Result<Format> formatFromName(std::string_view name) {
    for (const auto& known : kFormats)
        if (known.name == name)
            return known.value;
    if (name == "parquet" || name == "chat-export")
        return usageError("usage.not_yet").with("name", name).with("available", namesOf(kFormats));
    return usageError("import.unknown_format").with("name", name).with("available", namesOf(kFormats));
}

Result<Encoding> encodingFromName(std::string_view name) {
    for (const auto& known : kEncodings)
        if (known.name == name)
            return known.value;
    return usageError("import.unknown_encoding").with("name", name).with("available", namesOf(kEncodings));
}

Result<std::optional<char>> separatorFromName(std::string_view name) {
    if (name == "auto")
        return std::optional<char>();
    for (const auto& known : kSeparators)
        if (known.name == name)
            return std::optional<char>(known.value);
    return usageError("import.unknown_separator").with("name", name).with("available", kSeparatorNames);
}

Result<Header> headerFromName(std::string_view name) {
    if (name == "auto")
        return Header::Auto;
    if (name == "yes" || name == "present")
        return Header::Present;
    if (name == "no" || name == "absent")
        return Header::Absent;
    return usageError("import.unknown_header").with("name", name);
}

Result<TextUnit> textUnitFromName(std::string_view name) {
    if (name == "line")
        return TextUnit::Line;
    if (name == "paragraph")
        return TextUnit::Paragraph;
    if (name == "file")
        return TextUnit::File;
    return usageError("import.unknown_text_unit").with("name", name);
}

Result<std::pair<std::string, std::string>> roleFromText(std::string_view text) {
    const auto equals = text.rfind('=');
    if (equals == std::string_view::npos || equals == 0 || !dataset::isRole(text.substr(equals + 1)))
        return usageError("import.bad_role").with("text", text);
    return std::pair{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

std::string_view nameOf(Format format) {
    return std::find_if(kFormats.begin(), kFormats.end(),
                        [&](const auto& known) { return known.value == format; })
        ->name;
}

std::string_view nameOf(Encoding encoding) {
    return std::find_if(kEncodings.begin(), kEncodings.end(),
                        [&](const auto& known) { return known.value == encoding; })
        ->name;
}

Result<ImportReport> importFiles(project::Project& project, std::span<const std::filesystem::path> files,
                                 const ImportOptions& options, StopToken stop, ProgressSink& progress) {
    const auto started = std::chrono::steady_clock::now();
    TRY_VOID(project.requireWritable());
    if (files.empty())
        return usageError("import.no_file");
    if (!options.split.empty())
        TRY_VOID(dataset::checkedSplitName(options.split).map([](const auto&) {}));
    std::vector<FilePlan> plans;
    std::int64_t bytes = 0;
    for (const auto& file : files) {
        TRY(auto plan, sniffFile(file, options));
        TRY_VOID(checkRoles(options.roles, plan));
        if (!plans.empty())
            TRY_VOID(requireSame(plan, plans[0].shape, plans[0].fields, file));
        std::error_code ignored;
        bytes += static_cast<std::int64_t>(std::filesystem::file_size(file, ignored));
        plans.push_back(std::move(plan));
    }
    TRY(auto writer, openWriter(project, files, options, plans[0]));
    RowBuilder builder(plans[0].shape, plans[0].fields, writer.roles(), writer.facets());
    RowCheck rowCheck(plans[0].shape, plans[0].fields, writer.roles());
    Run run{std::move(writer),
            std::move(builder),
            std::move(rowCheck),
            {},
            plans[0].shape,
            options.split,
            0,
            bytes,
            {},
            {}};
    for (std::size_t index = 0; index < files.size(); ++index)
        TRY_VOID(run.readFile(files[index], plans[index], stop, progress));
    if (run.writer.rows() == 0)
        return nothingReadable(run, files.front());
    TRY(auto outcome, run.writer.publish(run.builder.fields()));
    ImportReport report;
    report.dataset = std::move(outcome.facts);
    report.rows = outcome.rows;
    report.rejected = outcome.rejected;
    report.encoding = nameOf(plans[0].encoding);
    report.tool = plans[0].tool ? plans[0].tool->name : "";
    report.left = run.findings.left;
    report.place = placeName(plans[0].json);
    if (plans[0].format == Format::Csv || plans[0].format == Format::Tsv)
        report.header = plans[0].cells.header == Header::Present;
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return report;
}

Json toJson(const ImportReport& report) {
    Json roles = Json::object();
    for (const auto& [column, role] : report.dataset.roles)
        roles[column] = role;
    return {{"dataset", report.dataset.id.value},
            {"name", report.dataset.name},
            {"rows", report.rows},
            {"rejected", report.rejected},
            {"layout", report.dataset.layout},
            {"roles", roles},
            {"encoding", report.encoding},
            {"tool", report.tool.empty() ? Json() : Json(report.tool)},
            {"left_out", toJson(report.left)},
            {"place", report.place.empty() ? Json() : Json(report.place)},
            {"header", report.header ? Json(*report.header) : Json()},
            {"seconds", report.seconds}};
}

} // namespace luthier::importing
