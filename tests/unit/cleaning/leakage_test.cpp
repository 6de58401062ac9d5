#include "table.h"

#include <cleaning/splitting.h>

#include <algorithm>

#include <cleaning/containment.h>

#include <fstream>
#include <map>

using namespace luthier;
using namespace luthier::cleaning;
using namespace luthier::cleaning::tests;

namespace {

/// "4 exact 1" for each leak.
std::vector<std::string> leaksOf(const LeakageReport& report) {
    std::vector<std::string> texts;
    for (const auto& leak : report.leaks)
        texts.push_back(std::to_string(leak.row.value) + " " + std::string(nameOf(leak.kind)) + " " +
                        std::to_string(leak.other.value));
    return texts;
}

using Texts = std::vector<std::string>;

constexpr auto kLong =
    "please tell me how long it takes until the parcel that I sent from Seoul last week arrives in "
    "Berlin and what it costs";

} // namespace

TEST(Leakage, IsARowThatStandsInAnEarlierSplit) {
    Table table;
    table.importRows({asked("same question", "a"), asked(kLong, "b"), asked("only here", "c"),
                      asked("same  question", "d"), asked(std::string(kLong) + " today", "e"),
                      asked("fresh", "f"), asked("in no split, same question", "g"), asked("fresh", "h")});
    table.split(4, 6, "test"); // made before train, which comes first all the same
    table.split(1, 3, "train");
    table.split(8, 8, "validation");
    const auto report = table.leakage();
    EXPECT_EQ(report.splits, (Texts{"train", "test", "validation"}));
    EXPECT_EQ(leaksOf(report), (Texts{"4 exact 1", "5 near 2", "8 exact 6"}));
    EXPECT_EQ(report.exact, 2);
    EXPECT_EQ(report.near, 1);
    EXPECT_EQ(report.withoutSplit, 1);
    EXPECT_FALSE(report.clean());
}

TEST(Leakage, IsNotWhatRepeatsWithinASplit) {
    Table table;
    table.importRows({asked("x", "a"), asked("x", "b"), asked("y", "c"), asked("y", "d")});
    EXPECT_TRUE(table.leakage().clean()) << "no split at all";
    table.split(1, 2, "train");
    EXPECT_TRUE(table.leakage().clean()) << "one";
    table.split(3, 4, "test");
    const auto report = table.leakage();
    EXPECT_TRUE(report.clean());
    EXPECT_EQ(report.rows, 4);
}

TEST(Leakage, OfAGroupIsItsValueInTwoSplits) {
    const auto row = [](const std::string& text, const std::string& person) {
        return Json{{"prompt", text}, {"response", "r"}, {"person", person}};
    };
    Table table;
    std::string lines;
    for (const Json& one : {row("a b c", "kim"), row("d e f", "lee"), row("g h i", "kim"), row("j k l", "")})
        lines += dumpJson(one) + "\n";
    luthier::tests::writeFile(table.folder / "groups.jsonl", lines);
    importing::ImportOptions options;
    options.roles.push_back(must(importing::roleFromText("person=group")));
    table.import(table.folder / "groups.jsonl", options);
    table.split(1, 2, "train");
    table.split(3, 4, "test");
    EXPECT_EQ(leaksOf(table.leakage()), (Texts{"3 group 1"}));
}

TEST(Leakage, IsATextThatStandsInsideALongerOne) {
    TextMaker maker(37);
    const std::string question = TextMaker::joined(maker.words(30));
    const std::string document =
        TextMaker::joined(maker.words(200)) + " " + question + " " + TextMaker::joined(maker.words(200));
    Table table;
    table.importRows({asked(TextMaker::joined(maker.words(300)), "a"), asked(document, "b"),
                      asked(question, "c"), asked(TextMaker::joined(maker.words(30)), "d")});
    table.split(1, 2, "train");
    table.split(3, 4, "test");
    const auto report = table.leakage();
    EXPECT_EQ(leaksOf(report), (Texts{"3 contained 2"}));
    EXPECT_EQ(report.leaks[0].score, 1);
    EXPECT_EQ(report.splits[report.leaks[0].split], "test");
    EXPECT_EQ(report.splits[report.leaks[0].otherSplit], "train");
}

TEST(Leakage, TellsEveryRowWithTheSameTextAndStaysLinearInRepeats) {
    std::vector<Json> rows(20'000, asked(kLong, "a"));
    for (std::size_t i = 10'000; i < rows.size(); ++i)
        rows[i] = asked(std::string(kLong) + " today", "a");
    Table table;
    table.importRows(rows);
    table.split(1, 10'000, "train");
    table.split(10'001, 20'000, "test");
    const auto report = table.leakage();
    EXPECT_EQ(report.near, 10'000);
    EXPECT_EQ(report.leaks.size(), 10'000U);
    EXPECT_EQ(report.leaks.back().other, RowId{1});
}

TEST(Leakage, IsKeptWithTheVersionItWasFoundIn) {
    Table table;
    table.importRows({asked("x", "a"), asked("x", "b")});
    table.split(1, 1, "train");
    table.split(2, 2, "test");
    EXPECT_FALSE(must(keptLeakage(table.db(), table.id)));
    must(keepLeakage(table.project, table.id, table.leakage()));
    const auto kept = must(keptLeakage(table.db(), table.id));
    ASSERT_TRUE(kept);
    EXPECT_FALSE(kept->clean);
    EXPECT_EQ(kept->version, table.facts().version);
    EXPECT_EQ(kept->counts["exact"], 1);
    table.split(2, 2, "train");
    EXPECT_NE(kept->version, table.facts().version) << "of rows as they are no longer";
    must(keepLeakage(table.project, table.id, table.leakage()));
    EXPECT_TRUE(must(keptLeakage(table.db(), table.id))->clean);
    must(dataset::removeDataset(table.project, table.id, {}));
    table.project = must(project::Project::open(table.folder / "a.luthier", project::Access::ReadWrite,
                                                table.parts, project::Check::None));
    EXPECT_FALSE(must(keptLeakage(table.db(), table.id))) << "swept with its dataset";
}

TEST(Leakage, OfBankingAreItsSixLeakedTextsAndOneWithTwoBlanksInside) {
    SKIP_WITHOUT_SHARED_DATA();
    Table table;
    importing::ImportOptions options;
    options.split = "train";
    table.import(sharedFile("datasets/banking77/train.csv"), options);
    options.split = "test";
    table.import(sharedFile("datasets/banking77/test.csv"), options, true);
    const auto report = table.leakage();
    std::map<RowId, std::string> texts;
    for (const auto& row : table.rows())
        texts[row.id] = row.fields["text"].get<std::string>();
    const auto trimmed = [&](RowId row) {
        const std::string& text = texts[row];
        const auto begin = text.find_first_not_of(" \t\r\n");
        return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
    };
    std::set<std::string> trimmedAlike;
    std::set<std::string> others;
    for (const auto& leak : report.leaks)
        if (leak.kind == LeakKind::Exact)
            (trimmed(leak.row) == trimmed(leak.other) ? trimmedAlike : others).insert(trimmed(leak.row));
    EXPECT_EQ(trimmedAlike.size(), 6U);
    EXPECT_EQ(others, (std::set<std::string>{"I don't live in the UK.  Can I still get a card?"}));
    EXPECT_EQ(report.exact, 7);
    // Every near one is near by the definition.
    for (const auto& leak : report.leaks) {
        if (leak.kind != LeakKind::Near)
            continue;
        EXPECT_EQ(nearness(texts[leak.row], texts[leak.other], 0.8), leak.score);
    }
    EXPECT_GT(report.near, 50);
}

TEST(Containment, CountsRunsOfTwelveWordsWhateverTheMemory) {
    TextMaker maker(41);
    std::vector<std::string> texts;
    std::vector<std::uint32_t> sides;
    std::vector<std::vector<std::string>> train;
    for (int i = 0; i < 60; ++i) {
        train.push_back(maker.words(80));
        texts.push_back(TextMaker::joined(train.back()));
        sides.push_back(0);
    }
    // 25 words of a document and so many of its own: (25 - 11) of the runs are met.
    for (std::size_t own = 0; own < 10; ++own) {
        auto words = maker.words(own);
        words.insert(words.begin(), train[own].begin() + 10, train[own].begin() + 35);
        texts.push_back(TextMaker::joined(words));
        sides.push_back(1);
    }
    texts.push_back("too short to have a run");
    sides.push_back(1);
    TextList list(texts, sides);
    NullProgress progress;
    const auto found = must(containedTexts(list, 0.8, std::size_t{1} << 20, {}, progress));
    ASSERT_EQ(found.size(), 4U) << "14/14, 14/15, 14/16, 14/17, and 14/18 is below";
    for (std::uint32_t own = 0; own < 4; ++own)
        EXPECT_EQ(found[own], (Contained{60 + own, own, 14.0 / (14.0 + own)}));
    EXPECT_EQ(must(containedTexts(list, 0.8, 500, {}, progress)), found) << "in parts";
}

TEST(Splitting, KeepsRowsThatRepeatEachOtherTogether) {
    TextMaker maker(91);
    std::vector<Json> rows;
    for (int i = 0; i < 150; ++i) {
        const std::string text = TextMaker::joined(maker.words(40));
        rows.push_back(asked(text, "a"));
        rows.push_back(asked(text + " today", "b"));
        rows.push_back(asked(text, "c"));
    }
    Table table;
    table.importRows(rows);
    dataset::SplitRequest request;
    request.ratios = {{"train", 0.8}, {"test", 0.2}};
    NullProgress progress;
    must(dataset::splitRows(table.project, table.id, request, {}, progress));
    ASSERT_FALSE(table.leakage().clean()) << "each row alone: copies are parted";
    const auto outcome =
        must(splitTogether(table.project, table.facts(), request, TextKey::Prompt, 0.8, {}, progress));
    EXPECT_GT(outcome.changed, 0);
    EXPECT_TRUE(table.leakage().clean());
    const auto counts = must(dataset::splitCounts(table.db(), table.id));
    const auto train = std::ranges::find(counts, "train", &dataset::SplitCount::name);
    ASSERT_NE(train, counts.end());
    EXPECT_NEAR(static_cast<double>(train->rows), 360, 6) << "the shares hold, whole groups at a time";
    // The same again changes nothing, and undo gives the split before back.
    EXPECT_EQ(must(splitTogether(table.project, table.facts(), request, TextKey::Prompt, 0.8, {}, progress))
                  .changed,
              0);
    must(dataset::undo(table.project, table.id, 2, {}));
    EXPECT_FALSE(table.leakage().clean());
}
