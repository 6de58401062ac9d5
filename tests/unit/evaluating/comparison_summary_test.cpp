#include <evaluating/comparison_summary.h>

#include <gtest/gtest.h>

namespace luthier::evaluating {
namespace {

using Answer = scoring::PairedCounts::Answer;

TEST(ComparisonSummary, CountsAndWeighsByTokens) {
    ComparisonTally tally;
    tally.rows = 4;
    tally.failed = 1;
    tally.addLosses({6.0, 2}, {2.0, 2});
    tally.addLosses({2.0, 6}, {2.0, 6});
    tally.addLosses({}, {}); // a row without trained tokens says nothing
    tally.exact.add(Answer::Wrong, Answer::Right);
    tally.exact.add(Answer::Right, Answer::Right);
    tally.exact.add(Answer::Wrong, Answer::Right);
    const Json summary = summaryOf(tally, 42);
    EXPECT_EQ(summary["rows"], 4);
    EXPECT_EQ(summary["scored"], 3);
    EXPECT_EQ(summary["failed"], 1);
    EXPECT_EQ(summary["tokens"], 8);
    EXPECT_DOUBLE_EQ(summary["base"]["loss"].get<double>(), 1.0);
    EXPECT_DOUBLE_EQ(summary["adapted"]["loss"].get<double>(), 0.5);
    EXPECT_DOUBLE_EQ(summary["loss_difference"]["value"].get<double>(), -0.5);
    EXPECT_LE(summary["base"]["loss_low"].get<double>(), 1.0);
    EXPECT_GE(summary["base"]["loss_high"].get<double>(), 1.0);
    EXPECT_NEAR(summary["base"]["exact_match"]["value"].get<double>(), 1.0 / 3, 1e-12);
    EXPECT_EQ(summary["adapted"]["exact_match"]["value"], 1.0);
    EXPECT_EQ(summary["fixed"], 2);
    EXPECT_EQ(summary["broken"], 0);
    EXPECT_EQ(summary["both_right"], 1);
    EXPECT_EQ(summary["both_wrong"], 0);
    EXPECT_DOUBLE_EQ(summary["mcnemar_p"].get<double>(), 0.5);
}

TEST(ComparisonSummary, IsNullWhereThereIsNothingToSay) {
    ComparisonTally tally;
    tally.rows = 1;
    const Json summary = summaryOf(tally, 42);
    EXPECT_TRUE(summary["base"]["loss"].is_null());
    EXPECT_TRUE(summary["base"]["exact_match"]["value"].is_null());
    EXPECT_TRUE(summary["mcnemar_p"].is_null());
}

} // namespace
} // namespace luthier::evaluating
