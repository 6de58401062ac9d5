#include "sample.h"

#include <random>

using namespace luthier;
using namespace luthier::dataset;
using namespace luthier::dataset::tests;

namespace {

std::vector<std::int64_t> idsOf(const std::vector<Row>& rows) {
    std::vector<std::int64_t> ids;
    for (const auto& row : rows)
        ids.push_back(row.id.value);
    return ids;
}

std::vector<std::int64_t> found(Sample& sample, const std::string& text) {
    RowFilter filter;
    must(addFilter(filter, text));
    std::vector<std::int64_t> ids;
    for (const auto id : must(selectRows(sample.db(), sample.facts(), filter, {})))
        ids.push_back(id.value);
    return ids;
}

using Ids = std::vector<std::int64_t>;

} // namespace

TEST(Rows, AJumpLandsOnTheSameRowAsCounting) {
    Sample sample(5000);
    sample.split("train=0.6,test=0.4");
    std::mt19937 random(1);
    for (int n = 0; n < 400; ++n)
        sample.removeRow(1 + static_cast<std::int64_t>(random() % 5000));
    const auto rows = sample.all();
    const auto facts = sample.facts();
    ASSERT_EQ(facts.rows, std::ssize(rows));
    Ids test;
    for (const auto& row : rows)
        if (row.split == "test")
            test.push_back(row.id.value);
    for (std::int64_t position = 0; position < std::ssize(rows); position += 37) {
        const auto id = must(rowAt(sample.db(), facts, {}, position));
        ASSERT_EQ(id->value, rows[static_cast<std::size_t>(position)].id.value);
        ASSERT_EQ(must(positionOf(sample.db(), facts, *id)), position);
    }
    for (std::size_t position = 0; position < test.size(); position += 29)
        ASSERT_EQ(must(rowAt(sample.db(), facts, "test", static_cast<std::int64_t>(position)))->value,
                  test[position]);
    EXPECT_FALSE(must(rowAt(sample.db(), facts, {}, facts.rows)));
    EXPECT_FALSE(must(rowAt(sample.db(), facts, "none", 0)));
    EXPECT_EQ(must(countAt(sample.db(), facts, "test")), std::ssize(test));
}

TEST(Rows, APageHoldsTheRowsAtItsOffset) {
    Sample sample(30);
    sample.removeRow(5);
    const auto page = must(readPage(sample.db(), sample.facts(), {}, 3, 3, {}));
    EXPECT_EQ(page.total, 29);
    EXPECT_EQ(idsOf(page.rows), (Ids{4, 6, 7}));
    RowFilter filter;
    must(addFilter(filter, "topic=topic 1"));
    const auto filtered = must(readPage(sample.db(), sample.facts(), filter, 1, 2, {}));
    EXPECT_EQ(filtered.total, 5);
    EXPECT_EQ(idsOf(filtered.rows), (Ids{8, 15}));
    EXPECT_TRUE(must(readPage(sample.db(), sample.facts(), {}, 500, 3, {})).rows.empty());
}

TEST(Filter, FindsByFieldAndText) {
    Sample sample(30);
    sample.set(7, "response", "A Bright \"열쇠\"\n");
    EXPECT_EQ(found(sample, "prompt=question 12"), Ids{12});
    EXPECT_EQ(found(sample, "response=A Bright \"열쇠\"\n"), Ids{7});
    EXPECT_EQ(found(sample, "search:bright \"열"), Ids{7});
    EXPECT_EQ(found(sample, "search:ANSWER 29"), Ids{29});
    EXPECT_EQ(found(sample, "search:answer 7"), Ids()) << "what the field held before the edit";
    EXPECT_EQ(found(sample, "search:topic 2\""), Ids()) << "the end of a JSON string is no text";
    EXPECT_EQ(found(sample, "search:response"), Ids()) << "names of fields are no text";
    EXPECT_EQ(found(sample, "row:4"), Ids{4});
}

TEST(Filter, RefusesWhatItDoesNotKnow) {
    RowFilter filter;
    EXPECT_EQ(addFilter(filter, "nonsense").error().code(), "dataset.bad_filter");
    EXPECT_EQ(addFilter(filter, "flag:near_duplicate").error().code(), "usage.not_yet");
    EXPECT_EQ(addFilter(filter, "flag:near_duplicate").error().code(), "usage.not_yet");
    must(addFilter(filter, "nothing=1"));
    Sample sample;
    EXPECT_EQ(selectRows(sample.db(), sample.facts(), filter, {}).error().code(), "dataset.no_such_field");
}

TEST(Catalog, FindsByNameAndNumberAndKeepsNamesApart) {
    Sample sample;
    EXPECT_EQ(must(findDataset(sample.db(), "sample")).id, sample.id);
    EXPECT_EQ(must(findDataset(sample.db(), std::to_string(sample.id.value))).name, "sample");
    EXPECT_EQ(findDataset(sample.db(), "none").error().code(), "dataset.not_found");
    EXPECT_EQ(must(freeName(sample.db(), "sample")), "sample-2");
    EXPECT_EQ(RowWriter::create(sample.project, Sample::description(), Name::Given).error().code(),
              "dataset.name_taken");
}

TEST(Catalog, RemovesADatasetWithAllItsRows) {
    Sample sample(6000);
    must(removeDataset(sample.project, sample.id, {}));
    EXPECT_TRUE(must(listDatasets(sample.db())).empty());
    for (const auto* table : {"datasets", "rows", "records", "operations", "changes", "row_counts", "splits"})
        EXPECT_EQ(*must(sample.db().queryInteger("SELECT count(*) FROM " + std::string(table))), 0) << table;
}

TEST(Catalog, BringsAHiddenDatasetBackWithAllItHeld) {
    Sample sample(30);
    sample.set(3, "response", "changed");
    const std::string version = sample.facts().version;
    must(hideDataset(sample.project, sample.id));
    EXPECT_TRUE(must(listDatasets(sample.db())).empty());
    EXPECT_EQ(datasetById(sample.db(), sample.id).error().code(), "dataset.not_found");
    EXPECT_EQ(hideDataset(sample.project, sample.id).error().code(), "dataset.not_found");
    ASSERT_EQ(must(hiddenDatasets(sample.db())).size(), 1U);
    EXPECT_EQ(must(bringBackDataset(sample.project, sample.id)), "sample");
    EXPECT_TRUE(must(hiddenDatasets(sample.db())).empty());
    EXPECT_EQ(sample.facts().version, version);
    must(undo(sample.project, sample.id, 1, {}));
    EXPECT_NE(sample.facts().version, version) << "its history came back too";
}

TEST(Catalog, GivesAHiddenDatasetAnotherNameWhereItsOwnIsTaken) {
    Sample sample(5);
    must(hideDataset(sample.project, sample.id));
    auto writer = must(RowWriter::create(sample.project, Sample::description(), Name::Given));
    must(writer.publish({}));
    ASSERT_EQ(must(hiddenDatasets(sample.db())).size(), 1U) << "an import sweeps only what was cut off";
    EXPECT_EQ(must(bringBackDataset(sample.project, sample.id)), "sample-2");
    must(hideDataset(sample.project, sample.id));
    must(removeDataset(sample.project, sample.id, {}));
    EXPECT_TRUE(must(hiddenDatasets(sample.db())).empty());
    EXPECT_EQ(bringBackDataset(sample.project, sample.id).error().code(), "dataset.not_found");
    EXPECT_EQ(must(listDatasets(sample.db())).size(), 1U);
}

TEST(Stats, CountMissingDistinctAndLengths) {
    Sample sample(100);
    sample.set(1, "response", "");
    sample.set(2, "response", "아주 긴 대답입니다");
    NullProgress progress;
    const auto stats = must(computeStats(sample.db(), sample.facts(), {}, progress));
    EXPECT_EQ(stats.rows, 100);
    ASSERT_EQ(stats.fields.size(), 3U);
    EXPECT_EQ(stats.fields[1].missing, 1);
    EXPECT_EQ(stats.fields[1].distinct, 99);
    EXPECT_EQ(stats.fields[1].kind, "string");
    EXPECT_EQ(stats.fields[1].length.min, 8);
    EXPECT_EQ(stats.fields[1].length.p50, 9);
    EXPECT_EQ(stats.fields[1].length.max, 10);
    EXPECT_EQ(stats.fields[2].distinct, 7);
}

TEST(Stats, FacetValuesAreCountedByTheirNarrowColumn) {
    Sample sample(20);
    sample.set(1, "topic", "topic 0");
    const auto values = must(facetValues(sample.db(), sample.facts(), "topic", 2));
    ASSERT_EQ(values.size(), 2U);
    EXPECT_EQ(values[0].value, "topic 0");
    EXPECT_EQ(values[0].rows, 3);
}

TEST(Facets, KeptOnesAreGoodForTheVersionTheyWereCountedOver) {
    Sample sample(20);
    EXPECT_FALSE(must(keptFacets(sample.db(), sample.facts())));
    const auto counted = must(countFacets(sample.db(), sample.facts(), {}));
    must(keepFacets(sample.db(), sample.facts(), counted));
    const auto kept = must(keptFacets(sample.db(), sample.facts()));
    ASSERT_TRUE(kept && kept->fields.size() == 1);
    EXPECT_EQ(kept->fields.front().field, "topic");
    ASSERT_EQ(kept->fields.front().values.size(), 7U);
    EXPECT_EQ(kept->fields.front().values[1].value, counted.fields.front().values[1].value);
    EXPECT_EQ(kept->fields.front().values[1].rows, counted.fields.front().values[1].rows);
    ASSERT_EQ(kept->lengths.size(), counted.lengths.size());
    EXPECT_EQ(kept->lengths.front().rows, counted.lengths.front().rows);
    sample.set(1, "topic", "topic 0");
    EXPECT_FALSE(must(keptFacets(sample.db(), sample.facts())));
    must(undo(sample.project, sample.id, 1, {}));
    EXPECT_TRUE(must(keptFacets(sample.db(), sample.facts())));
}

TEST(Facets, KeptOnesThatDoNotReadAreCountedAnew) {
    Sample sample(20);
    must(keepFacets(sample.db(), sample.facts(), must(countFacets(sample.db(), sample.facts(), {}))));
    for (const char* bad :
         {"{", "[]", "7", "{}", R"({"flags":[],"lengths":[]})",
          R"({"flags":[],"lengths":[],"fields":[{"field":"topic"}]})",
          R"({"flags":[],"lengths":[],"fields":[{"field":"prompt","values":[]}]})",
          R"({"flags":[],"lengths":[{"least":"x"}],"fields":[{"field":"topic","values":[]}]})",
          R"({"flags":[],"lengths":[],"fields":[{"field":"topic","values":[{"value":1,"rows":"x"}]}]})"}) {
        must(sample.db().run("UPDATE facet_counts SET facets=?1", bad));
        EXPECT_FALSE(must(keptFacets(sample.db(), sample.facts()))) << bad;
    }
}

TEST(Facets, GoWithTheirDataset) {
    Sample sample(20);
    const auto facts = sample.facts();
    const auto counted = must(countFacets(sample.db(), facts, {}));
    must(keepFacets(sample.db(), facts, counted));
    must(removeDataset(sample.project, sample.id, {}));
    must(keepFacets(sample.db(), facts, counted)); // counted before, kept too late
    EXPECT_EQ(must(sample.db().queryInteger("SELECT count(*) FROM facet_counts")), 0);
}
