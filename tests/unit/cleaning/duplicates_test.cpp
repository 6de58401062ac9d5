#include "table.h"

#include <array>
#include <fstream>
#include <map>
#include <sstream>

using namespace luthier;
using namespace luthier::cleaning;
using namespace luthier::cleaning::tests;

namespace {

/// "3=1" for a row that goes and its keeper, "3~1" where they are only near.
std::string pairsOf(const DuplicateReport& report) {
    std::string text;
    for (const auto& duplicate : report.duplicates)
        text += (text.empty() ? "" : " ") + std::to_string(duplicate.removed.value) +
                (duplicate.exact ? "=" : "~") + std::to_string(duplicate.keeper.value);
    return text;
}

constexpr auto kLong =
    "please tell me how long it takes until the parcel that I sent from Seoul last week arrives in "
    "Berlin and what it costs";

Json fieldsOf(const dataset::Row& row) {
    return row.fields;
}

} // namespace

TEST(Duplicates, AreRowsWithTheSameTextWhateverBlanksAndComposition) {
    Table table;
    table.importRows({asked("How?", "So."), asked("  How?\n", "So. "), asked("how?", "So."),
                      asked("How?", "Else."), asked("카페\u0301", "a"), asked("카페\u0301 ", "a")});
    DuplicateOptions options;
    options.near.reset();
    const auto record = table.duplicates(options);
    EXPECT_EQ(pairsOf(record), "2=1 6=5");
    EXPECT_EQ(record.exactGroups, 2);
    EXPECT_EQ(record.clusters, 2);
    EXPECT_EQ(record.largestCluster, 2);
    EXPECT_TRUE(record.conflicts.empty()) << "asked for with the key prompt";
    options.key = TextKey::Prompt;
    const auto prompt = table.duplicates(options);
    EXPECT_EQ(pairsOf(prompt), "2=1 4=1 6=5");
    ASSERT_EQ(prompt.conflicts.size(), 1U);
    EXPECT_EQ(prompt.conflicts[0].rows, (std::vector<RowId>{RowId{1}, RowId{2}, RowId{4}}));
    EXPECT_EQ(prompt.conflicts[0].answers, 2);
    options.key = TextKey::Response;
    EXPECT_EQ(pairsOf(table.duplicates(options)), "2=1 3=1 6=5");
}

TEST(Duplicates, OfPartsThatOnlyMeetWhenJoinedAreNone) {
    Table table;
    table.importRows({asked("a b", "c"), asked("a", "b c")});
    DuplicateOptions options;
    options.near.reset();
    EXPECT_EQ(pairsOf(table.duplicates(options)), "");
}

TEST(Duplicates, OfConversationsAreThoseOfTheirTurns) {
    const auto turns = [](const std::string& system, const std::string& question, const std::string& answer) {
        return Json{{"messages",
                     {{{"role", "system"}, {"content", system}},
                      {{"role", "user"}, {"content", question}},
                      {{"role", "assistant"}, {"content", answer}}}}};
    };
    Table table;
    table.importRows({turns("Be kind.", "Hello there", "Hi"), turns("Be short.", "Hello there", "Hi"),
                      turns("Be kind.", "Hello there", "Go"), turns("Be kind.", "Hello there", "Hi")});
    DuplicateOptions options;
    options.near.reset();
    EXPECT_EQ(pairsOf(table.duplicates(options)), "4=1");
    options.key = TextKey::Prompt;
    EXPECT_EQ(pairsOf(table.duplicates(options)), "2=1 3=1 4=1") << "without the system turn";
    options.key = TextKey::Response;
    EXPECT_EQ(pairsOf(table.duplicates(options)), "2=1 4=1");
}

TEST(Duplicates, KeepARowThatStaysForEachThatGoes) {
    // 3 repeats 2, which is near to 1: both name 1.
    Table table;
    table.importRows({asked(kLong, "a"), asked(std::string(kLong) + " today", "a"),
                      asked(std::string(kLong) + "  today", "a"), asked("something else", "b")});
    const auto report = table.duplicates();
    EXPECT_EQ(pairsOf(report), "2~1 3~1");
    EXPECT_EQ(report.exactGroups, 1);
    EXPECT_EQ(report.duplicates[0].jaccard, report.duplicates[1].jaccard);
    EXPECT_EQ(report.largestCluster, 3);
}

TEST(Duplicates, KeepTheRowThatIsPreferred) {
    Table table;
    table.importRows({asked(kLong, "a"), asked(std::string(kLong) + " please", "a"), asked(kLong, "a"),
                      asked("something else", "b")});
    DuplicateOptions options;
    options.keep = Keep::Last;
    EXPECT_EQ(pairsOf(table.duplicates(options)), "1=3 2~3");
    options.keep = Keep::Longest;
    EXPECT_EQ(pairsOf(table.duplicates(options)), "1~2 3~2");
    // Of prompts that are the same the one with the longest answer stays.
    Table answers;
    answers.importRows(
        {asked("How?", "So."), asked("How?", "So, and not otherwise."), asked("How?", "Thus.")});
    options.key = TextKey::Prompt;
    const auto report = answers.duplicates(options);
    EXPECT_EQ(pairsOf(report), "1=2 3=2");
    EXPECT_EQ(report.conflicts.front().rows, (std::vector<RowId>{RowId{1}, RowId{2}, RowId{3}}));
}

TEST(Duplicates, KeepTheLastAsTheFirstOfTheTableTurnedAround) {
    const auto texts = TextMaker(7).mixture(120);
    std::vector<Json> rows, reversed;
    for (const auto& text : texts)
        rows.push_back(asked(text, "the answer"));
    reversed.assign(rows.rbegin(), rows.rend());
    Table table, turned;
    table.importRows(rows);
    turned.importRows(reversed);
    DuplicateOptions options;
    options.keep = Keep::Last;
    const auto last = table.duplicates(options);
    const auto first = turned.duplicates();
    ASSERT_GT(first.duplicates.size(), 10U);
    ASSERT_EQ(last.duplicates.size(), first.duplicates.size());
    const auto turn = [&](RowId row) {
        return RowId{std::ssize(rows) + 1 - row.value};
    };
    for (std::size_t i = 0; i < first.duplicates.size(); ++i) {
        const auto& one = last.duplicates[last.duplicates.size() - 1 - i];
        EXPECT_EQ(turn(one.removed), first.duplicates[i].removed);
        EXPECT_EQ(turn(one.keeper), first.duplicates[i].keeper);
        EXPECT_EQ(one.jaccard, first.duplicates[i].jaccard);
    }
}

TEST(Duplicates, AreMeasuredAgainstAnyRowThatIsToStay) {
    Table table;
    table.importRows({asked(kLong, "a"), asked(std::string(kLong) + " today", "a"), asked(kLong, "a"),
                      asked("something else", "b")});
    const auto found = table.duplicates();
    const std::array rows = {RowId{1}, RowId{3}, RowId{4}};
    const auto alike = must(nearnessTo(table.db(), table.facts(), TextKey::Record, 0.8, RowId{2}, rows));
    ASSERT_EQ(alike.size(), 3U);
    EXPECT_EQ(alike[0], found.duplicates.front().jaccard) << "as the search says of the same two";
    EXPECT_EQ(alike[1], alike[0]);
    EXPECT_FALSE(alike[2]);
    EXPECT_EQ(must(nearnessTo(table.db(), table.facts(), TextKey::Record, 0.8, RowId{1}, rows))[1], 1.0);
    const std::array gone = {RowId{77}};
    EXPECT_EQ(nearnessTo(table.db(), table.facts(), TextKey::Record, 0.8, RowId{1}, gone).error().code(),
              "dataset.no_such_row");
}

TEST(Duplicates, GoInOneOperationWithEvidenceAndComeBackByUndo) {
    Table table;
    std::vector<Json> rows;
    for (const auto& text : TextMaker(31).mixture(200))
        rows.push_back(asked(text, "the answer"));
    table.importRows(rows);
    const auto before = table.rows();
    const std::string version = table.facts().version;
    DuplicateOptions options;
    options.key = TextKey::Prompt;
    const auto report = table.duplicates(options);
    ASSERT_GT(report.duplicates.size(), 20U);

    const auto outcome = must(removeDuplicates(table.project, table.facts(), options, report, {}));
    EXPECT_EQ(outcome.changed, std::ssize(report.duplicates));
    EXPECT_EQ(table.facts().rows, 200 - outcome.changed);
    const auto operations = must(dataset::listOperations(table.db(), table.id));
    EXPECT_EQ(operations.back().kind, "deduplicate");
    EXPECT_EQ(operations.size(), 2U) << "the import and this one";
    const auto evidence = must(evidenceOf(table.db(), outcome.operation));
    ASSERT_EQ(evidence.size(), report.duplicates.size());
    for (std::size_t i = 0; i < evidence.size(); ++i) {
        EXPECT_EQ(evidence[i].removed, report.duplicates[i].removed);
        EXPECT_EQ(evidence[i].keeper, report.duplicates[i].keeper);
        EXPECT_EQ(evidence[i].jaccard, report.duplicates[i].jaccard);
    }
    EXPECT_TRUE(table.duplicates(options).duplicates.empty()) << "nothing repeats any more";

    must(dataset::undo(table.project, table.id, 1, {}));
    EXPECT_EQ(table.facts().version, version);
    const auto after = table.rows();
    ASSERT_EQ(after.size(), before.size());
    for (std::size_t i = 0; i < after.size(); ++i)
        EXPECT_EQ(fieldsOf(after[i]), fieldsOf(before[i]));
    EXPECT_EQ(pairsOf(table.duplicates(options)), pairsOf(report));
}

TEST(Duplicates, AreNotRemovedFromRowsThatHaveChangedSince) {
    Table table;
    table.importRows({asked("x", "y"), asked("x", "y"), asked("z", "y")});
    const auto report = table.duplicates();
    dataset::RowFilter filter;
    filter.rows = {RowId{1}};
    must(dataset::deleteRows(table.project, table.id, filter, {}));
    EXPECT_EQ(removeDuplicates(table.project, table.facts(), {}, report, {}).error().code(),
              "dataset.changed_meanwhile");
    EXPECT_EQ(table.facts().rows, 2);
}

TEST(Duplicates, AreThoseOfTheRowsAsEdited) {
    Table table;
    table.importRows({asked("x", "y"), asked("other", "y")});
    EXPECT_EQ(pairsOf(table.duplicates()), "");
    const dataset::CellEdit edit{RowId{2}, "prompt", "x", {}};
    must(dataset::setCells(table.project, table.id, std::span(&edit, 1)));
    EXPECT_EQ(pairsOf(table.duplicates()), "2=1");
}

TEST(Duplicates, AgainstAnotherDatasetAreTheRowsThatStandThere) {
    Table table;
    table.importRows({asked("the benchmark asks", "a"), asked(kLong, "a")});
    const auto benchmark = table.facts();
    table.importRows({asked("mine", "a"), asked("mine", "a"), asked("the benchmark asks", "b"),
                      asked(std::string(kLong) + " today", "c"), asked("the  benchmark asks", "d")});
    DuplicateOptions options;
    options.key = TextKey::Prompt;
    options.against = benchmark;
    const auto report = table.duplicates(options);
    EXPECT_EQ(pairsOf(report), "3=1 4~2 5=1");
    EXPECT_EQ(report.rows, 5);
    EXPECT_EQ(report.exactGroups, 1);
    EXPECT_EQ(must(removeDuplicates(table.project, table.facts(), options, report, {})).changed, 3);
    EXPECT_EQ(table.facts().rows, 2);
    EXPECT_EQ(must(dataset::datasetById(table.db(), benchmark.id)).version, benchmark.version);
}

TEST(Duplicates, AlarmAboveOneRowOfTwenty) {
    std::vector<Json> rows;
    for (int i = 0; i < 40; ++i)
        rows.push_back(asked("question number " + std::to_string(i), "a"));
    rows[1] = rows[0];
    rows[2] = rows[0];
    Table table;
    table.importRows(rows);
    DuplicateOptions options;
    options.near.reset();
    EXPECT_FALSE(table.duplicates(options).alarms()) << "2 of 40";
    rows[3] = rows[0];
    table.importRows(rows);
    EXPECT_TRUE(table.duplicates(options).alarms()) << "3 of 40";
}

TEST(Duplicates, OfNothingAndOfRowsWithoutTextAreNone) {
    Table table;
    table.importRows({asked("x", "y")});
    dataset::RowFilter all;
    must(dataset::deleteRows(table.project, table.id, all, {}));
    const auto none = table.duplicates();
    EXPECT_EQ(none.rows + none.withoutText, 0);
    EXPECT_TRUE(none.duplicates.empty());
    EXPECT_FALSE(none.alarms());
    EXPECT_EQ(must(removeDuplicates(table.project, table.facts(), {}, none, {})).changed, 0);

    table.importRows({asked("a", ""), asked("b", " \u3000"), asked("c", "answer")});
    DuplicateOptions options;
    options.key = TextKey::Response;
    const auto report = table.duplicates(options);
    EXPECT_EQ(report.withoutText, 2);
    EXPECT_EQ(report.rows, 1);
    EXPECT_TRUE(report.duplicates.empty());
}

TEST(Duplicates, OfRowsThatAreAllEqualAndOneOfTenMegabytesTakeNoLongerThanReading) {
    std::vector<Json> rows(20'000, asked("one and the same question, asked again and again", "and answered"));
    std::string huge;
    for (int i = 0; huge.size() < 10'000'000; ++i)
        huge += "word" + std::to_string(i) + " ";
    rows.push_back(asked(huge, "long"));
    rows.push_back(asked(huge + "end", "long"));
    Table table;
    table.importRows(rows);
    const auto report = table.duplicates();
    EXPECT_EQ(report.duplicates.size(), 20'000U);
    EXPECT_EQ(report.largestCluster, 20'000);
    EXPECT_EQ(report.duplicates.back().removed, RowId{20'002});
    EXPECT_TRUE(report.alarms());
}

TEST(Duplicates, OfTheArticlesAreTheTenTruePairsAndNoOther) {
    SKIP_WITHOUT_SHARED_DATA();
    Table table;
    importing::ImportOptions options;
    options.format = must(importing::formatFromName("text"));
    table.import(sharedFile("dedup/articles_1000.train"), options);
    std::map<RowId, std::string> names; // "t120", the first word
    for (const auto& row : table.rows()) {
        const auto text = row.fields["text"].get<std::string>();
        names[row.id] = text.substr(0, text.find(' '));
    }
    std::set<std::pair<std::string, std::string>> found;
    for (const auto& pair : table.duplicates().duplicates)
        found.insert(std::minmax(names[pair.removed], names[pair.keeper]));
    std::set<std::pair<std::string, std::string>> truth;
    std::ifstream file(sharedFile("dedup/articles_1000.truth"));
    for (std::string a, b; file >> a >> b;)
        truth.insert(std::minmax(a, b));
    EXPECT_EQ(truth.size(), 10U);
    EXPECT_EQ(found, truth);
}

TEST(Duplicates, OfTheReviewsAreTheHundredRepeatedAndThreeContradictoryOnes) {
    SKIP_WITHOUT_SHARED_DATA();
    Table table;
    table.import(sharedFile("datasets/nsmc/reviews_a.tsv"));
    DuplicateOptions options;
    options.key = TextKey::Prompt;
    options.near.reset();
    const auto report = table.duplicates(options);
    EXPECT_EQ(report.rows, 8'593);
    EXPECT_EQ(report.duplicates.size(), 100U);
    EXPECT_EQ(report.exactGroups, 47);
    std::set<std::string> contradicted;
    for (const auto& conflict : report.conflicts)
        contradicted.insert(must(dataset::readRow(table.db(), table.facts(), conflict.rows.front()))
                                .fields["document"]
                                .get<std::string>());
    EXPECT_EQ(contradicted, (std::set<std::string>{"good", ".....", "재미없음"}));
}

/// Real rows against the definition.
TEST(Duplicates, OfTwoThousandRealReviewsAreThoseOfAllPairsCompared) {
    SKIP_WITHOUT_SHARED_DATA();
    std::vector<std::string> texts;
    std::ifstream file(sharedFile("datasets/nsmc/reviews_a.tsv"));
    for (std::string line; std::getline(file, line) && texts.size() < 2'000;)
        texts.push_back(line.substr(line.find('\t') + 1, line.rfind('\t') - line.find('\t') - 1));
    const auto pairs = near(texts);
    expectVerifiedStars(texts, pairs, 0.8);
    EXPECT_EQ(pairs, bruteForce(texts, 0.8));
    EXPECT_GT(pairs.size(), 5U);
}

TEST(Duplicates, OfTheDemosAreTheRepeatedRowsThatTheirNotesCount) {
    SKIP_WITHOUT_SHARED_DATA();
    DuplicateOptions options;
    options.near.reset();
    const std::map<std::string, std::size_t> repeats = {{"llamafactory/alpaca_en_demo.json", 14},
                                                        {"llamafactory/dpo_en_demo.json", 5},
                                                        {"gsm8k/test.jsonl", 0}};
    for (const auto& [name, count] : repeats) {
        Table table;
        table.import(sharedFile("datasets/" + name));
        EXPECT_EQ(table.duplicates(options).duplicates.size(), count) << name;
    }
    Table table;
    table.import(sharedFile("datasets/korean_chatbot/ChatbotData.csv"));
    EXPECT_EQ(table.duplicates(options).duplicates.size(), 73U) << "pairs";
    options.key = TextKey::Prompt;
    EXPECT_EQ(table.duplicates(options).duplicates.size(), 161U) << "questions";
}
