#include "table.h"

#include <dataset/edits.h>
#include <dataset/history.h>
#include <dataset/rows.h>

#include <chrono>
#include <cmath>
#include <functional>

using namespace luthier;
using namespace luthier::labeling;
using namespace luthier::labeling::tests;

TEST(LabelRows, SeveralSchemesAreOneOperationAndAllOrNothing) {
    Table table;
    table.make(scheme("intent", "class", {"refund", "billing"}));
    table.make(scheme("quality", "rating"));
    const std::string before = table.facts().version;
    const std::vector<Given> wrong = {{"intent", "refund"}, {"quality", "9"}};
    EXPECT_EQ(codeOf(labelRow(table.project, table.facts(), RowId{1}, wrong, "anna")), "label.not_a_rating");
    EXPECT_EQ(table.facts().version, before);
    const std::vector<Given> right = {{"intent", "refund"}, {"quality", "4"}};
    EXPECT_EQ(must(labelRow(table.project, table.facts(), RowId{1}, right, "anna")).changed, 1);
    EXPECT_EQ(table.settled(1), (Json{{"intent", "refund"}, {"quality", 4}}));
    must(dataset::undo(table.project, table.id, 1, {}));
    EXPECT_EQ(table.settled(1), Json::object());
    EXPECT_EQ(codeOf(table.tryLabel(9, "intent", "refund")), "dataset.no_such_row");
    EXPECT_EQ(codeOf(table.tryLabel(1, "mood", "x")), "dataset.no_such_scheme");
    EXPECT_EQ(codeOf(table.tryLabel(1, "intent", "refund", "")), "dataset.bad_name_of_label");
}

TEST(LabelRows, AnEmptyTextTakesTheLabelAway) {
    Table table;
    table.make(scheme("intent", "class", {"refund", "billing"}));
    table.label(1, "intent", "refund");
    table.label(1, "intent", "");
    EXPECT_EQ(table.labels(1), Json::object());
    EXPECT_EQ(must(dataset::listOperations(table.db(), table.id)).back().kind, "remove_label");
}

TEST(LabelRows, WhatARowHasIsWhatAllAnnotatorsSay) {
    Table table;
    table.make(scheme("intent", "class", {"refund", "billing"}));
    table.label(1, "intent", "refund", "anna");
    table.label(1, "intent", "refund", "ben");
    EXPECT_EQ(table.settled(1), (Json{{"intent", "refund"}}));
    table.label(1, "intent", "billing", "ben");
    EXPECT_EQ(table.settled(1), (Json{{"intent", nullptr}}));
    EXPECT_EQ(table.labels(1), (Json{{"intent", {{"anna", "refund"}, {"ben", "billing"}}}}));
}

TEST(LabelRows, TheSameLabelOnAFilterIsOneOperation) {
    Table table(300);
    table.make(scheme("intent", "class", {"refund", "billing"}));
    table.label(7, "intent", "refund");
    const std::string before = table.facts().version;
    dataset::RowFilter filter;
    must(dataset::addFilter(filter, "search:question 1"));
    NullProgress progress;
    const auto outcome =
        must(labelRows(table.project, table.facts(), filter, {"intent", "billing"}, "anna", {}, progress));
    EXPECT_EQ(outcome.changed, 111);
    const auto counts = must(countLabels(table.db(), table.facts()));
    ASSERT_EQ(counts.size(), 1U);
    EXPECT_EQ(counts[0].rows, 112);
    EXPECT_EQ(counts[0].values.at("billing"), 111);
    EXPECT_EQ(counts[0].values.at("refund"), 1);
    const auto done = must(progressOf(table.db(), table.facts(), filter, "intent", "anna", {}));
    EXPECT_EQ(done.rows, 111);
    EXPECT_EQ(done.labelled, 111);
    const auto left = unlabelled({}, "intent", "anna");
    EXPECT_EQ(must(dataset::readPage(table.db(), table.facts(), left, 0, 0, {})).total, 300 - 112);
    EXPECT_EQ(
        must(labelRows(table.project, table.facts(), filter, {"intent", "billing"}, "anna", {}, progress))
            .changed,
        0);
    must(dataset::undo(table.project, table.id, 1, {}));
    EXPECT_EQ(table.facts().version, before);
}

TEST(LabelRows, ABulkThatIsStoppedOrRefusedChangesNothing) {
    Table table;
    table.make(scheme("intent", "class", {"refund", "billing"}));
    table.make(scheme("entities", "span", {"THING"}, {"prompt"}));
    const std::string before = table.facts().version;
    NullProgress progress;
    std::stop_source stop;
    stop.request_stop();
    EXPECT_NE(codeOf(labelRows(table.project, table.facts(), {}, {"intent", "refund"}, "anna",
                               stop.get_token(), progress)),
              "");
    EXPECT_EQ(codeOf(labelRows(table.project, table.facts(), {}, {"intent", "mood"}, "anna", {}, progress)),
              "label.not_an_option");
    EXPECT_EQ(
        codeOf(labelRows(table.project, table.facts(), {}, {"entities", "0-2:THING"}, "anna", {}, progress)),
        "label.not_in_bulk");
    EXPECT_EQ(table.facts().version, before);
    EXPECT_EQ(
        must(labelRows(table.project, table.facts(), {}, {"entities", "-"}, "anna", {}, progress)).changed,
        6);
}

namespace {

/// Does something at each report.
struct AtReports final : ProgressSink {
    std::function<void()> work;
    int reports = 0;
    void report(const luthier::Progress&) override {
        ++reports;
        work();
    }
};

} // namespace

TEST(LabelRows, LetsOthersWriteBetweenItsBatches) {
    Table table(20'000);
    table.make(scheme("intent", "class", {"refund"}));
    auto other = must(project::Project::open(table.folder / "a.luthier", project::Access::ReadWrite,
                                             table.parts, project::Check::None));
    AtReports reports;
    std::chrono::steady_clock::duration longest{};
    reports.work = [&] {
        const dataset::CellEdit edit{RowId{20'000}, "prompt", "edit " + std::to_string(reports.reports), {}};
        const auto begun = std::chrono::steady_clock::now();
        must(dataset::setCells(other, table.id, std::span(&edit, 1)));
        longest = std::max(longest, std::chrono::steady_clock::now() - begun);
    };
    const auto outcome =
        must(labelRows(table.project, table.facts(), {}, {"intent", "refund"}, "anna", {}, reports));
    EXPECT_EQ(outcome.changed, 20'000);
    EXPECT_GT(reports.reports, 3) << "several batches";
    const auto operations = must(dataset::listOperations(table.db(), table.id));
    EXPECT_EQ(std::ranges::count(operations, "label", &dataset::Operation::kind), 1);
    EXPECT_EQ(operations.size(), 2U + 1 + static_cast<std::size_t>(reports.reports));
    must(dataset::undoOperation(table.project, table.id, outcome.operation, {}));
    EXPECT_EQ(must(countLabels(table.db(), table.facts()))[0].rows, 0);
    EXPECT_TRUE(must(dataset::projectPart().check(table.project, {})).empty());
}

TEST(LabelRows, ABulkThatIsStoppedHalfWayLeavesNothing) {
    Table table(20'000);
    table.make(scheme("intent", "class", {"refund"}));
    const std::string before = table.facts().version;
    const auto operations = must(dataset::listOperations(table.db(), table.id)).size();
    std::stop_source stop;
    AtReports reports;
    reports.work = [&] {
        if (reports.reports == 2)
            stop.request_stop();
    };
    EXPECT_FALSE(
        labelRows(table.project, table.facts(), {}, {"intent", "refund"}, "anna", stop.get_token(), reports));
    EXPECT_EQ(reports.reports, 2);
    EXPECT_EQ(table.facts().version, before);
    EXPECT_EQ(must(dataset::listOperations(table.db(), table.id)).size(), operations);
    EXPECT_EQ(must(countLabels(table.db(), table.facts()))[0].rows, 0);
}

TEST(AgreementReport, IsOfTheRowsThatTwoHaveLabelled) {
    Table table(10);
    table.make(scheme("kind", "class", {"0", "1", "unused"}));
    const std::string meg = "0100000010";
    const std::string owen = "1110010000";
    for (int row = 1; row <= 10; ++row) {
        table.label(row, "kind", std::string(1, meg[static_cast<std::size_t>(row - 1)]), "meg");
        table.label(row, "kind", std::string(1, owen[static_cast<std::size_t>(row - 1)]), "owen");
    }
    auto report = must(agreementOf(table.db(), table.facts(), "kind", {}));
    EXPECT_EQ(report.items, 10);
    EXPECT_EQ(report.annotators, (std::vector<std::string>{"meg", "owen"}));
    EXPECT_NEAR(report.krippendorffAlpha.value_or(-9), 0.0952381, 1e-7);
    EXPECT_NEAR(report.cohenKappa.value_or(-9), 0.0909091, 1e-7);
    EXPECT_NEAR(report.percent.value_or(-9), 0.6, 1e-12);
    EXPECT_EQ(report.weightedKappa, std::nullopt);
    EXPECT_EQ(report.disputes, 4);
    EXPECT_EQ(report.disputed, (std::vector<std::int64_t>{1, 3, 6, 9}));
    dataset::RowFilter filter;
    filter.rows = {RowId{1}};
    must(dataset::deleteRows(table.project, table.id, filter, {}));
    report = must(agreementOf(table.db(), table.facts(), "kind", {}));
    EXPECT_EQ(report.items, 9);
    EXPECT_EQ(report.disputes, 3);
}

TEST(AgreementReport, OfRatingsIsWeighted) {
    Table table;
    table.make(scheme("quality", "rating"));
    for (int row = 1; row <= 6; ++row) {
        table.label(row, "quality", std::to_string(row % 5 + 1), "anna");
        table.label(row, "quality", std::to_string(std::min(5, row % 5 + 2)), "ben");
    }
    const auto report = must(agreementOf(table.db(), table.facts(), "quality", {}));
    ASSERT_TRUE(report.weightedKappa && report.cohenKappa);
    EXPECT_GT(*report.weightedKappa, *report.cohenKappa);
    EXPECT_EQ(report.categories, (std::vector<std::string>{"1", "2", "3", "4", "5"}));
    EXPECT_EQ(report.scale, Scale::Ordinal);
}

TEST(AgreementReport, OfSpansIsF1OverPairs) {
    Table table;
    table.make(scheme("entities", "span", {"THING", "PERSON"}, {"prompt"}));
    table.label(1, "entities", "0-8:THING,9-10:PERSON", "anna");
    table.label(1, "entities", "0-8:THING", "ben");
    table.label(2, "entities", "-", "anna");
    table.label(2, "entities", "-", "ben");
    table.label(3, "entities", "0-2:THING", "anna");
    const auto report = must(agreementOf(table.db(), table.facts(), "entities", {}));
    EXPECT_NEAR(report.spanF1.value_or(-9), 2.0 / 3, 1e-12);
    EXPECT_NEAR(report.percent.value_or(-9), 0.5, 1e-12);
    EXPECT_EQ(report.items, 2);
    EXPECT_EQ(report.cohenKappa, std::nullopt);
}

TEST(AgreementReport, OfTextIsRefused) {
    Table table;
    table.make(scheme("note", "text"));
    EXPECT_EQ(codeOf(agreementOf(table.db(), table.facts(), "note", {})), "label.not_comparable");
    EXPECT_EQ(codeOf(agreementOf(table.db(), table.facts(), "mood", {})), "dataset.no_such_scheme");
}

TEST(AgreementReport, OfListsComparesThemWhole) {
    Table table;
    table.make(scheme("topics", "multi_class", {"a", "b"}));
    table.label(1, "topics", "a,b", "anna");
    table.label(1, "topics", "b,a", "ben");
    table.label(2, "topics", "a", "anna");
    table.label(2, "topics", "a,b", "ben");
    const auto report = must(agreementOf(table.db(), table.facts(), "topics", {}));
    EXPECT_EQ(report.categories, (std::vector<std::string>{"a", "a,b"}));
    EXPECT_NEAR(report.percent.value_or(-9), 0.5, 1e-12);
}

namespace {

/// A project with rows of three answers.
struct Answers3 : Table {
    Answers3()
        : Table(0) {
        dataset::NewDataset made;
        made.name = "answers";
        made.roles = {{"q", "prompt"}, {"one", "ignore"}, {"two", "ignore"}, {"three", "ignore"}};
        auto writer = must(dataset::RowWriter::create(project, made, dataset::Name::Given));
        for (int n = 1; n <= 4; ++n) {
            const std::string raw = dumpJson({{"q", "q"}, {"one", "1"}, {"two", "2"}, {"three", "3"}});
            must(writer.add({raw, {}, {}}));
        }
        std::vector<dataset::Field> fields;
        for (const auto& [name, role] : made.roles)
            fields.push_back({name, dataset::kString});
        id = must(writer.publish(fields)).facts.id;
        make(scheme("order", "ranking", {}, {"one", "two", "three"}));
    }
    std::int64_t found(const std::string& text) {
        dataset::RowFilter filter;
        must(dataset::addFilter(filter, text));
        return must(dataset::readPage(db(), facts(), filter, 0, 0, {})).total;
    }
};

} // namespace

TEST(AgreementReport, OfOrdersIsKendallsTauAndAlphaOfPlaces) {
    Answers3 table;
    table.label(1, "order", "one>two>three", "anna");
    table.label(1, "order", "one>two>three", "ben");
    table.label(2, "order", "one>two>three", "anna");
    table.label(2, "order", "three>two>one", "ben");
    table.label(3, "order", "one>two>three", "anna");
    table.label(3, "order", "one>two=three", "ben");
    table.label(4, "order", "one>two>three", "anna");
    const auto report = must(agreementOf(table.db(), table.facts(), "order", {}));
    EXPECT_EQ(report.items, 3);
    EXPECT_EQ(report.disputes, 2);
    EXPECT_NEAR(report.percent.value_or(-9), 1.0 / 3, 1e-12);
    // 1, -1, and 2 of 3 pairs against 2 that are apart: 2 / sqrt(3 * 2).
    EXPECT_NEAR(report.kendallTau.value_or(-9), (2 / std::sqrt(6.0)) / 3, 1e-12);
    ASSERT_TRUE(report.krippendorffAlpha);
    Answers places;
    places.values = {0, 1, 2};
    places.answers = {{0, 1, 2, 0, 1, 2, 0, 1, 2}, {0, 1, 2, 2, 1, 0, 0, 1, 1}};
    EXPECT_NEAR(*report.krippendorffAlpha, krippendorffAlpha(places, Level::Ordinal).value_or(-9), 1e-12);
    EXPECT_EQ(report.cohenKappa, std::nullopt);
    EXPECT_EQ(report.scale, Scale::Ordinal);
}

TEST(LabelFilters, MeanWhatIsBestOfAnOrderAndRefuseWhatIsNoAnswer) {
    Answers3 table;
    table.label(1, "order", "one=two>three", "anna");
    table.label(2, "order", "three>one>two", "anna");
    EXPECT_EQ(table.found("label:order=one"), 1);
    EXPECT_EQ(table.found("label:order=two"), 1);
    EXPECT_EQ(table.found("label:order=three"), 1);
    table.make(scheme("intent", "class", {"refund", "billing"}));
    table.make(scheme("quality", "rating"));
    table.make(scheme("better", "preference", {}, {"one", "two"}));
    table.make(scheme("note", "text"));
    table.label(1, "quality", "5");
    EXPECT_EQ(table.found("label:quality=5"), 1);
    EXPECT_EQ(table.found("label:intent=billing"), 0);
    EXPECT_EQ(table.found("label:note=anything"), 0);
    for (const char* wrong :
         {"intent=refnd", "intent@anna=refnd", "quality=6", "quality=x", "better=c", "order=four"}) {
        dataset::RowFilter filter;
        must(dataset::addFilter(filter, std::string("label:") + wrong));
        EXPECT_EQ(codeOf(dataset::readPage(table.db(), table.facts(), filter, 0, 0, {})),
                  "dataset.no_such_answer")
            << wrong;
    }
}

TEST(LabelCounts, OfOrdersAreOfWhatIsBest) {
    Answers3 table;
    table.label(1, "order", "one=two>three", "anna");
    table.label(2, "order", "two>one>three", "anna");
    const auto counts = must(countLabels(table.db(), table.facts()));
    EXPECT_EQ(counts.at(0).values, (std::map<std::string, std::int64_t>{{"one", 1}, {"two", 2}}));
}
