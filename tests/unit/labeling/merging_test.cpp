#include "table.h"

#include <dataset/edits.h>
#include <dataset/history.h>
#include <dataset/rows.h>
#include <labeling/merging.h>

using namespace luthier;
using namespace luthier::labeling;
using namespace luthier::labeling::tests;

namespace {

NullProgress progress;

Result<MergeOutcome> merge(Table& table, Table& other) {
    return mergeLabels(table.project, table.facts(), other.db(), other.facts(), {}, progress);
}

std::int64_t found(Table& table, const std::string& text) {
    dataset::RowFilter filter;
    must(dataset::addFilter(filter, text));
    return must(dataset::readPage(table.db(), table.facts(), filter, 0, 0, {})).total;
}

} // namespace

TEST(Adjudication, AFinalLabelStandsWhateverOthersSaid) {
    Table table;
    table.make(scheme("intent", "class", {"refund", "billing"}));
    for (const int row : {1, 2}) {
        table.label(row, "intent", "refund", "anna");
        table.label(row, "intent", "billing", "ben");
    }
    table.label(3, "intent", "refund", "anna");
    table.label(3, "intent", "refund", "ben");
    EXPECT_EQ(found(table, "differ:intent"), 2);
    const Given given{"intent", "billing"};
    const auto decide = [&](const std::string& annotator) {
        return labelRow(table.project, table.facts(), RowId{1}, std::span(&given, 1), annotator,
                        Standing::Final);
    };
    EXPECT_EQ(codeOf(decide("final:x")), "dataset.bad_name_of_label");
    EXPECT_EQ(codeOf(table.tryLabel(1, "intent", "refund", "final:carl")), "dataset.bad_name_of_label");
    must(decide("carl"));
    EXPECT_EQ(found(table, "differ:intent"), 1);
    EXPECT_EQ(table.settled(1), (Json{{"intent", "billing"}}));
    EXPECT_EQ(table.settled(2), (Json{{"intent", nullptr}}));
    EXPECT_EQ(found(table, "label:intent@final:carl=billing"), 1);
    const auto report = must(agreementOf(table.db(), table.facts(), "intent", {}));
    EXPECT_EQ(report.annotators, (std::vector<std::string>{"anna", "ben"})) << "who decides is none of them";
    EXPECT_EQ(report.disputes, 2) << "they did differ";
    EXPECT_EQ(report.decided, 1);
    EXPECT_EQ(report.disputed, (std::vector<std::int64_t>{2}));
    must(dataset::undo(table.project, table.id, 1, {}));
    EXPECT_EQ(found(table, "differ:intent"), 2);
}

TEST(MergeLabels, MatchesRowsByTheirContentAsOneOperation) {
    Table table(6);
    Table other(8); // rows 7 and 8 are not here
    table.make(scheme("intent", "class", {"refund", "billing"}));
    other.make(scheme("intent", "class", {"refund", "billing"}));
    other.make(scheme("quality", "rating"));
    table.label(1, "intent", "refund", "anna");
    table.label(2, "intent", "refund", "ben");
    other.label(1, "intent", "billing", "ben");
    other.label(2, "intent", "billing", "ben"); // ben said something else here
    other.label(3, "quality", "4", "ben");
    other.label(8, "intent", "billing", "ben");
    const std::string before = table.facts().version;
    const auto outcome = must(merge(table, other));
    EXPECT_EQ(outcome.merged, 2);
    EXPECT_EQ(outcome.kept, 1);
    EXPECT_EQ(outcome.same, 0);
    EXPECT_EQ(outcome.unmatched, 1);
    EXPECT_EQ(outcome.schemes, (std::vector<std::string>{"quality"}));
    EXPECT_EQ(table.labels(1), (Json{{"intent", {{"anna", "refund"}, {"ben", "billing"}}}}));
    EXPECT_EQ(table.labels(2), (Json{{"intent", {{"ben", "refund"}}}}));
    EXPECT_EQ(table.labels(3), (Json{{"quality", {{"ben", 4}}}}));
    EXPECT_EQ(must(merge(table, other)).same, 2) << "once is enough";
    must(dataset::undo(table.project, table.id, 1, {}));
    EXPECT_EQ(table.facts().version, before) << "one operation, with the scheme";
    EXPECT_EQ(must(labeling::schemesOf(table.db(), table.id)).size(), 1U);
    must(dataset::redo(table.project, table.id, 1, {}));
    EXPECT_EQ(table.labels(3), (Json{{"quality", {{"ben", 4}}}}));
}

TEST(MergeLabels, MatchesWhateverTheNumberAndSplitAndLabelsOfARow) {
    Table table(3);
    Table other(3);
    other.make(scheme("note", "text"));
    // The other's row 1 says what row 3 says here.
    const std::vector<dataset::CellEdit> edits = {{RowId{1}, "prompt", "question 3", {}},
                                                  {RowId{1}, "response", "대답 3", {}},
                                                  {RowId{3}, "prompt", "gone", {}}};
    must(dataset::setCells(other.project, other.id, edits));
    other.label(1, "note", "of the third", "ben");
    EXPECT_EQ(must(merge(table, other)).merged, 1);
    EXPECT_EQ(table.labels(3), (Json{{"note", {{"ben", "of the third"}}}}));
}

TEST(MergeLabels, OfRowsThatSayTheSameTheFirstMatchesTheFirst) {
    Table table(2);
    Table other(2);
    for (Table* one : {&table, &other})
        for (const int row : {1, 2}) {
            const std::vector<dataset::CellEdit> edits = {{RowId{row}, "prompt", "same", {}},
                                                          {RowId{row}, "response", "same", {}}};
            must(dataset::setCells(one->project, one->id, edits));
        }
    other.make(scheme("note", "text"));
    other.label(2, "note", "of the second", "ben");
    EXPECT_EQ(must(merge(table, other)).merged, 1);
    EXPECT_EQ(table.labels(1), Json::object());
    EXPECT_EQ(table.labels(2), (Json{{"note", {{"ben", "of the second"}}}}));
}

TEST(MergeLabels, RefusesSchemesThatDiffer) {
    Table table;
    Table other;
    table.make(scheme("intent", "class", {"refund", "billing"}));
    other.make(scheme("intent", "class", {"refund", "other"}));
    other.label(1, "intent", "other", "ben");
    const std::string before = table.facts().version;
    EXPECT_EQ(codeOf(merge(table, other)), "label.schemes_differ");
    EXPECT_EQ(table.facts().version, before);
}
