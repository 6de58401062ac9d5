#include "../importing/desk.h"

#include <base/hash.h>
#include <dataset/conversation.h>
#include <dataset/edits.h>
#include <exporting/dataset_export.h>

using namespace luthier;
using namespace luthier::exporting;
using luthier::importing::ImportOptions;
using luthier::importing::ImportReport;
using luthier::importing::TextUnit;
using luthier::importing::tests::Desk;
using luthier::importing::tests::must;
using luthier::tests::readWholeFile;

namespace {

std::string exported(Desk& desk, const ImportReport& report, const std::string& name,
                     const DatasetExportOptions& options = {}) {
    NullProgress progress;
    const auto facts = must(dataset::datasetById(desk.project.database(), report.dataset.id));
    const auto outcome =
        exportDataset(desk.project.database(), facts, desk.folder / name, options, {}, progress);
    if (!outcome)
        return outcome.error().code();
    const std::string bytes = readWholeFile(desk.folder / name);
    EXPECT_EQ(outcome->sha256, sha256Hex(bytes));
    EXPECT_EQ(outcome->rows, facts.rows);
    return bytes;
}

std::string exportedAs(Desk& desk, const ImportReport& report, DatasetFormat format) {
    DatasetExportOptions options;
    options.format = format;
    return exported(desk, report, "out.jsonl", options);
}

/// Exports without a format, imports the file again; the rows must be the same.
void roundTrip(Desk& desk, const std::filesystem::path& file, const std::string& out,
               const ImportOptions& options = {}) {
    const auto first = desk.take(file, options);
    exported(desk, first, out);
    const auto second = desk.take(desk.folder / out, options);
    EXPECT_EQ(second.rejected, 0) << file;
    ASSERT_EQ(desk.rows(first), desk.rows(second)) << file;
    EXPECT_EQ(first.dataset.layout, second.dataset.layout);
}

} // namespace

TEST(DatasetExport, NamesTheEndingOfWhatItWrites) {
    Desk desk;
    const auto factsOf = [&desk](const std::string& name, const std::string& text) {
        return desk.take(name, text).dataset;
    };
    const auto comma = factsOf("a.csv", "question,answer\na,b\n");
    const auto tab = factsOf("b.tsv", "question\tanswer\na\tb\n");
    const auto records = factsOf("c.jsonl", "{\"question\": \"a\", \"answer\": \"b\"}\n");
    const auto text = factsOf("d.txt", "a\nb\n");
    EXPECT_EQ(endingOf(comma, DatasetFormat::Same), ".csv");
    EXPECT_EQ(endingOf(tab, DatasetFormat::Same), ".tsv");
    EXPECT_EQ(endingOf(records, DatasetFormat::Same), ".jsonl");
    EXPECT_EQ(endingOf(text, DatasetFormat::Same), ".txt");
    EXPECT_EQ(endingOf(tab, DatasetFormat::Csv), ".csv");
    EXPECT_EQ(endingOf(comma, DatasetFormat::Messages), ".jsonl");
    EXPECT_EQ(endingOf(records, DatasetFormat::Text), ".txt");
    const auto contradicts = [](const dataset::DatasetFacts& facts, const char* name,
                                DatasetFormat format = DatasetFormat::Same) {
        return dataset::contradictsName(contentOf(facts, format), name);
    };
    EXPECT_TRUE(contradicts(comma, "out.jsonl"));
    EXPECT_TRUE(contradicts(comma, "out.txt"));
    EXPECT_TRUE(contradicts(records, "out.csv"));
    EXPECT_TRUE(contradicts(records, "out.txt", DatasetFormat::Alpaca));
    EXPECT_TRUE(contradicts(text, "out.csv"));
    for (const char* name : {"out.csv", "out.tsv", "out", "out.data"})
        EXPECT_FALSE(contradicts(comma, name)) << name;
    for (const char* name : {"out.jsonl", "out.json", "out"})
        EXPECT_FALSE(contradicts(records, name)) << name;
    for (const char* name : {"out.txt", "out.jsonl", "out.json"})
        EXPECT_FALSE(contradicts(text, name)) << name;
}

TEST(DatasetExport, RoundTripsRealFiles) {
    SKIP_WITHOUT_SHARED_DATA();
    Desk desk;
    const auto data = luthier::tests::sharedData() / "datasets";
    roundTrip(desk, data / "korean_chatbot/ChatbotData.csv", "a.csv");
    roundTrip(desk, data / "llamafactory/alpaca_en_demo.json", "b.json");
    roundTrip(desk, data / "llamafactory/dpo_en_demo.json", "c.jsonl");
    roundTrip(desk, data / "gsm8k/test.jsonl", "d.jsonl");
    roundTrip(desk, data / "banking77/train.csv", "e.csv");
    roundTrip(desk, data / "nsmc/reviews_a.tsv", "f.tsv");
}

TEST(DatasetExport, RoundTripsTextByItsUnits) {
    Desk desk;
    const auto file = desk.file("a.txt", "one\ntwo\n\nthree\n");
    ImportOptions options;
    roundTrip(desk, file, "b.txt", options);
    options.textUnit = TextUnit::Paragraph;
    roundTrip(desk, file, "c.txt", options);
}

TEST(DatasetExport, GivesUntouchedRecordsByteForByteAndEditedOnesAsTheyAre) {
    Desk desk;
    const std::string line = R"({"b": 1.50,  "text":"\u00e9"})";
    const auto report = desk.take("a.jsonl", line + "\n" + line + "\n");
    const dataset::CellEdit edit{RowId{2}, "text", "new", {}};
    must(dataset::setCells(desk.project, report.dataset.id, std::span(&edit, 1)));
    EXPECT_EQ(exported(desk, report, "b.jsonl"), line + "\n" + R"({"b":1.5,"text":"new"})" + "\n");
}

TEST(DatasetExport, WritesEachLayout) {
    Desk desk;
    const auto report =
        desk.take("a.jsonl", R"({"instruction":"Add","input":"1 2","output":"3","system":"Be brief"})"
                             "\n");
    EXPECT_EQ(
        exportedAs(desk, report, DatasetFormat::Messages),
        R"({"messages":[{"role":"system","content":"Be brief"},{"role":"user","content":"Add\n1 2"},{"role":"assistant","content":"3"}]})"
        "\n");
    EXPECT_EQ(
        exportedAs(desk, report, DatasetFormat::ShareGpt),
        R"({"system":"Be brief","conversations":[{"from":"human","value":"Add\n1 2"},{"from":"gpt","value":"3"}]})"
        "\n");
    EXPECT_EQ(exportedAs(desk, report, DatasetFormat::Alpaca),
              R"({"instruction":"Add","input":"1 2","output":"3","system":"Be brief"})"
              "\n");
    EXPECT_EQ(
        exportedAs(desk, report, DatasetFormat::PromptCompletion),
        R"({"prompt":[{"role":"system","content":"Be brief"},{"role":"user","content":"Add\n1 2"}],"completion":[{"role":"assistant","content":"3"}]})"
        "\n");
    for (const DatasetFormat format :
         {DatasetFormat::Text, DatasetFormat::Preference, DatasetFormat::Classification})
        EXPECT_EQ(exportedAs(desk, report, format), "export.row_does_not_fit");
}

/// What is written in a layout is read as that layout, and gives the same conversations.
TEST(DatasetExport, IsImportedAsTheLayoutThatWasWritten) {
    Desk desk;
    const auto conversations = [&desk](const ImportReport& report) {
        std::vector<Json> all;
        for (const Json& row : desk.rows(report))
            all.push_back(must(dataset::conversationOf(row, report.dataset.roles)).messages);
        return all;
    };
    const auto report = desk.take("a.jsonl", R"({"prompt":"왜?","completion":"그냥"})"
                                             "\n"
                                             R"({"prompt":"who?","completion":"me"})"
                                             "\n");
    for (const auto& [format, layout] : {std::pair{DatasetFormat::Messages, "messages"},
                                         {DatasetFormat::ShareGpt, "sharegpt"},
                                         {DatasetFormat::Alpaca, "alpaca"},
                                         {DatasetFormat::PromptCompletion, "prompt_completion"}}) {
        exportedAs(desk, report, format);
        const auto again = desk.take(desk.folder / "out.jsonl");
        EXPECT_EQ(again.dataset.layout, layout);
        EXPECT_EQ(conversations(again), conversations(report)) << layout;
    }
    const auto turns = desk.take(
        "b.jsonl",
        R"({"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"},{"role":"assistant","content":"d"}]})"
        "\n");
    exportedAs(desk, turns, DatasetFormat::PromptCompletion);
    EXPECT_EQ(conversations(desk.take(desk.folder / "out.jsonl")), conversations(turns));
}

TEST(DatasetExport, NamesColumnsOfPairsAndLabelsByTheirRoles) {
    Desk desk;
    ImportOptions options;
    options.roles = {{"q", "prompt"}, {"good", "chosen"}, {"poor", "rejected"}};
    const auto pairs = desk.take("a.jsonl",
                                 R"({"q":"Where?","good":"Here.","poor":"Go.","id":7})"
                                 "\n",
                                 options);
    EXPECT_EQ(exportedAs(desk, pairs, DatasetFormat::Preference),
              R"({"prompt":"Where?","chosen":"Here.","rejected":"Go."})"
              "\n");
    EXPECT_EQ(desk.take(desk.folder / "out.jsonl").dataset.layout, "preference");
    ImportOptions labels;
    labels.roles = {{"body", "text"}, {"mood", "label"}};
    const auto texts = desk.take("b.csv", "body,mood\nfine,good\n나빠,bad\n", labels);
    EXPECT_EQ(exportedAs(desk, texts, DatasetFormat::Classification),
              "{\"text\":\"fine\",\"label\":\"good\"}\n{\"text\":\"나빠\",\"label\":\"bad\"}\n");
    const auto again = desk.take(desk.folder / "out.jsonl");
    EXPECT_EQ(again.dataset.layout, "classification");
    EXPECT_EQ(desk.rows(again).size(), 2U);
}

/// A layout with room for one answer would lose the other in silence.
TEST(DatasetExport, KeepsBothAnswersOfAPairOrSaysThatItCannot) {
    Desk desk;
    const std::string line = R"({"prompt":"Where?","chosen":"Here.","rejected":"Go."})"
                             "\n";
    const auto report = desk.take("pairs.jsonl", line);
    for (const DatasetFormat format :
         {DatasetFormat::Messages, DatasetFormat::ShareGpt, DatasetFormat::Alpaca, DatasetFormat::Text})
        EXPECT_EQ(exportedAs(desk, report, format), "export.two_answers");
    EXPECT_EQ(exportedAs(desk, report, DatasetFormat::Same), line);
    EXPECT_NE(exportedAs(desk, report, DatasetFormat::Csv).find("Go."), std::string::npos);
}

TEST(DatasetExport, MakesHistoryOfEarlierTurns) {
    Desk desk;
    const auto report = desk.take(
        "a.jsonl",
        R"({"conversations":[{"from":"human","value":"a"},{"from":"gpt","value":"b"},{"from":"human","value":"c"},{"from":"gpt","value":"d"}]})"
        "\n");
    EXPECT_EQ(exportedAs(desk, report, DatasetFormat::Alpaca),
              R"({"instruction":"c","input":"","output":"d","history":[["a","b"]]})"
              "\n");
}

TEST(DatasetExport, KeepsToolCallsThroughShareGpt) {
    Desk desk;
    const std::string row =
        R"({"conversations":[{"from":"human","value":"q"},{"from":"function_call","value":"{\"name\":\"f\",\"arguments\":{\"x\":1}}"},{"from":"observation","value":"1"},{"from":"gpt","value":"a"}],"tools":"[{\"name\":\"f\"}]"})";
    EXPECT_EQ(exportedAs(desk, desk.take("a.jsonl", row + "\n"), DatasetFormat::ShareGpt), row + "\n");
}

TEST(DatasetExport, GuardsFormulasInCsv) {
    Desk desk;
    std::string bytes = "text,label\n";
    for (const auto* cell : {"=1+1", "+cmd", "-cmd", "@x", "\"\tx\"", "＝x", "-5", "+3.5", "plain"})
        bytes += std::string(cell) + ",1\n";
    const auto report = desk.take("a.csv", bytes);
    DatasetExportOptions options;
    options.format = DatasetFormat::Csv;
    EXPECT_EQ(exported(desk, report, "b.csv", options),
              "text,label\r\n'=1+1,1\r\n'+cmd,1\r\n'-cmd,1\r\n'@x,1\r\n'\tx,1\r\n'＝x,1\r\n-5,1\r\n+3.5,"
              "1\r\nplain,1\r\n");
    options.formulas = Formulas::AsTheyAre;
    EXPECT_EQ(exported(desk, report, "c.csv", options).substr(12, 6), "=1+1,1");
    EXPECT_EQ(exported(desk, report, "d.csv").substr(12, 6), "=1+1,1");
}

TEST(DatasetExport, TakesPartOfTheRows) {
    Desk desk;
    const auto report = desk.take("a.csv", "text,label\na,1\nb,2\nc,1\n");
    DatasetExportOptions options;
    ASSERT_TRUE(dataset::addFilter(options.filter, "label=1"));
    NullProgress progress;
    const auto outcome = must(
        exportDataset(desk.project.database(), report.dataset, desk.folder / "b.csv", options, {}, progress));
    EXPECT_EQ(outcome.rows, 2);
    EXPECT_EQ(readWholeFile(desk.folder / "b.csv"), "text,label\r\na,1\r\nc,1\r\n");
}

TEST(DatasetExport, RefusesFormatsByName) {
    EXPECT_EQ(datasetFormatFromName("parquet").error().code(), "usage.not_yet");
    EXPECT_TRUE(datasetFormatFromName("preference"));
    EXPECT_EQ(datasetFormatFromName("xml").error().code(), "export.unknown_format");
}

TEST(DatasetExport, LeavesTheOldFileWhenARowDoesNotFit) {
    Desk desk;
    const auto report = desk.take("a.txt", "a\n");
    luthier::tests::writeFile(desk.folder / "out.jsonl", "old");
    EXPECT_EQ(exportedAs(desk, report, DatasetFormat::Messages), "export.row_does_not_fit");
    EXPECT_EQ(readWholeFile(desk.folder / "out.jsonl"), "old");
}
