#include "cases.h"

#include <texts/texts.h>

#include <regex>
#include <set>

namespace luthier::cleaning::tests {
namespace {

std::string codeOf(const std::vector<std::string>& names, const std::vector<std::string>& settings = {}) {
    const auto chosen = chooseRules(names, {}, settings);
    return chosen ? "" : chosen.error().code();
}

TEST(Registry, EachRuleSaysWhatItIsInBothLanguages) {
    std::set<std::string_view> names;
    static const std::regex kName("[a-z][a-z0-9_]*");
    for (const Rule& rule : allRules()) {
        EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
        EXPECT_TRUE(std::regex_match(std::string(rule.name), kName)) << rule.name;
        EXPECT_NE(rule.find, nullptr);
        EXPECT_NE(rule.presets, 0U) << rule.name;
        EXPECT_FALSE(rule.reasons.empty()) << rule.name;
        for (const auto language : {texts::Language::English, texts::Language::Korean}) {
            const auto& texts = texts::Texts::of(language);
            EXPECT_TRUE(texts.has("rule." + std::string(rule.name))) << rule.name;
            for (const auto reason : rule.reasons) {
                EXPECT_TRUE(texts.has(reason)) << reason;
                EXPECT_TRUE(reason.starts_with("finding." + std::string(rule.name))) << reason;
            }
        }
        for (const auto& parameter : rule.parameters) {
            EXPECT_LE(parameter.least, parameter.standard) << rule.name << "." << parameter.name;
            EXPECT_LE(parameter.standard, parameter.most) << rule.name << "." << parameter.name;
        }
    }
}

TEST(Registry, EveryTextOfAFindingBelongsToARule) {
    std::set<std::string> known;
    for (const Rule& rule : allRules()) {
        known.insert("rule." + std::string(rule.name));
        for (const auto reason : rule.reasons)
            known.emplace(reason);
    }
    for (const std::string& code : texts::Texts::of(texts::Language::English).codes())
        EXPECT_TRUE((!code.starts_with("rule.") && !code.starts_with("finding.")) || known.contains(code))
            << code;
}

TEST(Registry, RulesAreChosenByNameOrPreset) {
    EXPECT_EQ(must(chooseRules({"refusal", "mojibake", "refusal"}, {}, {})).size(), 2U);
    EXPECT_EQ(must(chooseRules({"refusal", "mojibake"}, {}, {}))[0].rule->name, "mojibake")
        << "in the registry's order";
    for (const auto& chosen : must(chooseRules({}, must(presetFromName("web")), {})))
        EXPECT_NE(chosen.rule->presets & kWeb, 0U);
    EXPECT_EQ(codeOf({"refusals"}), "cleaning.no_such_rule");
    EXPECT_EQ(codeOf({"language"}), "usage.not_yet") << "named, but not built";
    EXPECT_EQ(presetFromName("prose").error().code(), "cleaning.no_such_preset");
}

TEST(Registry, SettingsStayWithinTheirBounds) {
    const auto chosen = ruleOf("repeated_characters", {"repeated_characters.least_run=4"});
    EXPECT_EQ(chosen.settings.values[0], 4);
    EXPECT_EQ(codeOf({"repeated_characters"}, {"repeated_characters.least_run=2"}), "cleaning.out_of_bounds");
    EXPECT_EQ(codeOf({"repeated_characters"}, {"repeated_characters.least_run=nan"}),
              "cleaning.out_of_bounds");
    for (const char* bad : {"least_run=4", "repeated_characters.run=4", "repeated_characters.least_run=",
                            "repeated_characters.least_run=4x", "refusal.within_bytes=100", "=", "."})
        EXPECT_EQ(codeOf({"repeated_characters"}, {bad}), "cleaning.bad_setting") << bad;
}

} // namespace
} // namespace luthier::cleaning::tests
