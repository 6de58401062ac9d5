#include <examples/batch_plan.h>
#include <examples/lengths.h>
#include <examples/preparation.h>
#include <examples/source_rows.h>

#include <dataset/catalog.h>
#include <dataset/part.h>
#include <files/safetensors.h>
#include <importing/importing.h>
#include <support/temporary_folder.h>
#include <support/tiny_model.h>

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

namespace luthier::examples {
namespace {

using Mask = std::vector<std::uint8_t>;

template <class T>
T must(Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().code() + " " + result.error().detail());
    return std::move(*result);
}

/// 9 tokens of which 0, 3, 4 and 7 are trained; a refused row; 2 tokens, none trained.
RowExtents threeRows() {
    RowExtents extents;
    extents.append(Mask{1, 0, 0, 1, 1, 0, 0, 1, 0});
    extents.appendRefused("conversation.no_answer");
    extents.append(Mask{0, 0});
    extents.remarks.rowWeights = {2, 2};
    extents.remarks.weightField = "weight";
    return extents;
}

std::int32_t targets(const RowExtents& extents, std::int64_t row, std::int64_t limit) {
    recipe::Recipe recipe;
    recipe.tokens.maxLength = limit;
    return extents.sizeOf(row, recipe).targets;
}

TEST(RowExtents, CountWhatIsLearntUnderEachLimit) {
    const RowExtents extents = threeRows();
    EXPECT_EQ(targets(extents, 0, 0), 3) << "the first token is predicted by nothing";
    EXPECT_EQ(targets(extents, 0, 8), 3);
    EXPECT_EQ(targets(extents, 0, 7), 2);
    EXPECT_EQ(targets(extents, 0, 4), 1);
    EXPECT_EQ(targets(extents, 0, 3), 0);
    EXPECT_EQ(*extents.refusal(1), "conversation.no_answer");
    EXPECT_EQ(extents.refusal(2), nullptr);
    EXPECT_EQ(targets(extents, 2, 0), 0);
}

TEST(RowExtents, ComeBackFromTheirFile) {
    const tests::TemporaryFolder folder;
    const RowExtents extents = threeRows();
    ASSERT_TRUE(writeRowExtents(folder / "rows.safetensors", extents));
    const auto read = readRowExtents(folder / "rows.safetensors");
    ASSERT_TRUE(read) << read.error().code();
    EXPECT_EQ(read->lengths, extents.lengths);
    EXPECT_EQ(*read->refusal(1), "conversation.no_answer");
    EXPECT_EQ(targets(*read, 0, 7), 2);
    EXPECT_EQ(read->remarks.rowWeights.rows, 2);
    EXPECT_EQ(read->remarks.weightField, "weight");
}

TEST(RowExtents, AreRefusedWhenTheyContradictThemselves) {
    const tests::TemporaryFolder folder;
    for (int fault = 0; fault < 4; ++fault) {
        RowExtents extents = threeRows();
        if (fault == 0)
            extents.reasons[1] = 2; // no such reason
        if (fault == 1)
            extents.lengths[0] = 7; // shorter than its last stretch
        if (fault == 2)
            extents.firstStretch[1] = 9;
        if (fault == 3)
            extents.stretches[1].begin = 0; // within the one before
        ASSERT_TRUE(writeRowExtents(folder / "rows.safetensors", extents));
        EXPECT_EQ(readRowExtents(folder / "rows.safetensors").error().code(), "rows.extents_corrupt")
            << fault;
    }
}

TEST(RowExtents, TellWhatBecomesOfTheRows) {
    recipe::Recipe recipe;
    recipe.tokens.maxLength = 4;
    const SourceRows cut = rowsUnder(threeRows(), recipe, {}, 1);
    EXPECT_EQ(cut.counts.rows, 3);
    EXPECT_EQ(cut.counts.trained, 1);
    EXPECT_EQ(cut.counts.cut, 1);
    EXPECT_EQ(cut.counts.withoutTrained, 1);
    EXPECT_EQ(cut.counts.refused.at("conversation.no_answer"), 1);
    EXPECT_EQ(cut.counts.leftOut(), 2);
    EXPECT_EQ(cut.sizes, (std::vector<RowSize>{{4, 1}}));
    EXPECT_EQ(cut.p95, 9);
    recipe.tokens.truncation = recipe::Truncation::Drop;
    const SourceRows dropped = rowsUnder(threeRows(), recipe, {}, 1);
    EXPECT_EQ(dropped.counts.dropped, 1);
    EXPECT_TRUE(dropped.sizes.empty());
    EXPECT_EQ(dropped.counts.reasons(),
              "1 conversation.no_answer, 1 recipe.rows_without_trained, 1 recipe.rows_dropped");
}

/// Whatever the recipe says of length and weight, a count before the run is what preparing it gives.
TEST(RowExtents, GiveTheSameRowsAsPreparingThem) {
    const tests::TemporaryFolder folder;
    tests::writeTinyModel(folder / "tiny");
    std::string lines;
    for (int row = 0; row < 60; ++row) {
        const std::string words(static_cast<std::size_t>(row * 7 % 50), 'a');
        lines += row % 9 == 4 ? R"({"prompt": "And?"})" + std::string("\n")
                              : R"({"prompt": "Say )" + words + R"(", "completion": ")" + words + "\"}\n";
    }
    tests::writeFile(folder / "rows.jsonl", lines);
    const std::array parts = {dataset::projectPart()};
    auto project = must(project::Project::create(folder / "p.luthier", "", parts));
    const std::array files = {folder / "rows.jsonl"};
    NullProgress silent;
    must(importing::importFiles(project, files, {}, {}, silent));
    const auto tokenizer = must(tokenizing::loadTokenizer(folder / "tiny"));
    const auto chosen = must(chooseTemplate("model", *tokenizer, {}));
    const auto facts = must(dataset::findDataset(project.database(), "rows"));
    recipe::Recipe recipe;
    const RowExtents extents = must(renderExtents(
        project, facts, {}, {tokenizer, chosen.chatTemplate, withoutLimit(recipe)}, {}, silent));
    for (const std::int64_t length : {8, 20, 40, 512})
        for (const auto truncation : {recipe::Truncation::Truncate, recipe::Truncation::Drop})
            for (const double weight : {0.4, 1.0, 2.5}) {
                recipe.tokens.maxLength = length;
                recipe.tokens.truncation = truncation;
                const recipe::DataSource source = {"rows", std::nullopt, weight};
                const ExampleMaker maker(tokenizer, chosen.chatTemplate, recipe);
                const Prepared prepared = must(prepareRows(project, {source}, maker, recipe, {}, silent));
                const SourceRows counted = rowsUnder(extents, recipe, source, facts.id.value);
                const std::string place = std::to_string(length) + ", weight " + std::to_string(weight);
                EXPECT_EQ(toJson(counted.counts), toJson(prepared.counts)) << place;
                EXPECT_EQ(counted.sizes, sizesOf(prepared.data)) << place;
                EXPECT_EQ(BatchPlan(counted.sizes, recipe).steps(), BatchPlan(prepared.data, recipe).steps())
                    << place;
            }
}

} // namespace
} // namespace luthier::examples
