#include "sample.h"

using namespace luthier;
using namespace luthier::dataset;
using namespace luthier::dataset::tests;

namespace {

/// 70 rows of topics 0 to 6 in turn, the first 35 for training; the answers of rows 1 to 3 are empty.
struct Divided : Sample {
    Divided()
        : Sample(70) {
        RowFilter first;
        for (std::int64_t row = 1; row <= 35; ++row)
            first.rows.push_back(RowId{row});
        must(assignSplit(project, id, first, "train", {}));
        for (const std::int64_t row : {1, 2, 3})
            set(row, "response", "");
    }
    Facets whole() { return must(countFacets(db(), facts(), {})); }
    Facets under(std::vector<std::string> filters) {
        RowFilter filter;
        for (const auto& text : filters)
            must(addFilter(filter, text));
        return must(countFacets(db(), facts(), whole(), filter, {}));
    }
    std::int64_t matching(std::vector<std::string> filters) {
        RowFilter filter;
        for (const auto& text : filters)
            must(addFilter(filter, text));
        return std::ssize(must(selectRows(db(), facts(), filter, {})));
    }
};

std::int64_t rowsOf(const std::vector<FacetValue>& values, std::string_view value) {
    const auto found = std::ranges::find(values, value, &FacetValue::value);
    return found == values.end() ? -1 : found->rows;
}

std::int64_t rowsOf(const std::vector<SplitCount>& splits, std::string_view name) {
    const auto found = std::ranges::find(splits, name, &SplitCount::name);
    return found == splits.end() ? -1 : found->rows;
}

std::int64_t allOf(const std::vector<LengthBin>& bins) {
    std::int64_t rows = 0;
    for (const LengthBin& bin : bins)
        rows += bin.rows;
    return rows;
}

} // namespace

TEST(Facets, CountSplitsFlagsLengthsAndFields) {
    Divided sample;
    const Facets facets = sample.whole();
    EXPECT_EQ(rowsOf(facets.splits, "train"), 35);
    EXPECT_EQ(rowsOf(facets.splits, ""), 35);
    ASSERT_EQ(facets.flags.size(), 1U) << "a flag that no row has is not named";
    EXPECT_EQ(rowsOf(facets.flags, "empty_response"), 3);
    EXPECT_EQ(allOf(facets.lengths), 70);
    EXPECT_EQ(rowsOf(facets.fields.front().values, "topic 1"), 10);
}

TEST(Facets, AreEachCountedUnderTheConditionsOfTheOthers) {
    Divided sample;
    const Facets facets = sample.under({"split:train", "topic=topic 1"});
    EXPECT_EQ(rowsOf(facets.splits, "train"), 5);
    EXPECT_EQ(rowsOf(facets.splits, ""), 5) << "the rows of another split are what choosing it would show";
    EXPECT_EQ(rowsOf(facets.fields.front().values, "topic 1"), 5);
    EXPECT_EQ(rowsOf(facets.fields.front().values, "topic 2"), 5);
    EXPECT_EQ(rowsOf(facets.flags, "empty_response"), 1);
    EXPECT_EQ(allOf(facets.lengths), 5);
}

TEST(Facets, TellWhatEachChoiceWouldShow) {
    Divided sample;
    const std::vector<std::string> own = {"flag:empty_response", "search:question"};
    const Facets facets = sample.under(own);
    for (const FacetValue& topic : facets.fields.front().values) {
        auto with = own;
        with.push_back("topic=" + topic.value);
        EXPECT_EQ(topic.rows, sample.matching(with)) << topic.value;
    }
    for (const LengthBin& bin : facets.lengths) {
        auto with = own;
        with.push_back("length:" + std::to_string(bin.least) + ".." + std::to_string(bin.most));
        EXPECT_EQ(bin.rows, sample.matching(with)) << bin.least;
    }
    EXPECT_EQ(rowsOf(facets.flags, "empty_response"), 3);
}

TEST(Facets, FollowALengthAndKeepItsOwnBins) {
    Divided sample;
    const Facets facets = sample.under({"length:..20"}); // the three without an answer
    EXPECT_EQ(rowsOf(facets.splits, "train"), 3);
    EXPECT_EQ(rowsOf(facets.splits, ""), 0);
    EXPECT_EQ(allOf(facets.lengths), 70);
}

TEST(Facets, HaveBinsOfARoundWidthThatAFewLongRowsDoNotFlatten) {
    Sample sample(100);
    for (std::int64_t row = 1; row <= 99; ++row)
        sample.set(row, "response", std::string(static_cast<std::size_t>(row) * 3, 'x'));
    sample.set(100, "response", std::string(50'000, 'x'));
    const auto bins = must(countFacets(sample.db(), sample.facts(), {})).lengths;
    ASSERT_GT(bins.size(), 8U);
    ASSERT_LE(std::ssize(bins), kLengthBins);
    EXPECT_EQ(bins[0].least, 20);
    EXPECT_EQ(bins[0].most, 39);
    EXPECT_EQ(bins.back().most, LengthBin::kNoEnd);
    EXPECT_EQ(allOf(bins), 100);
}

TEST(Facets, StopWhenNobodyWantsThem) {
    Divided sample;
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(countFacets(sample.db(), sample.facts(), stop.get_token()).error().kind(),
              ErrorKind::Interrupted);
    EXPECT_EQ(countFacets(sample.db(), sample.facts(), sample.whole(), {}, stop.get_token()).error().kind(),
              ErrorKind::Interrupted);
}
