#include "tool_exports.h"

#include "json_check.h"
#include "options.h"
#include "roles.h"

#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace luthier::importing {

// A tool is one file below tools/ and one line here.
const ToolExport& labelStudioTool();
const ToolExport& labelStudioMinTool();
const ToolExport& argillaTool();
const ToolExport& argillaOneTool();
const ToolExport& kilnTool();

namespace {

constexpr std::array kTools = {&labelStudioTool, &labelStudioMinTool, &argillaTool, &argillaOneTool,
                               &kilnTool};
constexpr std::size_t kLookedAtBytes = std::size_t{1} << 20;
constexpr std::size_t kLongestOption = 64;
constexpr std::size_t kMostAdded = 256;
constexpr std::size_t kMostTexts = 64;
constexpr std::size_t kMostNamed = 100; // different things that are left out
/// Behind a record some bytes are read.
constexpr std::size_t kPadding = 64;

class ExportReader final : public RecordReader {
public:
    ExportReader(std::unique_ptr<RecordReader> reader, const ToolExport& tool, ToolFindings* findings)
        : m_reader(std::move(reader))
        , m_tool(tool)
        , m_findings(findings) {}
    const TextWindow& window() const override { return m_reader->window(); }

    Result<bool> next(Record& record) override {
        TRY(const bool more, m_reader->next(record));
        if (more && record.problem.empty())
            flatten(record);
        return more;
    }

private:
    void flatten(Record& record) {
        if (record.problem = m_check.check(record.raw, dataset::RecordShape::Object, record.parameters);
            !record.problem.empty())
            return;
        const auto json = parseJson(record.raw);
        if (!json) {
            record.problem = "import.bad_json";
            return;
        }
        FlatRow flat;
        LeftOut left;
        m_tool.flatten(*json, flat, left);
        if (!flat.badMember.empty()) {
            record.problem = "import.export_member";
            record.parameters = {{"tool", std::string(m_tool.name)}, {"name", flat.badMember}};
            return;
        }
        m_raw = dumpJson(flat.row);
        if (m_raw.size() > kLongestRecord) {
            record.problem = "import.record_too_large";
            record.parameters = {{"limit", std::to_string(kLongestRecord)}};
            return;
        }
        m_raw.reserve(m_raw.size() + kPadding);
        record.raw = m_raw;
        if (!m_findings)
            return;
        if (!flat.task.empty() && flat.task == m_task)
            left.add("data.left_repeated");
        m_task = flat.task;
        m_findings->left.add(left);
        if (m_findings->keepsRows) {
            flat.row = Json();
            m_findings->rows.push_back(std::move(flat));
        }
    }

    std::unique_ptr<RecordReader> m_reader;
    const ToolExport& m_tool;
    ToolFindings* m_findings;
    JsonCheck m_check;
    std::string m_raw;
    std::string m_task; // of the row before
};

std::string lettersOf(std::string_view name) {
    std::string letters;
    for (const char c : name)
        if (static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            letters += c;
        else if (c >= 'A' && c <= 'Z')
            letters += static_cast<char>(c + 32);
    return letters;
}

std::string columnCalled(const FlatRow& flat, const std::string& letters) {
    for (const auto& text : flat.texts)
        if (!letters.empty() && lettersOf(text) == letters)
            return text;
    return {};
}

/// The one pair of columns whose names differ in their last part alone.
std::pair<std::string, std::string> twins(const FlatRow& flat) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kEnds = {
        {{"1", "2"}, {"a", "b"}, {"left", "right"}, {"0", "1"}, {"first", "second"}}};
    for (const auto& [one, two] : kEnds) {
        std::vector<std::pair<std::string, std::string>> found;
        for (const auto& text : flat.texts) {
            std::string letters = lettersOf(text);
            if (!letters.ends_with(one))
                continue;
            letters.resize(letters.size() - one.size());
            if (const auto other = columnCalled(flat, letters + std::string(two)); !other.empty())
                found.emplace_back(text, other);
        }
        if (found.size() == 1)
            return found.front();
    }
    return {};
}

/// Options are short, and few for the rows there are; a text is neither.
bool areOptions(const std::string& column, const std::vector<Json>& rows) {
    std::set<std::string> values;
    std::size_t count = 0;
    for (const Json& row : rows) {
        const Json* value = member(row, column);
        if (!value || value->is_array()) // several options
            continue;
        if (!value->is_string())
            return false;
        const auto& text = value->get_ref<const std::string&>();
        if (text.size() > kLongestOption || text.find('\n') != std::string::npos)
            return false;
        values.insert(text);
        ++count;
    }
    return count > 0 && (count < 4 || values.size() * 2 <= count);
}

/// What a sample says together.
struct Judgements {
    std::string label, answer;
    bool pair = false;
    std::vector<std::string> texts, about;
    std::set<std::string> columns; ///< that were judged
};

void addNew(std::vector<std::string>& names, const std::vector<std::string>& more) {
    for (const auto& name : more)
        if (std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
}

Judgements gather(const std::vector<FlatRow>& sample, const std::vector<Json>& rows) {
    Judgements found;
    std::map<std::string, bool> options; // of columns that hold one or the other
    for (const FlatRow& flat : sample) {
        addNew(found.texts, flat.texts);
        addNew(found.about, flat.about);
        for (const auto& [column, judged] : flat.judged) {
            found.columns.insert(column);
            bool isLabel = judged == Judged::Label;
            bool isAnswer = judged == Judged::Answer;
            if (judged == Judged::Words) {
                if (!options.contains(column))
                    options[column] = areOptions(column, rows);
                isLabel = options[column];
                isAnswer = !isLabel;
            }
            if (isLabel && found.label.empty())
                found.label = column;
            if (isAnswer && found.answer.empty())
                found.answer = column;
            found.pair = found.pair || judged == Judged::Pair;
        }
    }
    return found;
}

/// The column of what was judged that has a role: the text is what the tool says was judged, the prompt what
/// is called one.
std::string columnFor(std::string_view role, const Judgements& found, const std::vector<Json>& rows) {
    std::vector<std::string> candidates;
    for (const auto& text : found.texts)
        if (!found.columns.contains(text))
            candidates.push_back(text);
    if (candidates.empty() && !rows.empty())
        for (const auto& [name, value] : rows.front().items())
            if (value.is_string() && usualRoleOf(name) == role && name != found.label && name != found.answer)
                candidates.push_back(name);
    std::vector<std::string> sure;
    for (const auto& candidate : candidates)
        if (usualRoleOf(candidate) == role)
            sure.push_back(candidate);
    std::vector<std::string> judged;
    for (const auto& about : found.about)
        if (std::find(candidates.begin(), candidates.end(), about) != candidates.end())
            judged.push_back(about);
    const bool textRole = role == "text";
    for (const auto* names : {textRole ? &judged : &sure, textRole ? &sure : &judged, &candidates})
        if (!names->empty())
            return names->front();
    return {};
}

} // namespace

void LeftOut::add(const std::string& code, std::int64_t count, const std::string& name) {
    if (count <= 0)
        return;
    const bool many = m_counts.size() >= kMostNamed && !m_counts.contains({code, name});
    m_counts[{code, many && !name.empty() ? "…" : std::string(utf8Prefix(name, kLongestOption))}] += count;
}

void LeftOut::add(const LeftOut& other) {
    for (const auto& [what, count] : other.m_counts)
        add(what.first, count, what.second);
}

Json toJson(const LeftOut& left) {
    Json list = Json::array();
    for (const auto& [what, count] : left.counts()) {
        Json entry = {{"code", what.first}, {"count", count}};
        if (!what.second.empty())
            entry["name"] = what.second;
        list.push_back(std::move(entry));
    }
    return list;
}

const ToolExport* toolOf(const Json& record) {
    if (record.is_object())
        for (const auto tool : kTools)
            if (tool().fits(record))
                return &tool();
    return nullptr;
}

const ToolExport* toolOf(std::string_view text) {
    if (text.size() > kLookedAtBytes)
        return nullptr;
    const auto record = parseJson(text);
    return record ? toolOf(*record) : nullptr;
}

std::unique_ptr<RecordReader> readExport(std::unique_ptr<RecordReader> reader, const ToolExport& tool,
                                         ToolFindings* findings) {
    return std::make_unique<ExportReader>(std::move(reader), tool, findings);
}

dataset::Roles rolesOfJudgements(const std::vector<FlatRow>& sample, const std::vector<Json>& rows) {
    const Judgements found = gather(sample, rows);
    dataset::Roles roles;
    const auto add = [&](const std::string& column, const char* role) {
        if (!column.empty())
            roles.emplace_back(column, role);
    };
    if (found.pair) {
        add(columnFor("prompt", found, rows), "prompt");
        add("chosen", "chosen");
        add("rejected", "rejected");
    } else if (!found.label.empty()) {
        add(columnFor("text", found, rows), "text");
        add(found.label, "label");
    } else if (!found.answer.empty()) {
        add(columnFor("prompt", found, rows), "prompt");
        add(found.answer, "response");
    }
    return roles;
}

std::string addColumn(FlatRow& flat, std::string name, Json value) {
    while (flat.row.contains(name))
        name += "_annotation";
    flat.row[name] = std::move(value);
    return name;
}

void addColumns(FlatRow& flat, const std::string& name, const Json& object) {
    if (!flat.row.empty() && object.size() > kMostAdded) {
        addColumn(flat, name, object);
        return;
    }
    if (flat.row.empty()) {
        flat.row = object;
        for (const auto& [key, value] : object.items())
            if (value.is_string() && flat.texts.size() < kMostTexts)
                flat.texts.push_back(key);
        return;
    }
    for (const auto& [key, value] : object.items())
        addColumn(flat, key, value);
}

bool addPair(FlatRow& flat, std::string_view left, std::string_view right, bool leftIsBetter) {
    std::pair<std::string, std::string> columns{columnCalled(flat, lettersOf(left)),
                                                columnCalled(flat, lettersOf(right))};
    if (columns.first.empty() || columns.second.empty() || columns.first == columns.second)
        columns = twins(flat);
    if (columns.first.empty())
        return false;
    if (!leftIsBetter)
        std::swap(columns.first, columns.second);
    Json chosen = flat.row[columns.first];
    Json rejected = flat.row[columns.second];
    flat.row["chosen"] = std::move(chosen);
    flat.row["rejected"] = std::move(rejected);
    flat.judged.emplace_back("chosen", Judged::Pair);
    // The two answers are no prompt.
    std::erase_if(flat.texts, [&](const auto& name) {
        return name == columns.first || name == columns.second || name == "chosen" || name == "rejected";
    });
    return true;
}

} // namespace luthier::importing
