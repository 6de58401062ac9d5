#include <recipe/peer_keys.h>
#include <recipe/schema.h>
#include <texts/texts.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace luthier::recipe {
namespace {

using Strings = std::vector<std::string>;

void put(Json& document, std::string_view path, Json value) {
    const auto dot = path.find('.');
    if (dot == std::string_view::npos)
        document[std::string(path)] = std::move(value);
    else
        document[std::string(path.substr(0, dot))][std::string(path.substr(dot + 1))] = std::move(value);
}

/// A value that is allowed and is not the default.
Json otherValue(const Setting& setting) {
    const Json usual = valueOf(setting, Recipe{});
    const double middle = (setting.bounds.least + setting.bounds.most) / 2;
    switch (kindOf(setting)) {
    case Kind::Flag:
        return !usual.get<bool>();
    case Kind::Integer:
        return static_cast<std::int64_t>(middle);
    case Kind::Number:
        return usual == middle ? middle / 2 : middle;
    case Kind::Choice: {
        const auto& names = setting.choices.names;
        const auto ready = readyNames(setting);
        return ready.size() > 1 ? ready[usual == ready[1] ? 0 : 1] : names.size() > 1 ? names[1] : names[0];
    }
    case Kind::Text:
        return "other";
    case Kind::NameList:
    case Kind::ModuleList:
        return Json::array({"other"});
    case Kind::LayerList:
        return Json::array({1});
    case Kind::NumberMap:
        return {{"other", 2}};
    case Kind::Own:
        break;
    }
    return setting.path == "model"             ? Json("other")
           : setting.path == "optimizer.betas" ? Json::array({0.5, 0.5})
                                               : Json::array({{{"dataset", "other"}, {"weight", 2.0}}});
}

/// A recipe in which the setting has a meaning, as far as this version takes one.
Json documentFor(const Setting& setting) {
    Json document = {{"model", "models/starter"}, {"data", {{{"dataset", "support"}}}}};
    // A condition may have one of its own.
    for (const Setting* other = &setting;
         !other->when.path.empty() && other->when.path != "duration.max_steps";
         other = settingAt(other->when.path))
        put(document, other->when.path, other->when.values.front());
    return document;
}

Strings errorsOf(const Json& document) {
    Strings all;
    for (const Finding& finding : readRecipe(document).findings)
        if (finding.severity == Severity::Error)
            all.push_back(finding.code + " " + finding.field);
    return all;
}

/// Errors apart from settings that do not go together.
Strings faultsOf(const Json& document) {
    Strings all = errorsOf(document);
    std::erase_if(all, [](const std::string& one) {
        return !one.starts_with("recipe.bad_value") && !one.starts_with("recipe.wrong_type") &&
               !one.starts_with("usage.not_yet") && !one.starts_with("recipe.unknown");
    });
    return all;
}

bool isTaken(const Setting& setting) {
    return setting.path != "recipe" && setting.readiness == Readiness::Ready &&
           (kindOf(setting) != Kind::Choice || readyNames(setting).size() > 1);
}

bool isMeantToday(const Setting& setting) {
    return faultsOf(documentFor(setting)).empty();
}

TEST(Schema, HasEachPathOnceAndGroupsTogether) {
    std::set<std::string_view> paths, groups;
    std::string_view last;
    for (const Setting& setting : settings()) {
        EXPECT_TRUE(paths.insert(setting.path).second) << setting.path;
        if (!groupOf(setting).empty() && groupOf(setting) != last) {
            EXPECT_TRUE(groups.insert(groupOf(setting)).second) << setting.path;
        }
        last = groupOf(setting);
        EXPECT_TRUE(setting.when.path.empty() || settingAt(setting.when.path)) << setting.path;
    }
    EXPECT_GT(paths.size(), 60U);
}

TEST(Schema, EveryConditionNamesAChoice) {
    for (const Setting& setting : settings()) {
        if (setting.when.path.empty())
            continue;
        const Setting& other = *settingAt(setting.when.path);
        for (const std::string_view value : setting.when.values)
            EXPECT_TRUE(kindOf(other) == Kind::Choice
                            ? std::ranges::find(other.choices.names, value) != other.choices.names.end()
                            : value == "set" || value == "unset")
                << setting.path << " " << value;
    }
}

TEST(Schema, EachSettingIsReadWrittenAndToldAsDifferent) {
    int seen = 0;
    for (const Setting& setting : settings()) {
        if (!isTaken(setting) || !isMeantToday(setting))
            continue;
        ++seen;
        const Json before = documentFor(setting);
        Json after = before;
        put(after, setting.path, otherValue(setting));
        EXPECT_EQ(faultsOf(after), Strings{}) << setting.path;
        const Recipe recipe = readRecipe(after).recipe;
        EXPECT_EQ(valueOf(setting, recipe), otherValue(setting)) << setting.path;
        EXPECT_EQ(writtenValue(setting, recipe), otherValue(setting)) << setting.path;
        const Recipe again = readRecipe(recipeToJson(recipe)).recipe;
        EXPECT_EQ(dumpJson(recipeToJson(again)), dumpJson(recipeToJson(recipe))) << setting.path;
        const Strings differing = differingSettings(recipe);
        // A recipe is held against the defaults of its own task and method.
        const bool told = std::ranges::find(differing, setting.path) != differing.end();
        EXPECT_EQ(told, setting.hasDefault && setting.path != "task" && setting.path != "method.type")
            << setting.path;
        const auto differences = differencesOf(std::array{before, after});
        EXPECT_TRUE(std::ranges::any_of(differences, [&](const auto& d) { return d.path == setting.path; }))
            << setting.path;
        Recipe copy = readRecipe(before).recipe;
        copySetting(setting, recipe, copy);
        EXPECT_EQ(valueOf(setting, copy), otherValue(setting)) << setting.path;
    }
    EXPECT_GE(seen, 51);
}

TEST(Schema, WhatIsNoValueOfASettingIsRefused) {
    for (const Setting& setting : settings()) {
        Json document = documentFor(setting);
        put(document, setting.path, kindOf(setting) == Kind::Flag ? Json("yes") : Json(true));
        if (setting.path == "compute.gradient_checkpointing")
            continue; // true is on
        Strings all = faultsOf(document);
        std::erase_if(all, [&](const std::string& one) {
            return one != "recipe.wrong_type " + std::string(setting.path) &&
                   one != "recipe.bad_value " + std::string(setting.path);
        });
        EXPECT_EQ(all.size(), 1U) << setting.path;
        if (kindOf(setting) != Kind::Integer && kindOf(setting) != Kind::Number)
            continue;
        put(document, setting.path, setting.bounds.most + std::abs(setting.bounds.most) + 1);
        all = faultsOf(document);
        EXPECT_NE(std::ranges::find(all, "recipe.bad_value " + std::string(setting.path)), all.end())
            << setting.path;
    }
}

TEST(Schema, ASettingOfALaterVersionIsRefusedByName) {
    for (const Setting& setting : settings()) {
        if (isTaken(setting) || setting.path == "recipe" || setting.path == "optimizer.type")
            continue;
        Json document = {{"model", "models/starter"}, {"data", {{{"dataset", "support"}}}}};
        put(document, setting.path, valueOf(setting, Recipe{}));
        EXPECT_EQ(errorsOf(document), Strings{}) << setting.path;
        put(document, setting.path, otherValue(setting));
        EXPECT_EQ(errorsOf(document), Strings{"usage.not_yet " + std::string(setting.path)}) << setting.path;
    }
}

TEST(Schema, SettingsOfTasksThatAreNotThereYetAreReadAndSaidToHaveNoUse) {
    for (const Setting& setting : settings()) {
        if (!isTaken(setting) || isMeantToday(setting))
            continue;
        Json document = {{"model", "models/starter"}, {"data", {{{"dataset", "support"}}}}};
        put(document, setting.path, otherValue(setting));
        const ReadRecipe read = readRecipe(document);
        ASSERT_EQ(read.findings.size(), 1U) << setting.path;
        EXPECT_EQ(read.findings[0].code, "recipe.without_meaning");
        EXPECT_EQ(read.findings[0].field, setting.path);
        EXPECT_FALSE(writtenValue(setting, read.recipe));
        EXPECT_TRUE(writtenValue(setting, defaultRecipe(Task::Classification, MethodKind::Full)) ||
                    writtenValue(setting, defaultRecipe(Task::Seq2seq, MethodKind::Full)) ||
                    writtenValue(setting, defaultRecipe(Task::Mlm, MethodKind::Full)))
            << setting.path;
    }
}

TEST(Schema, ATaskIsWrittenWithWhatHasAMeaningInIt) {
    const auto keys = [](Task task, const char* group) {
        Strings all;
        const Json document = recipeToJson(defaultRecipe(task, MethodKind::Full));
        if (document.contains(group))
            for (const auto& [key, value] : document[group].items())
                all.push_back(key);
        return all;
    };
    EXPECT_EQ(keys(Task::Classification, "tokens"), (Strings{"max_length", "overlong"}));
    EXPECT_EQ(keys(Task::Classification, "labels"), (Strings{"problem_type", "names"}));
    EXPECT_EQ(keys(Task::TokenClassification, "labels"), Strings{"names"});
    EXPECT_EQ(keys(Task::Regression, "labels"), Strings{});
    EXPECT_EQ(keys(Task::Mlm, "tokens"), (Strings{"max_length", "overlong", "mlm_probability"}));
    EXPECT_EQ(keys(Task::Seq2seq, "tokens"), (Strings{"max_length", "overlong", "max_target_length"}));
    EXPECT_EQ(keys(Task::Seq2seq, "evaluation"), (Strings{"eval_steps", "sample_prompts"}));
    EXPECT_EQ(keys(Task::Mlm, "evaluation"), Strings{"eval_steps"});
    EXPECT_EQ(keys(Task::Mlm, "template"), Strings{});
    EXPECT_EQ(keys(Task::Sft, "preference"), Strings{});
    EXPECT_EQ(keys(Task::Dpo, "preference"), (Strings{"loss_type", "beta", "label_smoothing"}));
    EXPECT_EQ(keys(Task::Simpo, "preference"), (Strings{"beta", "simpo_gamma"}));
    EXPECT_EQ(keys(Task::Orpo, "preference"), Strings{"beta"});
    EXPECT_EQ(keys(Task::Kto, "preference"), (Strings{"beta", "desirable_weight", "undesirable_weight"}));
    EXPECT_EQ(keys(Task::Reward, "preference"), Strings{"center_rewards_coefficient"});
    EXPECT_EQ(keys(Task::Reward, "template"), (Strings{"source", "system"}));
    EXPECT_EQ(keys(Task::Dpo, "tokens"), (Strings{"max_length", "overlong"}));
    EXPECT_FALSE(defaultRecipe(Task::Classification, MethodKind::Full).tokens.packing);
}

TEST(Schema, NoNameOfAnotherProgramMeansTwoSettings) {
    std::set<std::string> names;
    for (const Setting& setting : settings()) {
        std::string_view rest = setting.peers;
        while (!rest.empty()) {
            const std::string name(rest.substr(0, rest.find(' ')));
            EXPECT_TRUE(names.insert(name).second) << name;
            EXPECT_EQ(keyMeantBy(name), setting.path) << name;
            rest.remove_prefix(std::min(rest.size(), name.size() + 1));
        }
    }
    EXPECT_GE(names.size(), 82U);
    EXPECT_EQ(keyMeantBy("max-steps"), "duration.max_steps");
    EXPECT_EQ(keyMeantBy("lora_config"), "method");
    EXPECT_EQ(keyMeantBy("type"), "");
    EXPECT_EQ(unknownKey("tokens.max_lenght").parameters().at("meant"), "tokens.max_length");
    EXPECT_EQ(unknownKey("zzzzzzzzzzzz").code(), "recipe.unknown_key");
}

TEST(Schema, EachSettingAndChoiceHasItsWordsInBothLanguages) {
    std::set<std::string> meant = {"setting.true", "setting.false", "setting.unset"};
    for (const Setting& setting : settings()) {
        meant.insert({captionCode(setting.path), meaningCode(setting.path)});
        for (const std::string_view name : setting.choices.names)
            meant.insert(choiceCode(setting.path, name));
        if (setting.path == "method.type")
            for (const std::string_view name : setting.choices.names)
                meant.insert(choiceMeaningCode(setting.path, name));
    }
    for (const texts::Language language : {texts::Language::English, texts::Language::Korean}) {
        const texts::Texts& texts = texts::Texts::of(language);
        for (const std::string& code : meant)
            EXPECT_TRUE(texts.has(code)) << code;
        // None is left of a setting that is no more.
        for (const std::string& code : texts.codes())
            EXPECT_TRUE(!code.starts_with("setting.") || code.ends_with(".true") ||
                        code.ends_with(".false") || meant.contains(code))
                << code;
    }
}

TEST(Schema, ComparesFrozenRecipesOfAnyVersion) {
    const Json first = {{"model", "m"}, {"data", Json::array()}, {"method", {{"type", "lora"}, {"r", 8}}}};
    Json second = first;
    second["method"]["r"] = 16;
    second["tokens"] = {{"max_length", 512}}; // the default, which the first leaves out
    second["duration"] = {{"max_steps", 100}};
    second["of_tomorrow"] = {{"kind", "new"}};
    Json third = second;
    third["method"] = {{"type", "full"}};
    Strings told;
    for (const Difference& difference : differencesOf(std::array{first, second, third})) {
        std::string text = difference.path;
        for (const Json& value : difference.values)
            text += " " + dumpJson(value);
        told.push_back(text);
    }
    EXPECT_EQ(told[0], "method.type \"lora\" \"lora\" \"full\"");
    EXPECT_EQ(told[1], "method.r 8 16 null");
    const auto has = [&](const std::string& line) {
        return std::ranges::find(told, line) != told.end();
    };
    EXPECT_TRUE(has("optimizer.learning_rate 0.0002 0.0002 2e-05"));
    EXPECT_TRUE(has("duration.num_train_epochs 3.0 null null"));
    EXPECT_TRUE(has("duration.max_steps null 100 100"));
    EXPECT_EQ(told.back(), "of_tomorrow.kind null \"new\" \"new\"");
    EXPECT_TRUE(differencesOf(std::array{second, second}).empty());
}

} // namespace
} // namespace luthier::recipe
