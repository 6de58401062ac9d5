#include <cleaning/characters.h>
#include <cleaning/rule.h>

namespace luthier::cleaning::rules {

namespace {

bool isAnswer(std::string_view role) {
    return role == "response" || role == "chosen" || role == "rejected";
}

void find(const RowView& row, const RuleSettings&, Findings& findings) {
    for (const auto& [column, role] : row.missing)
        if (isAnswer(role))
            findings.add({.why = "finding.empty_answer.missing",
                          .field = column,
                          .parameters = {{"field", std::string(column)}}});
    for (const Turn& turn : row.turns) {
        if (turn.speaker != Speaker::Assistant || turn.calls)
            continue;
        bool empty = true;
        for (std::size_t i = turn.firstPassage; i < turn.firstPassage + turn.passages; ++i)
            empty = empty && isEmptyText(row.passages[i].text);
        if (empty)
            findings.add({.why = "finding.empty_answer",
                          .field = turn.field,
                          .parameters = {{"field", std::string(turn.field)}}});
    }
    for (std::size_t i = 0; i < row.passages.size(); ++i)
        if (row.passages[i].role == "rejected" && isEmptyText(row.passages[i].text))
            findings.add("finding.empty_answer", i, {}, {{"field", std::string(row.passages[i].field)}});
}

} // namespace

Rule emptyAnswer() {
    return {.name = "empty_answer",
            .presets = kInstruction,
            .reasons = {"finding.empty_answer", "finding.empty_answer.missing"},
            .find = find};
}

} // namespace luthier::cleaning::rules
