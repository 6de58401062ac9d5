#include "cases.h"

#include <dataset/part.h>
#include <dataset/writer.h>
#include <support/temporary_folder.h>

namespace luthier::cleaning::tests {
namespace {

/// What the rules find in a dataset of prompts and answers of these lengths: rule and row of each finding.
Codes found(const std::vector<std::pair<int, int>>& lengths, const std::vector<std::string>& settings = {}) {
    const luthier::tests::TemporaryFolder folder;
    const std::vector<project::Part> parts = {dataset::projectPart()};
    auto project = must(project::Project::create(folder / "a.luthier", "", parts));
    const Json columns = answer("");
    dataset::NewDataset description;
    description.name = "rows";
    description.roles = factsOf(columns).roles;
    auto writer = must(dataset::RowWriter::create(project, description, dataset::Name::Given));
    for (const auto& [prompt, response] : lengths) {
        const std::string raw = dumpJson({{"prompt", repeated("가", static_cast<std::size_t>(prompt))},
                                          {"response", repeated("x", static_cast<std::size_t>(response))}});
        dataset::NewRow row;
        row.raw = raw;
        EXPECT_TRUE(writer.add(row));
    }
    const auto facts = must(writer.publish(factsOf(columns).fields)).facts;
    NullProgress progress;
    const auto report = must(
        findProblems(project.database(), facts, {},
                     must(chooseRules({"length_outlier", "ratio_outlier"}, {}, settings)), {}, {}, progress));
    Codes codes;
    for (const auto& rule : report.rules)
        for (const auto& example : rule.examples)
            codes.push_back(example.why.substr(std::string("finding.").size()) + " " +
                            std::to_string(example.row.value));
    return codes;
}

std::vector<std::pair<int, int>> usual(int rows) {
    std::vector<std::pair<int, int>> lengths;
    for (int i = 0; i < rows; ++i)
        lengths.emplace_back(20 + i % 20, 100 + 10 * (i % 20));
    return lengths;
}

TEST(Outliers, LieFarBeyondTheQuartilesOfAllRows) {
    auto lengths = usual(200);
    EXPECT_EQ(found(lengths), Codes());
    lengths[10] = {25, 9000};
    lengths[20] = {900, 5000};
    lengths[30] = {30, 2};
    EXPECT_EQ(found(lengths), (Codes{"length_outlier.answer 11", "length_outlier.prompt 21",
                                     "length_outlier.answer 31", "ratio_outlier 11", "ratio_outlier 31"}))
        << "900 to 5000 is a usual ratio";
}

TEST(Outliers, FewRowsAndNearlyEqualOnesSayNothing) {
    auto few = usual(40);
    few[10] = {25, 90000};
    EXPECT_EQ(found(few), Codes());
    EXPECT_EQ(found(few, {"length_outlier.least_rows=10"}).size(), 1U);
    std::vector<std::pair<int, int>> equal(100, {10, 10});
    equal[5] = {10, 20};
    EXPECT_EQ(found(equal), Codes()) << "twice as long is nothing";
    equal[6] = {10, 51};
    EXPECT_EQ(found(equal), (Codes{"length_outlier.answer 7", "ratio_outlier 7"}));
}

TEST(Outliers, FencesAreThoseOfLinearQuantiles) {
    // Logarithms of 1, 2, 4, …: quartiles by numpy.percentile([0, 1, 2, 3, 4] * ln 2, [25, 75]) = ln 2, 3
    // ln 2.
    const double ln2 = 0.6931471805599453;
    const auto chosen = ruleOf("length_outlier", {"length_outlier.least_rows=4", "length_outlier.factor=1",
                                                  "length_outlier.least_times=1"});
    auto settings = chosen.settings;
    settings.quartiles[1] = {.first = ln2, .third = 3 * ln2, .rows = 5};
    const auto count = [&](std::size_t length) {
        const Json fields = answer(repeated("x", length));
        const RowView row = viewOf(RowId{1}, fields, factsOf(fields));
        Findings findings;
        chosen.rule->find(row, settings, findings);
        return findings.all().size();
    };
    EXPECT_EQ(count(31), 0U) << "3 ln 2 + 2 ln 2 = ln 32";
    EXPECT_EQ(count(33), 1U);
    EXPECT_EQ(count(1), 0U);
}

} // namespace
} // namespace luthier::cleaning::tests
