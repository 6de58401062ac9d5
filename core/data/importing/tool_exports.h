#pragma once

#include "record_reader.h"

#include <base/json.h>
#include <dataset/types.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace luthier::importing {

/// What was not taken of an export, by the code of its sentence (data.left_…) and, where the sentence names
/// something, its name.
class LeftOut {
public:
    void add(const std::string& code, std::int64_t count = 1, const std::string& name = {});
    void add(const LeftOut& other);
    bool empty() const { return m_counts.empty(); }
    const std::map<std::pair<std::string, std::string>, std::int64_t>& counts() const { return m_counts; }

private:
    std::map<std::pair<std::string, std::string>, std::int64_t> m_counts;
};
/// A list of {code, count} with, where there is one, a name.
Json toJson(const LeftOut& left);

/// What people said of a record, in a column of its row.
enum class Judged {
    Label,  ///< one of several options
    Labels, ///< several of them
    Answer, ///< a text that was written
    Words,  ///< an option or a text; the tool does not tell which
    Number, ///< a rating
    Spans,  ///< marked passages
    Pair,   ///< the columns `chosen` and `rejected`
};

/// What a record of an export is as a row.
struct FlatRow {
    Json row = Json::object();
    std::vector<std::string> texts; ///< columns of what was judged that hold texts
    std::vector<std::string> about; ///< those that were judged, where the tool tells
    std::vector<std::pair<std::string, Judged>> judged;
    std::string task; ///< of tools that write a row an annotation: what was judged
    /// Not empty where the record is not as the tool writes it: the member that is not.
    std::string badMember;
};

/// The contract of an annotation tool, one file below tools/.
struct ToolExport {
    std::string_view name; ///< as its makers spell it; told in sentences, not translated
    /// Whether a record is one of the tool's, by its members.
    bool (*fits)(const Json& record) = nullptr;
    /// The row of a record that is an object, and what of it stays behind.
    void (*flatten)(const Json& record, FlatRow& flat, LeftOut& left) = nullptr;
};

/// The tool whose record this is, or null.
const ToolExport* toolOf(const Json& record);
/// The same of a text; what does not read is nobody's. Texts beyond 1 MiB are not looked at.
const ToolExport* toolOf(std::string_view text);

/// What reading an export gathers.
struct ToolFindings {
    LeftOut left;
    bool keepsRows = false;
    std::vector<FlatRow> rows; ///< without their JSON; kept where it is asked for
};

/// Turns the records of a tool into rows. One that is not as the tool writes it has the problem
/// import.export_member. `findings` may be null, and outlives the reader.
std::unique_ptr<RecordReader> readExport(std::unique_ptr<RecordReader> reader, const ToolExport& tool,
                                         ToolFindings* findings);

/// The roles that the judgements of a sample give columns; empty where there are none. An option is a label,
/// and what it was said of is the text; a written text answers a prompt; a pair stands before both.
dataset::Roles rolesOfJudgements(const std::vector<FlatRow>& sample, const std::vector<Json>& rows);

/// For tools: adds a column; a name that is taken gets a mark. Returns the name.
std::string addColumn(FlatRow& flat, std::string name, Json value);
/// For tools: the members of an object become columns. Of the first one added the texts are named in `texts`;
/// a later one with very many members is one column, `name`.
void addColumns(FlatRow& flat, const std::string& name, const Json& object);
/// For tools: writes `chosen` and `rejected` of two columns that hold texts. `left` and `right` are names as
/// the tool has them, letters and digits alone count; without a column called so, two columns whose names
/// differ by 1 and 2, a and b or left and right alone. False where there are no such columns.
bool addPair(FlatRow& flat, std::string_view left, std::string_view right, bool leftIsBetter);

} // namespace luthier::importing
