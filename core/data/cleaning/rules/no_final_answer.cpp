#include <cleaning/rule.h>

namespace luthier::cleaning::rules {

namespace {

void find(const RowView& row, const RuleSettings&, Findings& findings) {
    if (row.turns.empty())
        return;
    const Turn& last = row.turns.back();
    // A pair without an answer is an empty answer; a speaker that nobody knows may be one who answers.
    if (last.role != "messages" || last.speaker == Speaker::Assistant || last.speaker == Speaker::Other)
        return;
    if (last.passages == 0)
        findings.add({.why = "finding.no_final_answer", .field = last.field});
    else
        findings.add("finding.no_final_answer", last.firstPassage + last.passages - 1, {});
}

} // namespace

Rule noFinalAnswer() {
    return {.name = "no_final_answer",
            .presets = kInstruction,
            .reasons = {"finding.no_final_answer"},
            .find = find};
}

} // namespace luthier::cleaning::rules
