#include "table_sniffing.h"

#include "roles.h"

#include <base/json.h>
#include <base/utf8.h>

#include <algorithm>
#include <map>
#include <set>

namespace luthier::importing {

namespace {

constexpr std::int64_t kSampleBytes = std::int64_t{4} << 20;
constexpr std::size_t kSeparatorRows = 50;
constexpr std::size_t kLongestColumnName = 200;
constexpr std::size_t kLongestName = 60; // bytes of a cell that may be a column's name

using Cells = std::vector<std::string>;

/// A table as it is looked at.
struct Sample {
    const std::filesystem::path& path;
    Encoding encoding;
    bool separatorLine = false;
};

Result<std::vector<Cells>> firstCells(const Sample& sample, char separator) {
    TRY(auto window, TextWindow::open(sample.path, sample.encoding));
    const auto reader = readCells(std::move(window), {separator, Header::Absent, sample.separatorLine, 0});
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

Result<Separation> separateBy(const Sample& sample, char separator) {
    Separation result;
    result.separator = separator;
    TRY(result.rows, firstCells(sample, separator));
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

Result<Separation> findSeparator(const Sample& sample, Format format, std::optional<char> given) {
    if (given)
        return separateBy(sample, *given);
    Separation best;
    const std::string_view candidates = format == Format::Tsv ? "\t,;|" : ",;\t|";
    for (const char separator : candidates) {
        TRY(auto found, separateBy(sample, separator));
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

/// Ends like a sentence: a name does not.
bool endsLikeASentence(std::string_view text) {
    for (const std::string_view mark : {"?", "!", ".", "。", "？", "！", "…"})
        if (text.ends_with(mark))
            return true;
    return false;
}

bool isPhrase(std::string_view text) {
    return text.find(' ') != std::string_view::npos;
}

/// Short words that differ, and no values: what a row of names is like.
bool couldBeNames(const Cells& first) {
    const bool plausible = std::none_of(first.begin(), first.end(), [](const std::string& cell) {
        return cell.empty() || looksLikeNumber(cell) || cell.size() > kLongestName ||
               cell.find('\n') != std::string::npos || endsLikeASentence(cell);
    });
    return plausible && std::set<std::string>(first.begin(), first.end()).size() == first.size();
}

/// A first row is a header unless it speaks against it: numbers, empty or repeated cells, sentences, a value
/// that comes again below, or phrases that are all longer than what they would name.
bool looksLikeHeader(const std::vector<Cells>& rows) {
    if (rows.empty() || rows[0].empty())
        return false;
    const Cells& first = rows[0];
    if (std::any_of(first.begin(), first.end(), [](const auto& cell) { return isUsualName(cell); }))
        return true;
    if (!couldBeNames(first) || rows.size() == 1)
        return false;
    bool longerThanAll = true;
    for (std::size_t column = 0; column < first.size(); ++column)
        for (std::size_t row = 1; row < rows.size(); ++row) {
            if (column >= rows[row].size())
                continue;
            if (rows[row][column] == first[column])
                return false;
            longerThanAll = longerThanAll && rows[row][column].size() < first[column].size();
        }
    return !longerThanAll || std::none_of(first.begin(), first.end(), isPhrase);
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

bool isNamed(const Cells& first, const dataset::Roles& roles) {
    return std::any_of(roles.begin(), roles.end(), [&](const auto& role) {
        return std::find(first.begin(), first.end(), role.first) != first.end();
    });
}

/// The separator that the first line of a file names.
Result<std::optional<char>> separatorLineOf(const std::filesystem::path& path, Encoding encoding) {
    TRY(const auto window, TextWindow::open(path, encoding));
    return namedSeparator(window.view().substr(0, window.view().find('\n')));
}

} // namespace

std::optional<char> namedSeparator(std::string_view line) {
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n'))
        line.remove_suffix(1);
    if (line.size() >= 2 && line.front() == '"' && line.back() == '"')
        line = line.substr(1, line.size() - 2);
    const bool named = line.size() == 5 && (line[0] == 's' || line[0] == 'S') &&
                       (line[1] == 'e' || line[1] == 'E') && (line[2] == 'p' || line[2] == 'P') &&
                       line[3] == '=' && std::string_view(",;\t|").find(line[4]) != std::string_view::npos;
    return named ? std::optional(line[4]) : std::nullopt;
}

Result<TablePlan> planTable(const std::filesystem::path& path, Encoding encoding, Format format,
                            const ImportOptions& options) {
    TRY(const auto named, separatorLineOf(path, encoding));
    const Sample sample{path, encoding, named.has_value()};
    TRY(auto separation, findSeparator(sample, format, options.separator ? options.separator : named));
    if (separation.score == 0 && !options.separator && !named)
        separation.separator = format == Format::Tsv ? '\t' : ',';
    const auto& rows = separation.rows;
    if (rows.empty())
        return refused("import.empty_file").at(path.string());
    if (rows[0].empty() || rows[0].size() > kMostColumns)
        return refused("import.too_many_columns")
            .at(path.string())
            .line(1)
            .with("columns", static_cast<std::int64_t>(kMostColumns));
    const bool header = options.header == Header::Auto
                            ? isNamed(rows[0], options.roles) || looksLikeHeader(rows)
                            : options.header == Header::Present;
    TablePlan plan;
    plan.cells = {separation.separator, header ? Header::Present : Header::Absent, named.has_value(),
                  rows[0].size()};
    plan.fields = columnNames(rows[0], plan.cells.header, plan.cells.columns);
    return plan;
}

Result<std::optional<char>> separatorOfText(const std::filesystem::path& path, Encoding encoding,
                                            Columns columns) {
    TRY(const auto named, separatorLineOf(path, encoding));
    if (named)
        return named;
    TRY(const auto separation, findSeparator({path, encoding}, Format::Csv, {}));
    bool table = separation.rows.size() >= 2 && separation.score >= 0.9;
    if (columns == Columns::Usual && table)
        table = std::count_if(separation.rows[0].begin(), separation.rows[0].end(),
                              [](const std::string& name) { return isUsualName(name); }) >= 2;
    return table ? std::optional(separation.separator) : std::nullopt;
}

} // namespace luthier::importing
