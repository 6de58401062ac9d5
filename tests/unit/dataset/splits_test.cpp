#include "sample.h"

using namespace luthier;
using namespace luthier::dataset;
using namespace luthier::dataset::tests;

namespace {

std::map<std::string, std::int64_t> counts(Sample& sample) {
    std::map<std::string, std::int64_t> result;
    for (const auto& [name, rows] : must(splitCounts(sample.db(), sample.id)))
        result[name] = rows;
    return result;
}

using Counts = std::map<std::string, std::int64_t>;

} // namespace

TEST(Splits, MeetTheRatiosExactlyWithoutRepeatedRows) {
    Sample sample(1000);
    sample.split("train=0.8,validation=0.1,test=0.1");
    EXPECT_EQ(counts(sample), (Counts{{"train", 800}, {"validation", 100}, {"test", 100}}));
    EXPECT_EQ(sample.problems(), Codes());
}

TEST(Splits, FollowTheSeedAlone) {
    Sample one(300);
    Sample two(300);
    one.split("train=0.8,test=0.2");
    two.split("train=0.8,test=0.2");
    EXPECT_EQ(one.splitOfRows(), two.splitOfRows());
    two.split("train=0.8,test=0.2", 7);
    EXPECT_NE(one.splitOfRows(), two.splitOfRows());
}

TEST(Splits, StayWhenRowsAreAdded) {
    Sample sample(300);
    sample.split("train=0.8,test=0.2");
    const auto before = sample.splitOfRows();
    sample.append(301, 1000);
    EXPECT_EQ(counts(sample)[""], 700);
    sample.split("train=0.8,test=0.2");
    const auto after = sample.splitOfRows();
    for (const auto& [row, split] : before)
        ASSERT_EQ(after.at(row), split) << row;
    EXPECT_EQ(counts(sample), (Counts{{"train", 800}, {"test", 200}}));
}

TEST(Splits, KeepAGroupTogether) {
    Sample sample(700);
    sample.split("train=0.6,test=0.4", 42, "topic");
    std::map<std::string, std::string> splitOfTopic;
    for (const auto& row : sample.all()) {
        const auto [known, fresh] = splitOfTopic.emplace(row.fields["topic"].get<std::string>(), row.split);
        ASSERT_EQ(known->second, row.split);
    }
    EXPECT_EQ(counts(sample), (Counts{{"train", 400}, {"test", 300}}));
}

TEST(Splits, KeepRepeatedRecordsTogether) {
    Sample sample(50);
    for (int copy = 0; copy < 5; ++copy)
        sample.append(1, 50);
    sample.split("train=0.5,test=0.5");
    const auto splits = sample.splitOfRows();
    for (std::int64_t row = 51; row <= 300; ++row)
        ASSERT_EQ(splits.at(row), splits.at((row - 1) % 50 + 1));
}

TEST(Splits, AreUndoneInOneStep) {
    Sample sample(3000);
    const std::string before = sample.version();
    sample.split("train=0.5,test=0.5");
    EXPECT_NE(sample.version(), before);
    sample.undoSteps();
    EXPECT_EQ(sample.version(), before);
    EXPECT_EQ(counts(sample), (Counts{{"", 3000}}));
}

TEST(Splits, AreGivenByHandToo) {
    Sample sample(20);
    RowFilter filter;
    must(addFilter(filter, "topic=topic 2"));
    EXPECT_EQ(must(assignSplit(sample.project, sample.id, filter, "held out", {})).changed, 3);
    EXPECT_EQ(counts(sample), (Counts{{"", 17}, {"held out", 3}}));
}

TEST(Splits, RefuseBadRatios) {
    EXPECT_EQ(parseRatios("train=0.8").error().code(), "dataset.bad_ratio_sum");
    EXPECT_EQ(parseRatios("train=x,test=1").error().code(), "dataset.bad_ratio");
    EXPECT_EQ(parseRatios("train=0.5,train=0.5").error().code(), "dataset.bad_ratio");
    EXPECT_EQ(parseRatios("").error().code(), "dataset.bad_ratio_sum");
    EXPECT_EQ(parseRatios("=1").error().code(), "dataset.bad_split_name");
}
