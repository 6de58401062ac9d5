#include "sniff.h"

#include "file_kind.h"
#include "json_check.h"
#include "rejection.h"
#include "roles.h"
#include "table_sniffing.h"
#include "value_scanner.h"

#include <algorithm>
#include <array>

namespace luthier::importing {

namespace {

constexpr std::size_t kSampleRows = 200;
constexpr std::int64_t kSampleBytes = std::int64_t{4} << 20;
constexpr std::size_t kSampleProblems = 100;
constexpr int kRecordsForTool = 20;
/// The beginning of a JSON text tells where its rows are.
constexpr std::size_t kOutlineBytes = std::size_t{1} << 20;

std::string_view firstLine(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find('\n', begin) - begin);
}

void addField(std::vector<dataset::Field>& fields, std::string_view name, std::uint32_t kind) {
    for (auto& field : fields)
        if (field.name == name) {
            field.kinds |= kind;
            return;
        }
    if (fields.size() < kMostFields)
        fields.push_back({std::string(name), kind});
}

Json namedCells(const Json& cells, const std::vector<dataset::Field>& fields) {
    Json row = Json::object();
    for (std::size_t index = 0; index < cells.size() && index < fields.size(); ++index)
        row[fields[index].name] = cells[index];
    return row;
}

/// The tool whose export the first records that read are.
Status findTool(const std::filesystem::path& path, FilePlan& plan) {
    TRY(const auto reader, openReader(path, plan));
    Record record;
    for (int looked = 0; looked < kRecordsForTool; ++looked) {
        TRY(const bool more, reader->next(record));
        if (!more)
            break;
        const auto json = record.problem.empty() ? parseJson(record.raw) : Result<Json>(Json());
        if (!json || !json->is_object())
            continue;
        plan.tool = toolOf(*json);
        break;
    }
    return {};
}

Status takeSample(const std::filesystem::path& path, FilePlan& plan) {
    ToolFindings findings;
    findings.keepsRows = true;
    TRY(const auto reader, openReader(path, plan, &findings));
    JsonCheck check;
    Record record;
    std::int64_t seen = 0;
    while (plan.rows.size() < kSampleRows && (seen++ == 0 || reader->window().byte() < kSampleBytes)) {
        TRY(const bool more, reader->next(record));
        if (!more)
            break;
        Parameters parameters = record.parameters;
        std::string problem =
            record.problem.empty() ? check.check(record.raw, plan.shape, parameters) : record.problem;
        auto json = problem.empty() ? parseJson(record.raw) : Result<Json>(Json());
        if (!json)
            problem = "import.bad_json";
        if (!problem.empty()) {
            ++plan.rejected;
            if (plan.problems.size() < kSampleProblems)
                plan.problems.push_back(problemOf(record, std::move(problem), std::move(parameters), path));
            continue;
        }
        plan.places.push_back(problemOf(record, {}, {}, path));
        if (plan.shape == dataset::RecordShape::Cells) {
            plan.rows.push_back(namedCells(*json, plan.fields));
            continue;
        }
        check.forEachField(
            [&](std::string_view name, const FieldValue& value) { addField(plan.fields, name, value.kind); });
        plan.rows.push_back(std::move(*json));
    }
    plan.left = findings.left;
    if (plan.tool)
        plan.judged = rolesOfJudgements(findings.rows, plan.rows);
    return {};
}

/// A text that begins like JSON: `{` or `[`, or, where the name promises JSON, a string.
bool beginsLikeJson(std::string_view line, Format named) {
    const bool promised = named == Format::Json || named == Format::JsonLines;
    return line.starts_with('{') || line.starts_with('[') || (promised && line.starts_with('"'));
}

/// Whether a text file holds JSON: its first value, or the first element of its list, reads as an object or a
/// list. A bracket alone begins many a line.
bool isJsonText(std::string_view text) {
    const auto first = [](std::string_view behind) {
        behind.remove_prefix(std::min(behind.find_first_not_of(" \t\r\n"), behind.size()));
        ValueScanner scanner;
        const auto value = parseJson(behind.substr(0, scanner.scan(behind)));
        return value && value->is_structured() && !value->empty();
    };
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    return first(text.starts_with('[') ? text.substr(1) : text) ||
           (text.starts_with('[') && parseJson(text).has_value() && first(text));
}

/// The content decides; the name helps where the content could be several things.
Result<Format> decideFormat(const std::filesystem::path& path, const ImportOptions& options,
                            const TextWindow& window) {
    if (options.format != Format::Auto)
        return options.format;
    const Format named = formatFromExtension(path);
    const std::string_view line = firstLine(window.view());
    const bool promised = named == Format::Json || named == Format::JsonLines;
    if (beginsLikeJson(line, named) && (promised || isJsonText(window.view())))
        return named == Format::Json ? Format::Json : Format::JsonLines;
    if (named == Format::Csv || named == Format::Tsv)
        return named;
    if (options.separator)
        return *options.separator == '\t' ? Format::Tsv : Format::Csv;
    // Commas and tabs stand in prose and in broken JSON too: what has another name is a table when its first
    // line names columns that are usual.
    const Columns columns = named == Format::Auto ? Columns::Any : Columns::Usual;
    TRY(const auto separator, separatorOfText(path, window.encoding(), columns));
    if (separator)
        return *separator == '\t' ? Format::Tsv : Format::Csv;
    return promised ? named : Format::Text;
}

/// Rows below the top whose own fields say nothing, and that hold further objects, are not the rows that are
/// meant: "data[].paragraphs[].qas[]".
std::string deeperRows(const Json& row, std::string path) {
    for (const auto& [name, value] : row.items())
        if (value.is_array() && !value.empty() && value.front().is_object())
            return deeperRows(value.front(), path + "." + name + "[]");
    for (const auto& [name, value] : row.items())
        if (value.is_object())
            return deeperRows(value, path + "." + name);
    return path;
}

Status planJson(const std::filesystem::path& path, const ImportOptions& options, TextWindow& window,
                FilePlan& plan) {
    // One object may hold much before its rows, and is alone only when nothing follows it.
    const bool object = firstLine(window.view()).starts_with('{');
    const std::size_t blanks = std::min(window.view().find_first_not_of(" \t\r\n"), window.view().size());
    ValueScanner scanner;
    std::size_t length = 0;
    const auto needsMore = [&] {
        const std::string_view value = window.view().substr(blanks);
        if (length == 0)
            length = scanner.scan(value);
        return object && (length == 0 || firstLine(value.substr(length)).empty());
    };
    while (!window.atEnd() && window.view().size() < kLongestRecord && needsMore()) {
        TRY([[maybe_unused]] const bool more, window.more());
    }
    auto form = findJsonForm(window.view(), window.atEnd());
    if (!form)
        return std::move(form.error()).at(path.string());
    plan.json = *std::move(form);
    // What a person says is not guessed: a value a line is what they mean by JSON Lines.
    if (options.format == Format::JsonLines && plan.json.kind == JsonForm::Kind::Values)
        plan.json.kind = JsonForm::Kind::Lines;
    plan.format = plan.json.kind == JsonForm::Kind::Lines ? Format::JsonLines : Format::Json;
    return {};
}

Status refuseNested(const std::filesystem::path& path, const ImportOptions& options, const FilePlan& plan) {
    if (plan.json.kind != JsonForm::Kind::Members || plan.rows.empty() || !options.roles.empty())
        return {};
    if (plan.tool || proposeRoles(plan.fields, plan.rows, {}).layout != "table")
        return {};
    const std::string top = placeName(plan.json) + "[]";
    const std::string deeper = deeperRows(plan.rows.front(), top);
    if (deeper == top)
        return {};
    return refused("import.rows_nested").with("place", deeper).at(path.string());
}

} // namespace

Result<FilePlan> sniffFile(const std::filesystem::path& path, const ImportOptions& options) {
    TRY_VOID(refuseForeignKinds(path));
    TRY(auto window, TextWindow::open(path, options.encoding));
    while (firstLine(window.view()).empty() && window.view().size() < kLongestRecord) {
        TRY(const bool more, window.more());
        if (!more)
            return refused("import.empty_file").at(path.string());
    }
    while (window.view().size() < kOutlineBytes && !window.atEnd()) {
        TRY([[maybe_unused]] const bool more, window.more());
    }
    FilePlan plan;
    plan.encoding = window.encoding();
    plan.textUnit = options.textUnit;
    TRY(plan.format, decideFormat(path, options, window));
    const bool isJson = plan.format == Format::Json || plan.format == Format::JsonLines;
    plan.shape = isJson ? dataset::RecordShape::Object : dataset::RecordShape::Cells;
    if (isJson) {
        TRY_VOID(planJson(path, options, window, plan));
    } else if (plan.format == Format::Csv || plan.format == Format::Tsv) {
        TRY(auto table, planTable(path, plan.encoding, plan.format, options));
        plan.cells = table.cells;
        plan.fields = std::move(table.fields);
    } else {
        plan.fields = {{"text", dataset::kString}};
    }
    if (isJson) {
        TRY_VOID(findTool(path, plan));
    }
    TRY_VOID(takeSample(path, plan));
    TRY_VOID(refuseNested(path, options, plan));
    return plan;
}

namespace {

Result<std::unique_ptr<RecordReader>> openJson(TextWindow window, const JsonForm& form) {
    switch (form.kind) {
    case JsonForm::Kind::Lines:
        return readJsonLines(std::move(window));
    case JsonForm::Kind::Values:
        return readJsonValues(std::move(window), TopList::HoldsRows);
    case JsonForm::Kind::OneList:
        return readJsonValues(std::move(window), TopList::IsRow);
    case JsonForm::Kind::Members:
        return readJsonMembers(std::move(window), form.place);
    case JsonForm::Kind::Table:
        return readJsonTable(std::move(window), form.place.path);
    }
    return readJsonLines(std::move(window));
}

} // namespace

Result<std::unique_ptr<RecordReader>> openReader(const std::filesystem::path& path, const FilePlan& plan,
                                                 ToolFindings* findings) {
    TRY(auto window, TextWindow::open(path, plan.encoding));
    switch (plan.format) {
    case Format::JsonLines:
    case Format::Json: {
        auto reader = openJson(std::move(window), plan.json);
        if (!reader)
            return std::move(reader.error()).at(path.string());
        if (plan.json.bare)
            return wrapBareValues(*std::move(reader));
        return plan.tool ? readExport(*std::move(reader), *plan.tool, findings) : *std::move(reader);
    }
    case Format::Csv:
    case Format::Tsv:
        return readCells(std::move(window), plan.cells);
    default:
        return readText(std::move(window), plan.textUnit);
    }
}

} // namespace luthier::importing
