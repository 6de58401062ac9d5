#include "roles.h"

#include <dataset/messages.h>
#include <dataset/record.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace luthier::importing {

namespace {

using dataset::Field;
using dataset::Roles;

constexpr std::size_t kLongestFacet = 64;
constexpr std::size_t kMostFacetValues = 120;

struct Usual {
    std::string_view name; // lower case
    std::string_view role;
};

/// Names under which each role is met, the surest first.
constexpr std::array<Usual, 97> kUsual = {{
    {"messages", "messages"},
    {"conversations", "messages"},
    {"conversation", "messages"},
    {"dialog", "messages"},
    {"dialogue", "messages"},
    {"대화", "messages"},
    {"chat", "messages"},
    {"dialogs", "messages"},
    {"turns", "messages"},
    {"chosen", "chosen"},
    {"rejected", "rejected"},
    {"instruction", "prompt"},
    {"prompt", "prompt"},
    {"question", "prompt"},
    {"query", "prompt"},
    {"q", "prompt"},
    {"질문", "prompt"},
    {"지시", "prompt"},
    {"명령", "prompt"},
    {"user", "prompt"},
    {"문제", "prompt"},
    {"customer", "prompt"},
    {"message", "prompt"},
    {"word", "prompt"},
    {"term", "prompt"},
    {"frage", "prompt"},
    {"pregunta", "prompt"},
    {"단어", "prompt"},
    {"용어", "prompt"},
    {"고객", "prompt"},
    {"요청", "prompt"},
    {"input", "input"},
    {"context", "input"},
    {"입력", "input"},
    {"문맥", "input"},
    {"output", "response"},
    {"response", "response"},
    {"completion", "response"},
    {"answer", "response"},
    {"a", "response"},
    {"reply", "response"},
    {"답변", "response"},
    {"대답", "response"},
    {"답", "response"},
    {"응답", "response"},
    {"출력", "response"},
    {"assistant", "response"},
    {"target", "response"},
    {"정답", "response"},
    {"completions", "response"},
    {"solution", "response"},
    {"meaning", "response"},
    {"definition", "response"},
    {"antwort", "response"},
    {"réponse", "response"},
    {"respuesta", "response"},
    {"agent", "response"},
    {"뜻", "response"},
    {"의미", "response"},
    {"정의", "response"},
    {"상담원", "response"},
    {"system", "system"},
    {"system_prompt", "system"},
    {"history", "history"},
    {"tools", "tools"},
    {"functions", "tools"},
    {"text", "text"},
    {"content", "text"},
    {"document", "text"},
    {"sentence", "text"},
    {"review", "text"},
    {"본문", "text"},
    {"텍스트", "text"},
    {"문장", "text"},
    {"내용", "text"},
    {"리뷰", "text"},
    {"sentence1", "text"},
    {"sentence2", "text_pair"},
    {"text_pair", "text_pair"},
    {"label", "label"},
    {"labels", "label"},
    {"category", "label"},
    {"class", "label"},
    {"intent", "label"},
    {"sentiment", "label"},
    {"라벨", "label"},
    {"레이블", "label"},
    {"분류", "label"},
    {"감정", "label"},
    {"source", "source"},
    {"url", "source"},
    {"출처", "source"},
    {"split", "split"},
    {"group", "group"},
    {"group_id", "group"},
    {"id", ""},
    {"title", ""},
}};

std::string plainName(std::string_view name) {
    std::string plain;
    for (const char c : name)
        if (c != ' ' || !plain.empty())
            plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    while (!plain.empty() && plain.back() == ' ')
        plain.pop_back();
    return plain;
}

std::string_view usualRole(std::string_view name) {
    const std::string plain = plainName(name);
    for (const auto& usual : kUsual)
        if (usual.name == plain)
            return usual.role;
    return {};
}

/// Names of several words mean what their last one does: "Agent reply", "상담원 답변"; an "answer id" is
/// none.
std::string_view roleOfWords(std::string_view name) {
    const std::string plain = plainName(name);
    const auto blank = plain.find_last_of(" _-");
    const std::string_view role = blank == std::string::npos
                                      ? std::string_view()
                                      : usualRole(std::string_view(plain).substr(blank + 1));
    return role == "prompt" || role == "response" ? role : std::string_view();
}

std::size_t sureness(std::string_view name) {
    const std::string plain = plainName(name);
    for (std::size_t index = 0; index < kUsual.size(); ++index)
        if (kUsual[index].name == plain)
            return index;
    return kUsual.size();
}

/// A list as it is, or the list that a text holds.
Json listIn(const Json& value) {
    if (!value.is_string() || !value.get_ref<const std::string&>().starts_with('['))
        return value;
    auto parsed = parseJson(value.get_ref<const std::string&>());
    return parsed ? std::move(*parsed) : value;
}

/// The first value of a column that is not empty.
std::optional<Json> firstValue(const std::string& column, const std::vector<Json>& rows) {
    for (const auto& row : rows)
        if (const Json* value = member(row, column); value && !value->empty())
            return listIn(*value);
    return {};
}

bool holdsTurns(const std::string& column, const std::vector<Json>& rows) {
    const auto value = firstValue(column, rows);
    return value && dataset::isTurns(*value);
}

/// A column of turns must hold lists; a text called "conversation" is none.
bool valuesFit(std::string_view role, const Field& field, const std::vector<Json>& rows) {
    if (role != "messages")
        return true;
    const bool onlyEmptyLists = (field.kinds & dataset::kList) != 0 && !firstValue(field.name, rows);
    return onlyEmptyLists || holdsTurns(field.name, rows);
}

/// The surest column of a role gets it.
std::string bestColumn(std::string_view role, const std::vector<Field>& fields,
                       const std::vector<Json>& rows) {
    std::string best;
    for (const auto& field : fields) {
        if (usualRole(field.name) != role || !valuesFit(role, field, rows))
            continue;
        if (best.empty() || sureness(field.name) < sureness(best))
            best = field.name;
    }
    for (const auto& field : fields)
        if (best.empty() && !isUsualName(field.name) && roleOfWords(field.name) == role)
            best = field.name;
    return best;
}

/// Columns of words and of a label for each of them, as sets of named entities have them.
struct WordColumns {
    std::string words;
    std::string tags;
};
WordColumns wordColumns(const std::vector<Field>& fields, const std::vector<Json>& rows) {
    constexpr std::array<std::string_view, 2> kWords = {"tokens", "words"};
    constexpr std::array<std::string_view, 4> kTags = {"ner_tags", "tags", "labels", "pos_tags"};
    const auto found = [&](const auto& names, auto fits) -> std::string {
        for (const std::string_view name : names)
            for (const Field& field : fields)
                if (plainName(field.name) == name && fits(firstValue(field.name, rows)))
                    return field.name;
        return {};
    };
    std::size_t count = 0;
    WordColumns columns;
    columns.words = found(kWords, [&](const std::optional<Json>& value) {
        const bool words = value && value->is_array() && !value->empty() && value->front().is_string();
        count = words ? value->size() : count;
        return words;
    });
    columns.tags = found(kTags, [&](const std::optional<Json>& value) {
        return value && value->is_array() && value->size() == count && !value->front().is_structured();
    });
    return columns;
}

/// What the names mean together: text besides a question is no text to train on, an input alone is the
/// prompt.
std::map<std::string, std::string> rolesByName(const std::vector<Field>& fields,
                                               const std::vector<Json>& rows) {
    std::map<std::string, std::string> column;
    for (const auto role : dataset::roleNames())
        if (const auto best = bestColumn(role, fields, rows); role != "ignore" && !best.empty())
            column[std::string(role)] = best;
    const auto has = [&](const char* role) {
        return column.contains(role);
    };
    if (!has("prompt") && has("input") && has("response")) {
        column["prompt"] = column["input"];
        column.erase("input");
    }
    // A column that nobody calls so, and that holds conversations.
    const bool complete = has("prompt") && has("response");
    if (!has("messages") && !complete && !has("chosen"))
        for (const auto& field : fields)
            if (!has("messages") && usualRole(field.name) != "tools" && holdsTurns(field.name, rows))
                column["messages"] = field.name;
    const bool turns = has("messages");
    const bool pair = has("prompt") && (has("response") || (has("chosen") && has("rejected")));
    if (!turns && !pair)
        for (const auto* role :
             {"prompt", "response", "input", "history", "system", "tools", "chosen", "rejected"})
            column.erase(role);
    if (turns)
        for (const auto* role : {"prompt", "response", "input", "history"})
            column.erase(role);
    if (turns || pair)
        for (const auto* role : {"text", "text_pair"})
            column.erase(role);
    const WordColumns words = wordColumns(fields, rows);
    if (!turns && !pair && !words.words.empty() && !words.tags.empty()) {
        column["text"] = words.words;
        column["label"] = words.tags;
        column.erase("text_pair");
    }
    return column;
}

/// What people judged decides what is trained; the names still tell what stands beside it.
std::map<std::string, std::string> withJudged(std::map<std::string, std::string> columns,
                                              const Roles& judged) {
    for (const auto* role : {"messages", "prompt", "input", "history", "response", "chosen", "rejected",
                             "text", "text_pair", "label"})
        columns.erase(role);
    for (const auto& judgement : judged) {
        const std::string& column = judgement.first;
        std::erase_if(columns, [&](const auto& entry) { return entry.second == column; });
        columns[judgement.second] = column;
    }
    return columns;
}

std::string recognisedLayout(const Roles& roles, const std::vector<Json>& rows) {
    const auto columnOf = [&](std::string_view role) {
        return dataset::columnOf(roles, role);
    };
    const std::string turns = columnOf("messages");
    const std::string label = columnOf("label");
    const bool truthLabel =
        !label.empty() && !rows.empty() && rows.front().contains(label) && rows.front()[label].is_boolean();
    if (truthLabel && (!turns.empty() || !columnOf("response").empty()))
        return "unpaired_preference";
    std::string layout = dataset::layoutOf(roles);
    if (layout == "messages")
        if (const auto value = firstValue(turns, rows);
            value && value->is_array() && value->front().is_object() && value->front().contains("from"))
            return "sharegpt";
    if (layout == "prompt_completion" && columnOf("prompt") == "instruction" &&
        columnOf("response") == "output")
        return "alpaca";
    return layout;
}

bool worksAsFacet(const std::string& column, const std::vector<Json>& rows) {
    std::set<std::string> values;
    for (const auto& row : rows) {
        const Json* value = member(row, column);
        if (!value)
            continue;
        if (value->is_structured())
            return false;
        const std::string text = dataset::valueText(*value);
        if (text.size() > kLongestFacet)
            return false;
        values.insert(text);
    }
    return !values.empty() && values.size() <= kMostFacetValues &&
           (values.size() * 2 <= rows.size() || rows.size() < 8);
}

/// Columns people filter by get a narrow one: labels, groups and sources first, then those with few short
/// values.
std::vector<std::string> chooseFacets(const Roles& roles, const std::vector<Json>& rows) {
    std::vector<std::string> facets;
    const auto add = [&](const std::string& column) {
        if (facets.size() < dataset::kMostFacets &&
            std::find(facets.begin(), facets.end(), column) == facets.end())
            facets.push_back(column);
    };
    for (const auto& [column, role] : roles) {
        // Labels of words or of stretches are no kinds of row.
        const auto value = role == "label" ? firstValue(column, rows) : std::nullopt;
        if (role == "group" || role == "source" || (role == "label" && !(value && value->is_structured())))
            add(column);
    }
    for (const auto& [column, role] : roles)
        if (role == "ignore" && worksAsFacet(column, rows))
            add(column);
    return facets;
}

} // namespace

bool isUsualName(std::string_view name) {
    return sureness(name) < kUsual.size();
}

std::string_view usualRoleOf(std::string_view name) {
    return usualRole(name);
}

Proposal proposeRoles(const std::vector<Field>& fields, const std::vector<Json>& rows, const Roles& given,
                      const Roles& judged) {
    auto columns = rolesByName(fields, rows);
    if (!judged.empty())
        columns = withJudged(std::move(columns), judged);
    Proposal proposal;
    for (const auto& [column, role] : given)
        columns.erase(role); // the person's column takes the place of the proposed one
    for (const auto& field : fields) {
        std::string role = "ignore";
        for (const auto& [proposed, column] : columns)
            if (column == field.name)
                role = proposed;
        for (const auto& [column, wanted] : given)
            if (column == field.name)
                role = wanted;
        proposal.roles.emplace_back(field.name, role);
    }
    // A table with one column of text is text, whatever the column is called.
    if (fields.size() == 1 && given.empty() && fields[0].kinds == dataset::kString &&
        proposal.roles[0].second == "ignore")
        proposal.roles[0].second = "text";
    proposal.layout = recognisedLayout(proposal.roles, rows);
    proposal.facets = chooseFacets(proposal.roles, rows);
    return proposal;
}

} // namespace luthier::importing
