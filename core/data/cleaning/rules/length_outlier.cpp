#include <cleaning/outliers.h>
#include <cleaning/rule.h>

#include <array>

namespace luthier::cleaning::rules {

namespace {

constexpr std::array<std::string_view, 3> kReasons = {
    "finding.length_outlier.prompt", "finding.length_outlier.answer", "finding.length_outlier.text"};

std::optional<double> promptLength(const RowView& row) {
    return logarithm(charactersOf(row, Speaker::User));
}
std::optional<double> answerLength(const RowView& row) {
    return logarithm(charactersOf(row, Speaker::Assistant));
}
std::optional<double> textLength(const RowView& row) {
    return logarithm(charactersOf(row, Speaker::Text));
}

constexpr std::array<std::pair<Speaker, std::optional<double> (*)(const RowView&)>, 3> kLengths = {
    {{Speaker::User, promptLength}, {Speaker::Assistant, answerLength}, {Speaker::Text, textLength}}};

void find(const RowView& row, const RuleSettings& settings, Findings& findings) {
    for (std::size_t k = 0; k < kLengths.size(); ++k) {
        const auto value = kLengths[k].second(row);
        if (!value || !isOutlier(*value, settings.quartiles[k], settings.values))
            continue;
        const auto passage = firstPassage(row, kLengths[k].first);
        findings.add(kReasons[k], passage, {},
                     {{"characters", std::to_string(charactersOf(row, kLengths[k].first))},
                      {"first", rounded(settings.quartiles[k].first)},
                      {"third", rounded(settings.quartiles[k].third)}});
    }
}

} // namespace

Rule lengthOutlier() {
    return {.name = "length_outlier",
            .presets = kInstruction,
            .parameters = outlierParameters(),
            .reasons = {kReasons.begin(), kReasons.end()},
            .measures = {{"prompt_length", promptLength},
                         {"answer_length", answerLength},
                         {"text_length", textLength}},
            .find = find};
}

} // namespace luthier::cleaning::rules
