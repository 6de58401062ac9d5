#include "sample.h"

#include <dataset/order.h>

using namespace luthier;
using namespace luthier::dataset;
using namespace luthier::dataset::tests;

namespace {

using Ids = std::vector<std::int64_t>;
using Direction = RowOrder::Direction;

Ids ordered(Sample& sample, std::string_view name, Direction direction = Direction::Ascending,
            const RowFilter& filter = {}) {
    const auto order = must(orderByName(sample.facts(), name, direction));
    Ids ids;
    for (const auto id : must(selectOrdered(sample.db(), sample.facts(), filter, order, {})))
        ids.push_back(id.value);
    return ids;
}

} // namespace

TEST(Order, PutsNumbersBeforeTextsAndRowsWithoutAValueLast) {
    Sample sample(7);
    sample.set(1, "response", "banana");
    sample.set(2, "response", "");
    sample.set(3, "response", "10");
    sample.set(4, "response", 9.5);
    sample.set(5, "response", "Apple");
    sample.set(6, "response", nullptr);
    sample.set(7, "response", "가나");
    EXPECT_EQ(ordered(sample, "response"), (Ids{4, 3, 5, 1, 7, 2, 6}));
    EXPECT_EQ(ordered(sample, "response", Direction::Descending), (Ids{7, 1, 5, 3, 4, 2, 6}))
        << "rows without a value are last in both directions";
}

TEST(Order, LeavesEqualRowsInTheOrderOfTheFile) {
    Sample sample(14); // topic n % 7
    EXPECT_EQ(ordered(sample, "topic"), (Ids{7, 14, 1, 8, 2, 9, 3, 10, 4, 11, 5, 12, 6, 13}));
    EXPECT_EQ(ordered(sample, "topic", Direction::Descending),
              (Ids{6, 13, 5, 12, 4, 11, 3, 10, 2, 9, 1, 8, 7, 14}));
}

TEST(Order, ReadsWhatJsonEscapesAndOnlyTheBeginOfLongTexts) {
    Sample sample(4);
    sample.set(1, "response", "\"quoted\"");
    sample.set(2, "response", "\xED\x95\x9C\n\t줄");
    sample.set(3, "response", std::string(kOrderedBytes, 'b') + "z");
    sample.set(4, "response", std::string(kOrderedBytes, 'B') + "a");
    EXPECT_EQ(ordered(sample, "response"), (Ids{1, 3, 4, 2}));
    sample.set(1, "response", std::string(kOrderedBytes / 2, '"') + "b");
    sample.set(2, "response", std::string(kOrderedBytes / 2, '"') + "a");
    EXPECT_EQ(ordered(sample, "response"), (Ids{2, 1, 3, 4})) << "an escaped text is not cut early";
}

TEST(Order, KeepsTheFilter) {
    Sample sample(14);
    RowFilter filter;
    must(addFilter(filter, "topic=topic 1"));
    EXPECT_EQ(ordered(sample, "prompt", Direction::Descending, filter), (Ids{8, 1}));
    EXPECT_EQ(ordered(sample, "row", Direction::Descending, filter), (Ids{8, 1}));
}

TEST(Order, IsBySplitAndByFlag) {
    Sample sample(4);
    sample.set(3, "response", "");
    must(assignSplit(sample.project, sample.id,
                     [] {
                         RowFilter rows;
                         rows.rows = {RowId{1}};
                         return rows;
                     }(),
                     "train", {}));
    must(assignSplit(sample.project, sample.id,
                     [] {
                         RowFilter rows;
                         rows.rows = {RowId{4}};
                         return rows;
                     }(),
                     "test", {}));
    EXPECT_EQ(ordered(sample, "split"), (Ids{4, 1, 2, 3})) << "by name, rows without a split last";
    EXPECT_EQ(ordered(sample, "flags", Direction::Descending), (Ids{3, 1, 2, 4}));
}

TEST(Order, GivesAPageAtAnyPlace) {
    Sample sample(14);
    const auto order = must(orderByName(sample.facts(), "topic", Direction::Descending));
    const auto page = must(readPage(sample.db(), sample.facts(), {}, 2, 3, {}, order));
    EXPECT_EQ(page.total, 14);
    ASSERT_EQ(page.rows.size(), 3U);
    EXPECT_EQ(page.rows[0].id.value, 5);
    EXPECT_EQ(page.rows[2].id.value, 4);
}

TEST(Order, KnowsFieldsBeforeItsOwnNames) {
    Sample sample(3);
    EXPECT_EQ(must(orderByName(sample.facts(), "topic", Direction::Ascending)).by, RowOrder::By::Field);
    EXPECT_EQ(orderByName(sample.facts(), "nothing", Direction::Ascending).error().code(),
              "dataset.no_such_field");
}
