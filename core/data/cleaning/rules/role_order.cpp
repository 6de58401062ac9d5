#include <cleaning/rule.h>

namespace luthier::cleaning::rules {

namespace {

/// Why the turn at `index` does not follow the one before it; empty when it does.
std::string_view reason(const std::vector<const Turn*>& turns, std::size_t index) {
    const Turn& turn = *turns[index];
    const Turn* before = index > 0 ? turns[index - 1] : nullptr;
    switch (turn.speaker) {
    case Speaker::System:
        return before && before->speaker != Speaker::System ? "finding.role_order.late_system" : "";
    case Speaker::User:
        return before && before->speaker == Speaker::User ? "finding.role_order.two_questions" : "";
    case Speaker::Assistant:
        if (!before || before->speaker == Speaker::System)
            return "finding.role_order.answer_first";
        return before->speaker == Speaker::Assistant && !before->calls ? "finding.role_order.two_answers"
                                                                       : "";
    case Speaker::Tool:
        return !before || (before->speaker != Speaker::Tool && !before->calls)
                   ? "finding.role_order.result_without_call"
                   : "";
    case Speaker::Text:
    case Speaker::Other:
        break;
    }
    return "";
}

/// The first turn that is out of order; speakers that nobody knows are passed over.
void find(const RowView& row, const RuleSettings&, Findings& findings) {
    std::vector<const Turn*> turns;
    for (const Turn& turn : row.turns)
        if (turn.speaker != Speaker::Other)
            turns.push_back(&turn);
    for (std::size_t i = 0; i < turns.size(); ++i) {
        const auto why = reason(turns, i);
        if (why.empty())
            continue;
        const Turn& turn = *turns[i];
        Parameters parameters = {{"turn", std::to_string(i + 1)}};
        if (turn.passages == 0)
            return findings.add({.why = why, .field = turn.field, .parameters = std::move(parameters)});
        return findings.add(why, turn.firstPassage, {}, std::move(parameters));
    }
}

} // namespace

Rule roleOrder() {
    return {.name = "role_order",
            .presets = kInstruction,
            .reasons = {"finding.role_order.late_system", "finding.role_order.two_questions",
                        "finding.role_order.answer_first", "finding.role_order.two_answers",
                        "finding.role_order.result_without_call"},
            .find = find};
}

} // namespace luthier::cleaning::rules
