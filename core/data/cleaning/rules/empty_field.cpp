#include <cleaning/characters.h>
#include <cleaning/rule.h>

#include <algorithm>
#include <array>

namespace luthier::cleaning::rules {

namespace {

/// Roles whose column must hold something; input, system and history may be empty.
constexpr std::array<std::string_view, 4> kNeeded = {"prompt", "messages", "text", "text_pair"};

bool isNeeded(std::string_view role) {
    return std::find(kNeeded.begin(), kNeeded.end(), role) != kNeeded.end();
}

void find(const RowView& row, const RuleSettings&, Findings& findings) {
    for (const auto& [column, role] : row.missing)
        if (isNeeded(role))
            findings.add({.why = "finding.empty_field.missing",
                          .field = column,
                          .parameters = {{"field", std::string(column)}}});
    for (const Turn& turn : row.turns) {
        if (turn.speaker != Speaker::User || turn.calls || !isNeeded(turn.role))
            continue;
        bool empty = true;
        for (std::size_t i = turn.firstPassage; i < turn.firstPassage + turn.passages; ++i)
            empty = empty && isEmptyText(row.passages[i].text);
        if (empty)
            findings.add({.why = "finding.empty_field",
                          .field = turn.field,
                          .parameters = {{"field", std::string(turn.field)}}});
    }
    for (std::size_t i = 0; i < row.passages.size(); ++i) {
        const Passage& passage = row.passages[i];
        if (passage.speaker == Speaker::Text && isNeeded(passage.role) && isEmptyText(passage.text))
            findings.add("finding.empty_field", i, {}, {{"field", std::string(passage.field)}});
    }
}

} // namespace

Rule emptyField() {
    return {.name = "empty_field",
            .presets = kInstruction | kWeb,
            .reasons = {"finding.empty_field", "finding.empty_field.missing"},
            .find = find};
}

} // namespace luthier::cleaning::rules
