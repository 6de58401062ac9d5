#include "task_rows.h"

#include <examples/batch_plan.h>
#include <examples/infilling.h>
#include <examples/lengths.h>
#include <examples/source_rows.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace luthier::examples {
namespace {

constexpr std::array<std::string_view, 3> kHole = {"<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"};

/// A tokenizer of bytes with three more control tokens.
std::shared_ptr<const tokenizing::Tokenizer> infillingTokenizer(const tests::TemporaryFolder& folder) {
    const auto from = tests::sourceFile("tests/golden/tokens/wide/qwen2");
    for (const auto& entry : std::filesystem::directory_iterator(from))
        std::filesystem::copy(entry.path(), folder / entry.path().filename().string(),
                              std::filesystem::copy_options::overwrite_existing);
    Json document = must(readJsonFile(folder / "tokenizer.json"));
    std::int64_t id = 0;
    for (const auto& [token, place] : document["model"]["vocab"].items())
        id = std::max(id, place.get<std::int64_t>());
    for (const Json& token : document["added_tokens"])
        id = std::max(id, token["id"].get<std::int64_t>());
    for (const std::string_view text : kHole)
        document["added_tokens"].push_back({{"id", ++id},
                                            {"content", text},
                                            {"special", true},
                                            {"normalized", false},
                                            {"lstrip", false},
                                            {"rstrip", false},
                                            {"single_word", false}});
    tests::writeFile(folder / "tokenizer.json", dumpJson(document));
    return must(tokenizing::loadTokenizer(folder.path()));
}

recipe::Recipe holeRecipe(double rate, double suffixFirst, std::int64_t length = 0) {
    auto recipe = recipeOf(recipe::Task::Infilling, length);
    recipe.tokens.infillingRate = rate;
    recipe.tokens.infillingSpmRate = suffixFirst;
    return recipe;
}

/// The three pieces of an example and its order, by its control tokens.
struct Pieces {
    std::string prefix, suffix, middle;
    bool suffixFirst = false;
};

class Infilling : public testing::Test {
protected:
    Infilling()
        : tokenizer(infillingTokenizer(m_folder))
        , tokens(must(infillingTokens(*tokenizer))) {}

    std::string decoded(const Example& example, std::size_t from, std::size_t to) const {
        return tokenizer->decode(std::span(example.ids).subspan(from, to - from), tokenizing::Skip::Specials);
    }
    Pieces piecesOf(const Example& example) const {
        const auto at = [&](std::int32_t id) {
            return static_cast<std::size_t>(std::find(example.ids.begin(), example.ids.end(), id) -
                                            example.ids.begin());
        };
        const std::size_t prefix = at(tokens.prefix), suffix = at(tokens.suffix), middle = at(tokens.middle);
        Pieces pieces;
        pieces.suffixFirst = suffix == prefix + 1 && example.middle != middle + 1;
        pieces.prefix = pieces.suffixFirst ? decoded(example, middle + 1, example.middle)
                                           : decoded(example, prefix + 1, suffix);
        pieces.suffix = decoded(example, suffix + 1, middle);
        pieces.middle = decoded(example, example.middle, example.ids.size());
        return pieces;
    }

    tests::TemporaryFolder m_folder;
    std::shared_ptr<const tokenizing::Tokenizer> tokenizer;
    InfillingTokens tokens;
};

TEST_F(Infilling, ThePiecesAreTheTextInEitherOrder) {
    int suffixFirst = 0;
    std::set<std::string> middles;
    for (int row = 0; row < 200; ++row) {
        const std::string text =
            "def f" + std::to_string(row) + "(x):\n    바이올린 = x + " + std::to_string(row * 7) + "\n";
        const Example example = must(infilled(*tokenizer, text, holeRecipe(1, 0.5), Holes::BySetting));
        const Pieces pieces = piecesOf(example);
        EXPECT_EQ(pieces.prefix + pieces.middle + pieces.suffix, text);
        suffixFirst += pieces.suffixFirst ? 1 : 0;
        middles.insert(pieces.middle);
        EXPECT_EQ(example.ids.size(), example.offsets.size());
        EXPECT_EQ(std::count(example.mask.begin(), example.mask.end(), std::uint8_t{1}),
                  std::ssize(example.ids));
        const auto points = static_cast<std::uint32_t>(countCodePoints(example.text));
        for (const auto& range : example.offsets)
            EXPECT_TRUE(range.begin <= range.end && range.end <= points);
    }
    EXPECT_GT(suffixFirst, 70);
    EXPECT_LT(suffixFirst, 130);
    EXPECT_GT(middles.size(), 120U) << "holes lie everywhere";
}

TEST_F(Infilling, WhatIsDrawnHangsOnSeedAndTextAlone) {
    const std::string text = "one two three four five six seven eight nine ten";
    auto recipe = holeRecipe(1, 0.5);
    const Example first = must(infilled(*tokenizer, text, recipe, Holes::BySetting));
    EXPECT_EQ(must(infilled(*tokenizer, text, recipe, Holes::BySetting)).ids, first.ids);
    recipe.seed = 43;
    EXPECT_NE(must(infilled(*tokenizer, text, recipe, Holes::BySetting)).ids, first.ids);
    const auto whole = holeRecipe(0, 0.5);
    const Example plain = must(infilled(*tokenizer, text, whole, Holes::BySetting));
    EXPECT_EQ(plain.ids, must(tokenizing::renderPlainText(*tokenizer, text, 0)).ids) << "without a hole";
    EXPECT_EQ(plain.middle, 0U);
    EXPECT_GT(must(infilled(*tokenizer, text, whole, Holes::Always)).middle, 0U);
}

TEST_F(Infilling, ALimitTakesTheEndOfTheTextAndNoControlToken) {
    const std::string text = "one two three four five six seven eight nine ten eleven twelve";
    for (const std::int64_t limit : {0, 4, 5, 9, 100}) {
        const Example example = must(infilled(*tokenizer, text, holeRecipe(1, 0.3, limit), Holes::BySetting));
        if (limit > 0) {
            EXPECT_LE(std::ssize(example.ids), std::max<std::int64_t>(limit, 4));
        }
        const Pieces pieces = piecesOf(example);
        EXPECT_TRUE(text.starts_with(pieces.prefix + pieces.middle + pieces.suffix)) << limit;
        EXPECT_EQ(example.cut > 0, limit > 0 && limit < 20);
    }
    const Example empty = must(infilled(*tokenizer, "", holeRecipe(1, 0), Holes::BySetting));
    EXPECT_EQ(piecesOf(empty).middle, "");
}

TEST_F(Infilling, ACountBeforeTheRunIsWhatPreparingGives) {
    std::string lines;
    for (int row = 0; row < 40; ++row) {
        std::string text = "line " + std::to_string(row);
        for (int word = 0; word < row * 5 % 23; ++word)
            text += " word" + std::to_string(word);
        lines += dumpJson({{"text", text}}) + "\n";
    }
    RowsProject rows(lines, {{"text", "text"}});
    for (const std::int64_t length : {8, 16, 512}) {
        const auto recipe = holeRecipe(0.6, 0.5, length);
        const Prepared prepared = must(rows.prepare(tokenizer, recipe));
        const auto facts = must(dataset::findDataset(rows.project.database(), "rows"));
        const ExampleMaker whole(tokenizer, RowsProject::plainTemplate(), withoutLimit(recipe));
        const RowExtents extents = must(renderExtents(rows.project, facts, {}, whole, {}, rows.silent));
        const SourceRows counted = rowsUnder(extents, recipe, {"rows", std::nullopt, 1.0}, facts.id.value);
        EXPECT_EQ(counted.sizes, sizesOf(prepared.data)) << length;
        EXPECT_EQ(toJson(counted.counts), toJson(prepared.counts)) << length;
    }
}

TEST(InfillingTokens, AVocabularyWithoutThemIsRefused) {
    EXPECT_EQ(infillingTokens(*wideTokenizer("bert-uncased")).error().code(), "examples.no_infilling_tokens");
}

} // namespace
} // namespace luthier::examples
