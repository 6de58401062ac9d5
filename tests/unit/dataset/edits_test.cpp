#include "sample.h"

using namespace luthier;
using namespace luthier::dataset;
using namespace luthier::dataset::tests;

TEST(Edits, ChangeAFieldAndKeepTheRecord) {
    Sample sample;
    const std::string before = sample.version();
    const auto outcome = sample.set(3, "response", "better");
    EXPECT_EQ(outcome.changed, 1);
    EXPECT_NE(outcome.version, before);
    EXPECT_EQ(outcome.version, sample.version());
    EXPECT_EQ(sample.row(3).fields["response"], "better");
    EXPECT_EQ(must(readRaw(sample.db(), sample.facts(), RowId{3})), Sample::record(3));
    EXPECT_EQ(sample.problems(), Codes());
}

TEST(Edits, SettingTheImportedValueAgainGivesTheOldVersion) {
    Sample sample;
    const std::string before = sample.version();
    sample.set(3, "response", "better");
    sample.set(3, "response", "answer 3");
    EXPECT_EQ(sample.version(), before);
    EXPECT_EQ(sample.set(3, "response", "answer 3").changed, 0);
}

TEST(Edits, TheOrderOfEditsDoesNotMatterForTheVersion) {
    Sample one;
    Sample two;
    one.set(1, "prompt", "p");
    one.set(1, "response", "r");
    two.set(1, "response", "r");
    two.set(1, "prompt", "p");
    EXPECT_EQ(one.version(), two.version());
}

TEST(Edits, AreRefusedWhenTheRowHasChangedMeanwhile) {
    Sample sample;
    const auto revision = sample.row(2).revision;
    const CellEdit mine{RowId{2}, "prompt", "mine", revision};
    sample.set(2, "prompt", "theirs");
    const auto outcome = setCells(sample.project, sample.id, std::span(&mine, 1));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code(), "dataset.row_changed");
    EXPECT_EQ(sample.row(2).fields["prompt"], "theirs");
}

TEST(Edits, OfSeveralCellsAreOneOperationOrNone) {
    Sample sample;
    const std::vector<CellEdit> good = {
        {RowId{1}, "prompt", "a", {}}, {RowId{1}, "response", "b", {}}, {RowId{2}, "prompt", "c", {}}};
    EXPECT_EQ(must(setCells(sample.project, sample.id, good)).changed, 2);
    const std::vector<CellEdit> bad = {{RowId{3}, "prompt", "a", {}}, {RowId{99}, "prompt", "b", {}}};
    EXPECT_EQ(setCells(sample.project, sample.id, bad).error().code(), "dataset.no_such_row");
    EXPECT_EQ(sample.row(3).fields["prompt"], "question 3");
    sample.undoSteps();
    EXPECT_EQ(sample.row(1).fields["prompt"], "question 1");
    EXPECT_EQ(sample.row(2).fields["prompt"], "question 2");
}

TEST(Edits, RefuseUnknownFieldsAndBrokenText) {
    Sample sample;
    const CellEdit unknown{RowId{1}, "nothing", "x", {}};
    EXPECT_EQ(setCells(sample.project, sample.id, std::span(&unknown, 1)).error().code(),
              "dataset.no_such_field");
    const CellEdit broken{RowId{1}, "prompt", "\xff\xfe", {}};
    EXPECT_EQ(setCells(sample.project, sample.id, std::span(&broken, 1)).error().code(), "dataset.not_utf8");
}

TEST(Edits, DeleteAndRestoreRowsByFilter) {
    Sample sample(21);
    const std::string before = sample.version();
    RowFilter topic;
    must(addFilter(topic, "topic=topic 3"));
    EXPECT_EQ(sample.remove(topic).changed, 3);
    EXPECT_EQ(sample.facts().rows, 18);
    EXPECT_EQ(readRow(sample.db(), sample.facts(), RowId{3}).error().code(), "dataset.no_such_row");
    EXPECT_EQ(must(restoreRows(sample.project, sample.id, topic, {})).changed, 3);
    EXPECT_EQ(sample.version(), before);
    EXPECT_EQ(sample.problems(), Codes());
}

TEST(Edits, UpdateTheNarrowColumns) {
    Sample sample;
    sample.set(4, "topic", "new");
    sample.set(5, "response", "  ");
    RowFilter topic;
    must(addFilter(topic, "topic=new"));
    EXPECT_EQ(must(selectRows(sample.db(), sample.facts(), topic, {})), (std::vector<RowId>{{4}}));
    RowFilter flag;
    must(addFilter(flag, "flag:empty_response"));
    EXPECT_EQ(must(selectRows(sample.db(), sample.facts(), flag, {})), (std::vector<RowId>{{5}}));
    EXPECT_EQ(sample.row(5).flags, Codes{"empty_response"});
}

TEST(Edits, AreNotMadeInAProjectOpenedForReading) {
    Sample sample;
    auto reader = must(project::Project::open(sample.project.folder(), project::Access::ReadOnly,
                                              sample.parts, project::Check::None));
    EXPECT_EQ(deleteRows(reader, sample.id, {}, {}).error().code(), "project.read_only");
}

TEST(ValueFromText, FollowsTheKindOfThePresentValue) {
    Row row;
    row.fields = {{"text", "a"}, {"number", 3}, {"turns", Json::array()}};
    EXPECT_EQ(must(valueFromText(row, "text", "7")), Json("7"));
    EXPECT_EQ(must(valueFromText(row, "absent", "7")), Json("7"));
    EXPECT_EQ(must(valueFromText(row, "number", "7")), Json(7));
    EXPECT_EQ(must(valueFromText(row, "turns", "[1]")), Json::array({1}));
    EXPECT_EQ(valueFromText(row, "turns", "oops").error().code(), "dataset.value_not_json");
}
