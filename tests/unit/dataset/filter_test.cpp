#include "sample.h"

using namespace luthier;
using namespace luthier::dataset;
using namespace luthier::dataset::tests;

namespace {

using Ids = std::vector<std::int64_t>;

Ids found(Sample& sample, const std::string& text) {
    RowFilter filter;
    must(addFilter(filter, text));
    Ids ids;
    for (const auto id : must(selectRows(sample.db(), sample.facts(), filter, {})))
        ids.push_back(id.value);
    return ids;
}

std::string refusal(Sample& sample, const std::string& text) {
    RowFilter filter;
    if (const Status added = addFilter(filter, text); !added)
        return added.error().code();
    const Status checked = checkFilter(filter, sample.facts());
    return checked ? "none" : checked.error().code();
}

/// The answers are numbers, texts and nothing.
struct Figures : Sample {
    Figures()
        : Sample(6) {
        set(1, "response", 20);
        set(2, "response", "21");
        set(3, "response", 20.5);
        set(4, "response", "twenty");
        set(5, "response", "");
        set(6, "response", -3);
    }
};

} // namespace

TEST(Comparison, IsOfNumbersAlsoOfThoseWrittenAsText) {
    Figures sample;
    EXPECT_EQ(found(sample, "response>20"), (Ids{2, 3}));
    EXPECT_EQ(found(sample, "response>=20"), (Ids{1, 2, 3}));
    EXPECT_EQ(found(sample, "response<20.5"), (Ids{1, 6}));
    EXPECT_EQ(found(sample, "response<=2.05e1"), (Ids{1, 3, 6}));
}

TEST(Comparison, FindsWhatIsNotAValue) {
    Figures sample;
    EXPECT_EQ(found(sample, "response!=20"), (Ids{2, 3, 4, 5, 6}));
    EXPECT_EQ(found(sample, "response!="), (Ids{1, 2, 3, 4, 6})) << "that is not empty";
    EXPECT_EQ(found(sample, "topic!=topic 1"), (Ids{2, 3, 4, 5, 6}));
}

TEST(Comparison, LeavesAValueWithASignAlone) {
    Figures sample;
    sample.set(4, "response", "a>b != c");
    EXPECT_EQ(found(sample, "response=a>b != c"), Ids{4});
}

TEST(Comparison, IsRefusedByNameWhereItMeansNothing) {
    Figures sample;
    EXPECT_EQ(refusal(sample, "response>many"), "dataset.not_a_number");
    EXPECT_EQ(refusal(sample, "response>inf"), "dataset.not_a_number");
    EXPECT_EQ(refusal(sample, "nothing>1"), "dataset.no_such_field");
    EXPECT_EQ(refusal(sample, "nothing!=1"), "dataset.no_such_field");
    EXPECT_EQ(refusal(sample, "tokens>20"), "dataset.tokens_not_here");
    EXPECT_EQ(refusal(sample, "response>1"), "none");
}

TEST(Length, IsTheCharactersOfAllTextsOfARow) {
    Sample sample(12);                     // "question 1", "answer 1", "topic 1": 25 characters
    sample.set(3, "response", "가나다라"); // 10 + 4 + 7
    sample.set(4, "response", Json::array({"\n\"", 12, {{"role", "ab"}}}));
    EXPECT_EQ(found(sample, "length:21"), (Ids{3, 4})) << "numbers and names are no texts, an escape is one";
    EXPECT_EQ(found(sample, "length:27.."), (Ids{10, 11, 12}));
    EXPECT_EQ(found(sample, "length:..24"), (Ids{3, 4}));
    EXPECT_EQ(found(sample, "length:22..26"), (Ids{1, 2, 5, 6, 7, 8, 9}));
    sample.undoSteps(1);
    EXPECT_EQ(found(sample, "length:21"), (Ids{3}));
}

TEST(Length, RefusesWhatIsNoRange) {
    Sample sample(1);
    for (const char* bad :
         {"length:", "length:..", "length:a..b", "length:9..3", "length:-1..", "length:1.5"})
        EXPECT_EQ(refusal(sample, bad), "dataset.bad_filter") << bad;
}

TEST(Length, IsCountedAtTheNextOpeningWhereAnOlderVersionDidNot) {
    Sample sample(12);
    sample.set(3, "response", "가나다라");
    must(sample.db().run("UPDATE rows SET length=NULL"));
    EXPECT_EQ(found(sample, "length:.."
                            "30"),
              Ids());
    sample.reopen();
    EXPECT_EQ(found(sample, "length:21"), Ids{3});
    EXPECT_EQ(found(sample, "length:25").size(), 8U);
}
