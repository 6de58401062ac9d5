#include "tree.h"

#include <texts/texts.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <regex>

namespace luthier::tests {
namespace {

/// A code as the source names it, and where.
struct Mention {
    std::string code;
    std::string place;
};

/// What the first group of the pattern found in the product's sources.
std::vector<Mention> mentions(const std::regex& pattern) {
    std::vector<Mention> all;
    for (const SourceFile& file : productSources())
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            const std::string& line = file.lines[i];
            for (std::sregex_iterator match(line.begin(), line.end(), pattern), end; match != end; ++match)
                all.push_back({(*match)[1], file.path + ":" + std::to_string(i + 1)});
        }
    return all;
}

/// Codes that a call makes an Error of. Others reach one through a table, a choice or a helper.
std::vector<Mention> raised() {
    static const std::regex kRaised(
        R"re((?:failed|refused|usageError|overBudget)\("([a-z_0-9]+(?:\.[a-z_0-9]+)+)"\))re");
    return mentions(kRaised);
}

bool isNotice(const std::string& code) {
    return code.starts_with("notice.");
}

/// Codes whose sentence is told but never is an Error: words, why a row was not taken, warnings of a recipe.
bool isToldOnly(const std::string& code) {
    static constexpr std::array<std::string_view, 8> kGroups = {"adopted.",   "card.",  "data.", "finding.",
                                                                "operation.", "place.", "rule.", "setting."};
    static constexpr std::array<std::string_view, 48> kCodes = {
        "import.bad_encoding",
        "import.bad_json",
        "import.bad_number",
        "import.bad_split",
        "import.bad_string",
        "import.cell_count",
        "import.control_character",
        "import.cut_off",
        "import.export_member",
        "import.not_an_object",
        "import.record_too_large",
        "import.repeated_key",
        "import.text_after_quote",
        "import.too_deep",
        "import.unclosed_string",
        "import.unterminated_quote",
        "import.zero_byte",
        "project.contents",
        "project.model",
        "project.sound",
        "recipe.bf16_slower",
        "recipe.calls_lost",
        "recipe.control_text",
        "recipe.empty_answers",
        "recipe.garbled_characters",
        "recipe.head_new",
        "recipe.leakage",
        "recipe.leakage_outdated",
        "recipe.no_validation",
        "recipe.rate_high",
        "recipe.rate_high_lora",
        "recipe.rate_high_method",
        "recipe.rate_low",
        "recipe.rate_zero",
        "recipe.rows_cut",
        "recipe.rows_dropped",
        "recipe.target_unmatched",
        "recipe.template_stands_in",
        "recipe.tokens_beyond_embedding",
        "recipe.tools_lost",
        "recipe.turns_marked",
        "recipe.turns_rewritten",
        "recipe.unknown_characters",
        "recipe.validation_is_trained",
        "recipe.warmup_long",
        "recipe.without_meaning",
        "rows.counted",
        "rows.reasons",
    };
    return std::ranges::any_of(kGroups, [&](std::string_view group) { return code.starts_with(group); }) ||
           std::ranges::find(kCodes, code) != kCodes.end();
}

void expectHints(const Mention& mention) {
    for (const texts::Language language : {texts::Language::English, texts::Language::Korean}) {
        const bool english = language == texts::Language::English;
        EXPECT_TRUE(texts::Texts::of(language).has(mention.code + ".hint"))
            << mention.place << ": " << mention.code << " has no hint in "
            << (english ? "English" : "Korean");
    }
}

TEST(Architecture, EveryCodeHasAnEnglishAndAKoreanSentence) {
    const texts::Texts& english = texts::Texts::of(texts::Language::English);
    const texts::Texts& korean = texts::Texts::of(texts::Language::Korean);
    const std::vector<Mention> all = raised();
    for (const auto& [code, place] : all) {
        EXPECT_TRUE(english.has(code)) << place << ": " << code;
        EXPECT_TRUE(korean.has(code)) << place << ": " << code;
    }
    EXPECT_GT(all.size(), 100U);
}

TEST(Architecture, EveryErrorSaysWhatToDoNextInBothLanguages) {
    for (const Mention& mention : raised())
        if (!isNotice(mention.code))
            expectHints(mention);
    // Any other code in the sources is taken for an error's, unless it is known to be told only.
    static const std::regex kQuoted(R"re("([a-z_0-9]+(?:\.[a-z_0-9]+)+)")re");
    const texts::Texts& english = texts::Texts::of(texts::Language::English);
    for (const Mention& mention : mentions(kQuoted))
        if (english.has(mention.code) && !isNotice(mention.code) && !isToldOnly(mention.code))
            expectHints(mention);
}

/// Only commands and the protocol can meet these.
bool isOfTheCommandLine(const std::string& code) {
    static constexpr std::array<std::string_view, 48> kCodes = {"chat.no_adapter",
                                                                "data.",
                                                                "dataset.already_undone",
                                                                "dataset.not_undone",
                                                                "dataset.nothing_to_",
                                                                "dataset.too_many_splits",
                                                                "import.no_file",
                                                                "model.no_chat_template",
                                                                "model.pickle",
                                                                "safetensors.lfs_pointer",
                                                                "serve.",
                                                                "usage.",
                                                                "manifest.",
                                                                "vocabulary."};
    return std::ranges::any_of(kCodes, [&](std::string_view each) { return code.starts_with(each); });
}

TEST(Architecture, WhatTheWindowSaysNamesNoCommands) {
    static const std::regex kCommand(R"re(`|(^|[^-])--[a-z]|LUTHIER_|max_length)re");
    for (const texts::Language language : {texts::Language::English, texts::Language::Korean}) {
        const texts::Texts& all = texts::Texts::of(language);
        for (const std::string& code : all.codes()) {
            if (isOfTheCommandLine(code) || all.has(code + ".window"))
                continue;
            EXPECT_FALSE(std::regex_search(all.raw(code), kCommand)) << code << ": " << all.raw(code);
        }
    }
}

} // namespace
} // namespace luthier::tests
