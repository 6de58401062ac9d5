#include "table.h"

#include <dataset/edits.h>
#include <dataset/history.h>
#include <dataset/rows.h>
#include <labeling/suggesting.h>

using namespace luthier;
using namespace luthier::labeling;
using namespace luthier::labeling::tests;

namespace {

NullProgress progress;

struct Suggesting : ::testing::Test {
    Table table{12};
    Suggesting() { table.make(scheme("intent", "class", {"refund", "billing"})); }
    Scheme intent() { return must(findScheme(table.db(), table.facts(), "intent")); }
    Result<dataset::SuggestOutcome> suggest(const PatternRule& rule) {
        return suggestByPattern(table.project, table.facts(), {}, intent(), rule, {}, progress);
    }
    std::int64_t found(const std::string& text) {
        dataset::RowFilter filter;
        must(dataset::addFilter(filter, text));
        return must(dataset::readPage(table.db(), table.facts(), filter, 0, 0, {})).total;
    }
    std::vector<std::int64_t> queued(QueueOrder order, std::uint64_t seed = 1) {
        std::vector<std::int64_t> rows;
        for (const RowId row : must(queuedRows(table.db(), table.facts(), {}, "intent", order, seed, {})))
            rows.push_back(row.value);
        return rows;
    }
};

} // namespace

TEST_F(Suggesting, ByAPatternIsNoLabelUntilItIsAccepted) {
    table.label(1, "intent", "refund", "ben");
    const std::string before = table.facts().version;
    const auto outcome = must(suggest({"QUESTION 1", false, "", "billing"}));
    EXPECT_EQ(outcome.rows, 11) << "those without a label";
    EXPECT_EQ(outcome.suggested, 3) << "10 to 12";
    EXPECT_EQ(table.facts().version, before) << "no part of the rows";
    EXPECT_EQ(table.labels(10), Json::object());
    EXPECT_EQ(found("suggested:intent"), 3);
    EXPECT_EQ(found("suggested:intent=billing"), 3);
    EXPECT_EQ(found("suggested:intent=refund"), 0);
    EXPECT_EQ(found("suggested:intent="), 9);
    EXPECT_EQ(found("label:intent"), 1);
    EXPECT_EQ(must(countLabels(table.db(), table.facts()))[0].rows, 1);
    table.label(10, "intent", "refund", "anna"); // another answer than suggested
    dataset::RowFilter filter;
    must(dataset::addFilter(filter, "search:question"));
    const auto accepted =
        must(acceptSuggestions(table.project, table.facts(), filter, intent(), "anna", {}, progress));
    EXPECT_EQ(accepted.changed, 2);
    EXPECT_EQ(table.labels(10), (Json{{"intent", {{"anna", "refund"}}}})) << "what was said stays";
    EXPECT_EQ(table.labels(11), (Json{{"intent", {{"anna", "billing"}}}}));
    EXPECT_EQ(must(dataset::listOperations(table.db(), table.id)).back().kind, "accept");
    must(dataset::undo(table.project, table.id, 1, {}));
    EXPECT_EQ(table.labels(11), Json::object());
    EXPECT_EQ(found("suggested:intent"), 3) << "they are still suggested";
}

TEST_F(Suggesting, LooksWhereItIsToldAndReadsExpressions) {
    EXPECT_EQ(must(suggest({"대답 [1-3]$", true, "response", "refund"})).suggested, 3);
    EXPECT_EQ(must(suggest({"대답", false, "prompt", "billing"})).suggested, 0);
    EXPECT_EQ(must(suggest({"대답 [1-3]$", false, "", "billing"})).suggested, 0) << "as it is written";
    EXPECT_EQ(must(suggest({"question 2", false, "", "billing"})).suggested, 1) << "in place of the other";
    EXPECT_EQ(found("suggested:intent=refund"), 2);
    EXPECT_EQ(must(dataset::dropSuggestions(table.project, table.id, "intent")), 3);
    EXPECT_EQ(found("suggested:intent"), 0);
}

TEST_F(Suggesting, RefusesByName) {
    table.make(scheme("note", "text"));
    EXPECT_EQ(codeOf(suggest({"x", false, "", "refnd"})), "label.not_an_option");
    EXPECT_EQ(codeOf(suggest({"(", true, "", "refund"})), "label.bad_pattern");
    EXPECT_EQ(codeOf(suggest({"", false, "", "refund"})), "label.bad_pattern");
    EXPECT_EQ(codeOf(suggest({"x", false, "nowhere", "refund"})), "dataset.no_such_field");
    const auto note = must(findScheme(table.db(), table.facts(), "note"));
    EXPECT_EQ(
        codeOf(suggestByPattern(table.project, table.facts(), {}, note, {"x", false, "", "y"}, {}, progress)),
        "label.not_in_bulk");
    const dataset::CellEdit slow{RowId{1}, "prompt", std::string(40, 'a') + "!", {}};
    must(dataset::setCells(table.project, table.id, std::span(&slow, 1)));
    EXPECT_EQ(codeOf(suggest({"(a+)+(a+)+$", true, "prompt", "refund"})), "label.pattern_too_slow");
    std::stop_source stop;
    stop.request_stop();
    EXPECT_NE(codeOf(suggestByPattern(table.project, table.facts(), {}, intent(), {"q", false, "", "refund"},
                                      stop.get_token(), progress)),
              "");
    EXPECT_EQ(found("suggested:intent"), 0);
}

TEST_F(Suggesting, OrdersTheQueue) {
    EXPECT_EQ(queued(QueueOrder::Standing),
              (std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
    const auto random = queued(QueueOrder::Random, 7);
    EXPECT_EQ(queued(QueueOrder::Random, 7), random);
    EXPECT_NE(queued(QueueOrder::Random, 8), random);
    auto sorted = random;
    std::ranges::sort(sorted);
    EXPECT_EQ(sorted, queued(QueueOrder::Standing));
    const std::vector<RowId> rows = {RowId{2}, RowId{5}, RowId{9}};
    must(dataset::suggestLabels(
        table.project, table.id, "intent", "test", rows,
        [](const dataset::Row& row) -> Result<std::optional<dataset::Suggested>> {
            return std::optional(dataset::Suggested{"refund", row.id.value == 5 ? 0.2 : 0.9});
        },
        {}, progress));
    EXPECT_EQ(queued(QueueOrder::LeastSure),
              (std::vector<std::int64_t>{5, 2, 9, 1, 3, 4, 6, 7, 8, 10, 11, 12}));
    table.label(4, "intent", "refund", "anna");
    table.label(4, "intent", "billing", "ben");
    EXPECT_EQ(queued(QueueOrder::DifferFirst).front(), 4);
    EXPECT_EQ(queueOrderFromName("least_sure"), QueueOrder::LeastSure);
    EXPECT_EQ(queueOrderFromName("soonest"), std::nullopt);
}

TEST_F(Suggesting, GoesWithItsScheme) {
    must(suggest({"question", false, "", "billing"}));
    must(removeScheme(table.project, table.facts(), "intent"));
    table.make(scheme("intent", "class", {"refund"}));
    EXPECT_EQ(found("suggested:intent"), 0);
}
