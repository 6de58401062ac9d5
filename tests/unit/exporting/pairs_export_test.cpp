#include "../importing/desk.h"

#include <base/hash.h>
#include <exporting/pairs_export.h>
#include <labeling/labels.h>

using namespace luthier;
using namespace luthier::exporting;
using luthier::importing::ImportReport;
using luthier::importing::tests::Desk;
using luthier::importing::tests::must;
using luthier::tests::readWholeFile;

namespace {

labeling::Scheme corrected(Desk& desk, const ImportReport& report,
                           const std::vector<std::pair<std::int64_t, std::string>>& texts) {
    labeling::Scheme scheme;
    scheme.name = "fix";
    scheme.kind = "correction";
    const auto facts = must(dataset::datasetById(desk.project.database(), report.dataset.id));
    must(labeling::makeScheme(desk.project, facts, scheme));
    for (const auto& [row, text] : texts) {
        const labeling::Given given{"fix", text};
        must(labeling::labelRow(desk.project, facts, RowId{row}, std::span(&given, 1), "anna"));
    }
    return scheme;
}

Result<PairsExportReport> exported(Desk& desk, const ImportReport& report, const labeling::Scheme& scheme,
                                   const std::string& name) {
    NullProgress progress;
    const auto facts = must(dataset::datasetById(desk.project.database(), report.dataset.id));
    return exportPairs(desk.project.database(), facts, desk.folder / name, scheme, {}, {}, progress);
}

} // namespace

TEST(PairsExport, IsImportedAsPreferencePairsAgain) {
    Desk desk;
    const auto report = desk.take("a.jsonl", R"({"prompt":"왜?","completion":"몰라"})"
                                             "\n"
                                             R"({"prompt":"who?","completion":"me\n\"you\""})"
                                             "\n"
                                             R"({"prompt":"what?","completion":"that"})"
                                             "\n");
    const auto scheme = corrected(desk, report, {{1, "그래서 그래요"}, {2, "us"}});
    for (const char* name : {"pairs.jsonl", "pairs.json"}) {
        const auto written = must(exported(desk, report, scheme, name));
        EXPECT_EQ(written.written.rows, 2);
        EXPECT_EQ(written.counts.unlabelled, 1);
        EXPECT_EQ(written.written.sha256, sha256Hex(readWholeFile(desk.folder / name)));
        const auto again = desk.take(desk.folder / name);
        EXPECT_EQ(again.rejected, 0) << name;
        EXPECT_EQ(again.dataset.layout, "preference");
        EXPECT_EQ(desk.rows(again),
                  (std::vector<Json>{{{"prompt", "왜?"}, {"chosen", "그래서 그래요"}, {"rejected", "몰라"}},
                                     {{"prompt", "who?"}, {"chosen", "us"}, {"rejected", "me\n\"you\""}}}));
    }
}

TEST(PairsExport, OfTurnsIsImportedAsPreferencePairsAgain) {
    Desk desk;
    const auto report = desk.take(
        "a.jsonl",
        R"({"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"},{"role":"assistant","content":"d"}],"split":"test"})"
        "\n"
        R"({"messages":[{"role":"user","content":"e"},{"role":"assistant","content":"f"}],"split":"train"})"
        "\n");
    const auto scheme = corrected(desk, report, {{1, "D"}, {2, "F"}});
    must(exported(desk, report, scheme, "pairs.jsonl"));
    const auto again = desk.take(desk.folder / "pairs.jsonl");
    EXPECT_EQ(again.dataset.layout, "preference");
    EXPECT_EQ(dataset::columnOf(again.dataset.roles, "prompt"), "prompt");
    EXPECT_EQ(dataset::columnOf(again.dataset.roles, "messages"), "");
    const auto rows = must(dataset::readAfter(desk.project.database(), again.dataset, {}, RowId{0}, 9));
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].split, "test");
    EXPECT_EQ(rows[1].split, "train");
    EXPECT_EQ(rows[0].fields["prompt"].size(), 3U);
    EXPECT_EQ(rows[1].fields["chosen"], (Json::array({{{"role", "assistant"}, {"content", "F"}}})));
}

TEST(PairsExport, WithoutAnyPairWritesNothing) {
    Desk desk;
    const auto report = desk.take("a.jsonl", R"({"prompt":"a","completion":"b"})"
                                             "\n");
    const auto scheme = corrected(desk, report, {{1, "b"}});
    const auto written = exported(desk, report, scheme, "pairs.jsonl");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code(), "label.no_pairs");
    EXPECT_FALSE(std::filesystem::exists(desk.folder / "pairs.jsonl"));
}
