#include "registry.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace luthier::cleaning {

// One line a rule: its file below rules/ gives it under this name.
#define LUTHIER_RULES(RULE)                                                                                  \
    RULE(mojibake)                                                                                           \
    RULE(controlCharacters)                                                                                  \
    RULE(bidirectionalControls)                                                                              \
    RULE(htmlRemains)                                                                                        \
    RULE(templateTokens)                                                                                     \
    RULE(outerWhitespace)                                                                                    \
    RULE(emptyField)                                                                                         \
    RULE(emptyAnswer)                                                                                        \
    RULE(roleOrder)                                                                                          \
    RULE(noFinalAnswer)                                                                                      \
    RULE(truncatedAnswer)                                                                                    \
    RULE(unclosedFence)                                                                                      \
    RULE(unclosedJson)                                                                                       \
    RULE(refusal)                                                                                            \
    RULE(promptRepeated)                                                                                     \
    RULE(repeatedCharacters)                                                                                 \
    RULE(emailAddress)                                                                                       \
    RULE(phoneNumber)                                                                                        \
    RULE(ipAddress)                                                                                          \
    RULE(paymentCard)                                                                                        \
    RULE(iban)                                                                                               \
    RULE(residentNumber)                                                                                     \
    RULE(secretKey)                                                                                          \
    RULE(lengthOutlier)                                                                                      \
    RULE(ratioOutlier)                                                                                       \
    RULE(gopherQuality)                                                                                      \
    RULE(gopherRepetition)                                                                                   \
    RULE(c4Quality)                                                                                          \
    RULE(c4Paragraphs)                                                                                       \
    RULE(finewebQuality)

namespace rules {
#define LUTHIER_DECLARE(name) Rule name();
LUTHIER_RULES(LUTHIER_DECLARE)
#undef LUTHIER_DECLARE
} // namespace rules

namespace {

constexpr std::array<std::pair<std::string_view, Preset>, 2> kPresets = {
    {{"instruction", kInstruction}, {"web", kWeb}}};

/// Rules that people know from elsewhere and that a later version brings.
constexpr std::array<std::string_view, 5> kLaterRules = {"language", "language_mismatch", "typos", "spelling",
                                                         "label_errors"};

std::string joined(const std::vector<std::string_view>& names) {
    std::string text;
    for (const auto name : names)
        text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

std::string ruleNames() {
    std::vector<std::string_view> names;
    for (const Rule& rule : allRules())
        names.push_back(rule.name);
    return joined(names);
}

ChosenRule withStandards(const Rule& rule) {
    ChosenRule chosen{&rule, {}};
    for (const auto& parameter : rule.parameters)
        chosen.settings.values.push_back(parameter.standard);
    chosen.settings.quartiles.resize(rule.measures.size());
    return chosen;
}

Result<const Rule*> ruleFromName(std::string_view name) {
    const auto& rules = allRules();
    const auto found =
        std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.name == name; });
    if (found != rules.end())
        return &*found;
    const bool later = std::find(kLaterRules.begin(), kLaterRules.end(), name) != kLaterRules.end();
    if (later)
        return usageError("usage.not_yet").with("name", name).with("available", ruleNames());
    return usageError("cleaning.no_such_rule").with("name", name).with("available", ruleNames());
}

/// One of `RULE.PARAMETER=NUMBER`.
Status applySetting(std::vector<ChosenRule>& chosen, const std::string& text) {
    const auto equals = text.find('=');
    const auto point = text.find('.');
    if (equals == std::string::npos || point > equals)
        return usageError("cleaning.bad_setting").with("setting", text);
    const std::string_view name(text.data(), point);
    const std::string_view parameter(text.data() + point + 1, equals - point - 1);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data() + equals + 1, text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return usageError("cleaning.bad_setting").with("setting", text);
    for (auto& one : chosen) {
        if (one.rule->name != name)
            continue;
        for (std::size_t i = 0; i < one.rule->parameters.size(); ++i) {
            const RuleParameter& known = one.rule->parameters[i];
            if (known.name != parameter)
                continue;
            if (!(number >= known.least && number <= known.most))
                return usageError("cleaning.out_of_bounds")
                    .with("setting", text)
                    .with("least", dumpJson(known.least))
                    .with("most", dumpJson(known.most));
            one.settings.values[i] = number;
            return {};
        }
    }
    return usageError("cleaning.bad_setting").with("setting", text);
}

} // namespace

const std::vector<Rule>& allRules() {
#define LUTHIER_MAKE(name) rules::name(),
    static const std::vector<Rule> all = {LUTHIER_RULES(LUTHIER_MAKE)};
#undef LUTHIER_MAKE
    return all;
}

Result<Preset> presetFromName(std::string_view name) {
    for (const auto& [known, preset] : kPresets)
        if (known == name)
            return preset;
    return usageError("cleaning.no_such_preset")
        .with("name", name)
        .with("available", joined(presetNames(kInstruction | kWeb)));
}

std::vector<std::string_view> presetNames(unsigned presets) {
    std::vector<std::string_view> names;
    for (const auto& [name, preset] : kPresets)
        if ((presets & preset) != 0)
            names.push_back(name);
    return names;
}

Result<std::vector<ChosenRule>> chooseRules(const std::vector<std::string>& names,
                                            std::optional<Preset> preset,
                                            const std::vector<std::string>& settings) {
    std::vector<const Rule*> wanted;
    for (const auto& name : names) {
        TRY(const Rule* rule, ruleFromName(name));
        wanted.push_back(rule);
    }
    std::vector<ChosenRule> chosen;
    for (const Rule& rule : allRules())
        if (std::find(wanted.begin(), wanted.end(), &rule) != wanted.end() ||
            (preset && (rule.presets & *preset) != 0))
            chosen.push_back(withStandards(rule));
    for (const auto& setting : settings)
        TRY_VOID(applySetting(chosen, setting));
    return chosen;
}

} // namespace luthier::cleaning
