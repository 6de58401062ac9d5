#include "sniff.h"

#include "file_kind.h"
#include "json_check.h"
#include "rejection.h"
#include "roles.h"

#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace luthier::importing {

namespace {

constexpr std::size_t kSampleRows = 200;
constexpr std::int64_t kSampleBytes = std::int64_t{4} << 20;
constexpr std::size_t kSeparatorRows = 50;
constexpr std::size_t kSampleProblems = 100;
constexpr std::size_t kLongestColumnName = 200;

using Cells = std::vector<std::string>;

std::string_view firstLine(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find('\n', begin) - begin);
}

/// A value in one line with more behind it means JSON Lines; a longer one, or a single list, is a value of
/// its own.
Format jsonFormat(std::string_view text) {
    const std::string_view line = firstLine(text);
    if (line.starts_with('[')) {
        const std::string_view rest =
            text.substr(static_cast<std::size_t>(line.data() + line.size() - text.data()));
        return !firstLine(rest).empty() && parseJson(line) ? Format::JsonLines : Format::Json;
    }
    return parseJson(line) || text.find('\n') == std::string_view::npos ? Format::JsonLines : Format::Json;
}

Result<std::vector<Cells>> firstCells(const std::filesystem::path& path, Encoding encoding, char separator) {
    TRY(auto window, TextWindow::open(path, encoding));
    const auto reader = readCells(std::move(window), {separator, Header::Absent, 0});
    std::vector<Cells> rows;
    Record record;
    while (rows.size() < kSeparatorRows && reader->window().bytesRead() <= kSampleBytes) {
        TRY(const bool more, reader->next(record));
        if (!more)
            break;
        Cells cells;
        if (record.problem.empty())
            if (const auto json = parseJson(record.raw))
                for (const auto& cell : *json)
                    cells.push_back(cell.get<std::string>());
        rows.push_back(std::move(cells));
    }
    return rows;
}

struct Separation {
    char separator = ',';
    double score = 0; // share of rows with the usual number of cells; 0 when that is one
    std::vector<Cells> rows;
};

Result<Separation> separateBy(const std::filesystem::path& path, Encoding encoding, char separator) {
    Separation result;
    result.separator = separator;
    TRY(result.rows, firstCells(path, encoding, separator));
    std::map<std::size_t, std::size_t> counts;
    for (const auto& row : result.rows)
        ++counts[row.size()];
    std::size_t usual = 0;
    std::size_t times = 0;
    for (const auto& [cells, rows] : counts)
        if (rows >= times && cells > 0) {
            usual = cells;
            times = rows;
        }
    if (usual > 1)
        result.score = static_cast<double>(times) / static_cast<double>(result.rows.size()) +
                       0.001 * static_cast<double>(std::min<std::size_t>(usual, 50));
    return result;
}

Result<Separation> findSeparator(const std::filesystem::path& path, Encoding encoding, Format format,
                                 std::optional<char> given) {
    if (given)
        return separateBy(path, encoding, *given);
    Separation best;
    const std::string_view candidates = format == Format::Tsv ? "\t,;|" : ",;\t|";
    for (const char separator : candidates) {
        TRY(auto found, separateBy(path, encoding, separator));
        // The separator that the name promises wins a near draw.
        if (separator == candidates.front())
            found.score += found.score > 0 ? 0.05 : 0;
        if (best.rows.empty() || found.score > best.score)
            best = std::move(found);
    }
    return best;
}

bool looksLikeNumber(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789.,+-eE% ") == std::string_view::npos &&
           text.find_first_of("0123456789") != std::string_view::npos;
}

/// A first row is a header unless it speaks against it: numbers, empty or repeated cells, or cells like the
/// ones below.
bool looksLikeHeader(const std::vector<Cells>& rows) {
    if (rows.empty() || rows[0].empty())
        return false;
    const Cells& first = rows[0];
    if (std::any_of(first.begin(), first.end(), [](const auto& cell) { return isUsualName(cell); }))
        return true;
    const std::set<std::string> unique(first.begin(), first.end());
    const bool plausible = std::none_of(first.begin(), first.end(), [](const std::string& cell) {
        return cell.empty() || looksLikeNumber(cell) || cell.size() > 60 ||
               cell.find('\n') != std::string::npos;
    });
    if (!plausible || unique.size() != first.size() || rows.size() == 1)
        return false;
    // Names are short beside what they name, or stand over numbers.
    std::size_t longest = 0;
    bool numbersBelow = false;
    for (std::size_t row = 1; row < rows.size(); ++row)
        for (const auto& cell : rows[row]) {
            longest = std::max(longest, cell.size());
            numbersBelow = numbersBelow || looksLikeNumber(cell);
        }
    std::size_t longestName = 0;
    for (const auto& cell : first)
        longestName = std::max(longestName, cell.size());
    return numbersBelow || longest > 2 * longestName;
}

std::vector<dataset::Field> columnNames(const Cells& first, Header header, std::size_t columns) {
    std::vector<dataset::Field> fields;
    std::set<std::string> taken;
    for (std::size_t index = 0; index < columns; ++index) {
        std::string name = header == Header::Present && index < first.size() ? first[index] : std::string();
        name = std::string(utf8Prefix(name, kLongestColumnName));
        if (name.find_first_not_of(" \t\r\n") == std::string::npos)
            name = "column_" + std::to_string(index + 1);
        std::string unique = name;
        for (int number = 2; !taken.insert(unique).second; ++number)
            unique = name + "_" + std::to_string(number);
        fields.push_back({unique, dataset::kString});
    }
    return fields;
}

Status planCells(const std::filesystem::path& path, const ImportOptions& options, FilePlan& plan) {
    TRY(auto separation, findSeparator(path, plan.encoding, plan.format, options.separator));
    if (separation.score == 0 && !options.separator)
        separation.separator = plan.format == Format::Tsv ? '\t' : ',';
    const auto& rows = separation.rows;
    if (rows.empty())
        return refused("import.empty_file").at(path.string());
    const bool named = std::any_of(options.roles.begin(), options.roles.end(), [&](const auto& role) {
        return std::find(rows[0].begin(), rows[0].end(), role.first) != rows[0].end();
    });
    const bool header =
        options.header == Header::Auto ? named || looksLikeHeader(rows) : options.header == Header::Present;
    if (rows[0].empty() || rows[0].size() > kMostColumns)
        return refused("import.too_many_columns")
            .at(path.string())
            .line(1)
            .with("columns", static_cast<std::int64_t>(kMostColumns));
    plan.cells = {separation.separator, header ? Header::Present : Header::Absent, rows[0].size()};
    plan.fields = columnNames(rows[0], plan.cells.header, plan.cells.columns);
    return {};
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

Status takeSample(const std::filesystem::path& path, FilePlan& plan) {
    TRY(const auto reader, openReader(path, plan));
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
        if (plan.shape == dataset::RecordShape::Cells) {
            plan.rows.push_back(namedCells(*json, plan.fields));
            continue;
        }
        check.forEachField(
            [&](std::string_view name, const FieldValue& value) { addField(plan.fields, name, value.kind); });
        plan.rows.push_back(std::move(*json));
    }
    return {};
}

Result<Format> decideFormat(const std::filesystem::path& path, const ImportOptions& options,
                            const TextWindow& window) {
    const Format named = options.format == Format::Auto ? formatFromExtension(path) : options.format;
    const std::string_view line = firstLine(window.view());
    const bool json = line.starts_with('{') || line.starts_with('[');
    if (named == Format::Json ||
        (named == Format::JsonLines && options.format == Format::Auto && line.starts_with('[')))
        return json ? jsonFormat(window.view()) : Format::Json;
    if (named != Format::Auto)
        return named;
    if (json)
        return jsonFormat(window.view());
    if (options.separator)
        return *options.separator == '\t' ? Format::Tsv : Format::Csv;
    TRY(const auto separation, findSeparator(path, window.encoding(), Format::Csv, {}));
    if (separation.rows.size() < 2 || separation.score < 0.9)
        return Format::Text;
    return separation.separator == '\t' ? Format::Tsv : Format::Csv;
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
    FilePlan plan;
    plan.encoding = window.encoding();
    plan.textUnit = options.textUnit;
    TRY(plan.format, decideFormat(path, options, window));
    const bool isJson = plan.format == Format::Json || plan.format == Format::JsonLines;
    plan.shape = isJson ? dataset::RecordShape::Object : dataset::RecordShape::Cells;
    if (plan.format == Format::Csv || plan.format == Format::Tsv)
        TRY_VOID(planCells(path, options, plan));
    else if (!isJson)
        plan.fields = {{"text", dataset::kString}};
    TRY_VOID(takeSample(path, plan));
    return plan;
}

Result<std::unique_ptr<RecordReader>> openReader(const std::filesystem::path& path, const FilePlan& plan) {
    TRY(auto window, TextWindow::open(path, plan.encoding));
    switch (plan.format) {
    case Format::JsonLines:
        return readJsonLines(std::move(window));
    case Format::Json:
        return readJsonValues(std::move(window));
    case Format::Csv:
    case Format::Tsv:
        return readCells(std::move(window), plan.cells);
    default:
        return readText(std::move(window), plan.textUnit);
    }
}

} // namespace luthier::importing
