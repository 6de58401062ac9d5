#include <base/json.h>
#include <scoring/intervals.h>
#include <scoring/paired.h>
#include <support/shared_data.h>

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace luthier::scoring {
namespace {

const Json& golden() {
    static const Json document = *readJsonFile(tests::sourceFile("tests/golden/scoring/scoring.json"));
    return document;
}

std::vector<RowSum> rowsOf(const Json& list) {
    std::vector<RowSum> rows;
    for (const Json& row : list)
        rows.push_back({row[0].get<double>(), row[1].get<double>()});
    return rows;
}

TEST(WilsonInterval, EqualsScipy) {
    for (const Json& sample : golden()["wilson"]) {
        const Interval found =
            wilsonInterval(sample["successes"].get<std::int64_t>(), sample["trials"].get<std::int64_t>());
        EXPECT_NEAR(found.low, sample["low"].get<double>(), 1e-12) << dumpJson(sample);
        EXPECT_NEAR(found.high, sample["high"].get<double>(), 1e-12) << dumpJson(sample);
    }
}

TEST(WilsonInterval, SaysNothingOfNothing) {
    const Interval found = wilsonInterval(0, 0);
    EXPECT_TRUE(std::isnan(found.value));
    EXPECT_EQ(found.low, 0);
    EXPECT_EQ(found.high, 1);
}

TEST(McNemar, EqualsScipysBinomialTest) {
    for (const Json& sample : golden()["mcnemar"]) {
        const auto expected = sample["p"].get<double>();
        EXPECT_NEAR(mcnemarExact(sample["fixed"].get<std::int64_t>(), sample["broken"].get<std::int64_t>()) /
                        expected,
                    1.0, 1e-9)
            << dumpJson(sample);
    }
    EXPECT_EQ(mcnemarExact(0, 0), 1.0);
}

TEST(PairedCounts, KeepTheFourKindsApart) {
    using Answer = PairedCounts::Answer;
    PairedCounts counts;
    counts.add(Answer::Right, Answer::Right);
    counts.add(Answer::Wrong, Answer::Right);
    counts.add(Answer::Wrong, Answer::Right);
    counts.add(Answer::Right, Answer::Wrong);
    counts.add(Answer::Wrong, Answer::Wrong);
    EXPECT_EQ(counts.bothRight, 1);
    EXPECT_EQ(counts.fixed, 2);
    EXPECT_EQ(counts.broken, 1);
    EXPECT_EQ(counts.bothWrong, 1);
    EXPECT_EQ(counts.rightBefore(), 2);
    EXPECT_EQ(counts.rightAfter(), 3);
    EXPECT_EQ(counts.rows(), 5);
}

TEST(Bootstrap, GivesNumpysPercentilesOfTheSameDraws) {
    for (const Json& sample : golden()["bootstrap"]) {
        const BootstrapOptions options{sample["seed"].get<std::uint64_t>(),
                                       sample["resamples"].get<std::int64_t>()};
        const auto first = rowsOf(sample["first"]);
        const auto second = rowsOf(sample["second"]);
        const Interval mean = bootstrapMean(first, options);
        EXPECT_NEAR(mean.value, sample["mean"].get<double>(), 1e-12);
        EXPECT_NEAR(mean.low, sample["mean_interval"]["low"].get<double>(), 1e-12);
        EXPECT_NEAR(mean.high, sample["mean_interval"]["high"].get<double>(), 1e-12);
        const Interval difference = bootstrapDifference(first, second, options);
        EXPECT_NEAR(difference.value, sample["difference"].get<double>(), 1e-12);
        EXPECT_NEAR(difference.low, sample["difference_interval"]["low"].get<double>(), 1e-12);
        EXPECT_NEAR(difference.high, sample["difference_interval"]["high"].get<double>(), 1e-12);
    }
}

TEST(Bootstrap, AgreesWithScipysOwnDraws) {
    for (const Json& sample : golden()["bootstrap"]) {
        if (!sample.contains("scipy"))
            continue;
        const Interval found = bootstrapMean(rowsOf(sample["first"]));
        const double low = sample["scipy"]["low"].get<double>();
        const double high = sample["scipy"]["high"].get<double>();
        EXPECT_NEAR(found.low, low, 0.05 * (high - low));
        EXPECT_NEAR(found.high, high, 0.05 * (high - low));
    }
}

TEST(Bootstrap, IsTheSameForTheSameSeedAndNanForNoRows) {
    const std::vector<RowSum> rows = {{3, 2}, {1, 4}, {9, 5}, {2, 1}};
    EXPECT_EQ(bootstrapMean(rows, {5, 500}).low, bootstrapMean(rows, {5, 500}).low);
    EXPECT_NE(bootstrapMean(rows, {5, 500}).low, bootstrapMean(rows, {6, 500}).low);
    EXPECT_TRUE(std::isnan(bootstrapMean({}).value));
    EXPECT_TRUE(std::isnan(bootstrapMean(std::vector<RowSum>{{0, 0}}).value));
}

} // namespace
} // namespace luthier::scoring
