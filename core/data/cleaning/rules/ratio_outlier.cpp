#include <cleaning/outliers.h>
#include <cleaning/rule.h>

namespace luthier::cleaning::rules {

namespace {

std::optional<double> answerToPrompt(const RowView& row) {
    const auto prompt = logarithm(charactersOf(row, Speaker::User));
    const auto answer = logarithm(charactersOf(row, Speaker::Assistant));
    return prompt && answer ? std::optional(*answer - *prompt) : std::nullopt;
}

void find(const RowView& row, const RuleSettings& settings, Findings& findings) {
    const auto value = answerToPrompt(row);
    if (!value || !isOutlier(*value, settings.quartiles[0], settings.values))
        return;
    findings.add("finding.ratio_outlier", firstPassage(row, Speaker::Assistant), {},
                 {{"answer", std::to_string(charactersOf(row, Speaker::Assistant))},
                  {"prompt", std::to_string(charactersOf(row, Speaker::User))}});
}

} // namespace

Rule ratioOutlier() {
    return {.name = "ratio_outlier",
            .presets = kInstruction,
            .parameters = outlierParameters(),
            .reasons = {"finding.ratio_outlier"},
            .measures = {{"answer_to_prompt", answerToPrompt}},
            .find = find};
}

} // namespace luthier::cleaning::rules
