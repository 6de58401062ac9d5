#include "desk.h"

using namespace luthier;
using namespace luthier::importing;
using namespace luthier::importing::tests;

TEST(JsonLines, KeepTheRecordByteForByte) {
    Desk desk;
    const std::string line = R"({"b": 1.50, "a":"\u00e9", "c": [1, {"d":null}]})";
    const auto report = desk.take("a.jsonl", line + "\r\n\n  " + line + "  \n");
    EXPECT_EQ(report.rows, 2);
    EXPECT_EQ(must(dataset::readRaw(desk.project.database(), report.dataset, RowId{2})), line);
}

TEST(JsonLines, AreReadFromAJsonFileToo) {
    Desk desk;
    EXPECT_EQ(desk.texts(desk.take("a.json", "{\"text\":\"1\"}\n{\"text\":\"2\"}\n")), (Texts{"1", "2"}));
}

TEST(JsonArray, GivesItsElementsHoweverTheyAreLaidOut) {
    Desk desk;
    EXPECT_EQ(desk.texts(desk.take("a.json", "[{\"text\":\"1]\"},\n {\"text\":\"2\\\"}\"}]")),
              (Texts{"1]", "2\"}"}));
    EXPECT_EQ(desk.texts(desk.take("b.json",
                                   "[\n  {\n    \"text\": \"1\"\n  },\n  {\n    \"text\": \"2\"\n  }\n]\n")),
              (Texts{"1", "2"}));
    EXPECT_EQ(desk.texts(desk.take("c.json", "{\n\"text\":\"1\"\n}\n{\n\"text\":\"2\"\n}\n")),
              (Texts{"1", "2"}));
    EXPECT_EQ(desk.texts(desk.take("d.jsonl", "[{\"text\":\"1\"},{\"text\":\"2\"}]")), (Texts{"1", "2"}));
}

TEST(JsonLines, ALineThatIsAListIsNoRow) {
    Desk desk;
    const auto report = desk.take("a.jsonl", "[{\"text\":\"1\"},{\"text\":\"2\"}]\n{\"text\":\"3\"}\n");
    EXPECT_EQ(desk.texts(report), Texts{"3"});
    EXPECT_EQ(desk.where(report), Texts{"1:import.not_an_object"});
}

TEST(JsonArray, ListsABrokenElementAndGoesOn) {
    Desk desk;
    const auto report = desk.take("a.json", "[{\"text\":\"1\"},\n{\"text\": },\n17,\n{\"text\":\"2\"}]");
    EXPECT_EQ(desk.texts(report), (Texts{"1", "2"}));
    EXPECT_EQ(desk.where(report), (Texts{"2:import.bad_json", "3:import.not_an_object"}));
}

TEST(JsonArray, SaysWhereItWasCutOff) {
    Desk desk;
    const auto report = desk.take("a.json", "[{\"text\":\"1\"},\n{\"text\":\"2");
    EXPECT_EQ(desk.texts(report), Texts{"1"});
    EXPECT_EQ(desk.where(report), Texts{"2:import.cut_off"});
}

TEST(Json, FindsRowsBelowTheTop) {
    Desk desk;
    const auto take = [&](const char* bytes) {
        return desk.take("a.json", bytes);
    };
    EXPECT_EQ(desk.texts(take(R"({"v":1,"data":[{"text":"1","n":1},{"text":"2","n":2}],"more":[1,2]})")),
              (Texts{"1", "2"}));
    EXPECT_EQ(desk.texts(take(R"({"result":{"n":2,"items":[{"text":"1"},{"text":"2"}]}})")),
              (Texts{"1", "2"}));
    EXPECT_EQ(desk.texts(take(R"({"a1":{"text":"1","b":"x"},"a2":{"text":"2","b":"y"}})")),
              (Texts{"1", "2"}));
    EXPECT_EQ(desk.texts(take(R"({"text":{"0":"1","1":"2"},"b":{"0":"x","1":"y"}})")), (Texts{"1", "2"}));
    EXPECT_EQ(desk.texts(take(R"({"columns":["text","b"],"index":[0,1],"data":[["1","x"],["2","y"]]})")),
              (Texts{"1", "2"}));
    EXPECT_EQ(desk.texts(take(R"(["1","2"])")), (Texts{"1", "2"}));
    const auto ragged = desk.read(desk.file("b.json", R"({"text":["1","2"],"b":["x"]})"));
    EXPECT_EQ(ragged.error().code(), "import.bad_table");
    const auto unclear = desk.read(desk.file("c.json", R"({"cats":[{"n":1}],"dogs":[{"n":2}]})"));
    EXPECT_EQ(unclear.error().code(), "import.rows_unclear");
    EXPECT_EQ(unclear.error().parameters().at("keys"), "cats, dogs");
    const auto deeper =
        desk.read(desk.file("d.json", R"({"data":[{"talk":{"messages":[{"role":"user","content":"a"}]}}]})"));
    EXPECT_EQ(deeper.error().code(), "import.rows_nested");
    EXPECT_EQ(deeper.error().parameters().at("place"), "data[].talk.messages[]");
}

TEST(Json, ReadsRowsBelowTheTopHoweverLongTheFile) {
    Desk desk;
    const std::string text(4000, 'x');
    std::string bytes = R"({"note":")" + std::string(3 << 20, 'n') + R"(","data":[)";
    for (int row = 0; row < 1000; ++row)
        bytes += (row > 0 ? "," : "") + (R"({"text":")" + text + R"("})");
    const auto whole = desk.take("a.json", bytes + R"(],"behind":"it"})");
    EXPECT_EQ(whole.rows, 1000);
    EXPECT_EQ(whole.rejected, 0);
    const auto cut = desk.take("b.json", bytes);
    EXPECT_EQ(cut.rows, 1000);
    EXPECT_EQ(desk.where(cut), Texts{"1:import.cut_off"});
}

TEST(Json, AConversationIsARowHoweverItIsWrapped) {
    Desk desk;
    const std::string turns = R"([{"role":"user","content":"a"},{"role":"assistant","content":"b"}])";
    const std::string inText =
        R"("[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}]")";
    const std::pair<const char*, std::string> files[] = {
        {"a.jsonl", turns + "\n" + turns + "\n"},
        {"b.json", "[" + turns + "," + turns + "]"},
        {"c.json", R"({"data":[)" + turns + "," + turns + "]}"},
        {"d.jsonl", R"({"messages":)" + inText + "}\n" + R"({"messages":)" + inText + "}\n"},
        {"e.jsonl", R"({"chat_log":)" + turns + "}\n" + R"({"chat_log":)" + turns + "}\n"},
        {"f.txt", turns + "\n" + turns + "\n"},
        {"g.csv", "id,messages\n1,\"[{\"\"role\"\":\"\"user\"\",\"\"content\"\":\"\"a\"\"},{\"\"role\"\":"
                  "\"\"assistant\"\",\"\"content\"\":\"\"b\"\"}]\"\n"
                  "2,\"[{\"\"role\"\":\"\"user\"\",\"\"content\"\":\"\"a\"\"}]\"\n"},
    };
    for (const auto& [name, bytes] : files) {
        const auto report = desk.take(name, bytes);
        EXPECT_EQ(report.rows, 2) << name;
        EXPECT_EQ(report.dataset.layout, "messages") << name;
    }
    // One list alone is one conversation.
    EXPECT_EQ(desk.take("h.json", turns).rows, 1);
    EXPECT_EQ(desk.take("i.jsonl", turns + "\n").rows, 1);
}

TEST(Json, RowsWhoseTurnsCannotBeReadAreListed) {
    Desk desk;
    const std::string bytes =
        R"({"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}
{"messages":[{"role":"user","content":[{"type":"image","image":"x"}]}]}
{"messages":[{"role":"assistant","content":"b","weight":0.5}]}
{"messages":[{"from":"somebody","value":"b"}]}
{"messages":"no list"}
)";
    const auto file = desk.file("a.jsonl", bytes);
    const auto preview = must(previewImport(file, {}));
    EXPECT_EQ(preview.rows.size(), 1U);
    EXPECT_EQ(preview.rejected, 4);
    const auto report = desk.take(file);
    EXPECT_EQ(report.rows, 1);
    EXPECT_EQ(desk.where(report), (Texts{"2:conversation.part_not_text", "3:conversation.bad_weight",
                                         "4:conversation.bad_role", "5:conversation.bad_messages"}));
    ASSERT_EQ(preview.problems.size(), 4U);
    EXPECT_EQ(preview.problems[1].code, "conversation.bad_weight");
    EXPECT_EQ(preview.problems[1].line, 3);
}

TEST(Csv, ReadsQuotesLineBreaksAndSeparatorsInside) {
    Desk desk;
    const auto report = desk.take("a.csv", "text,label\r\n\"a, \"\"b\"\"\r\nc\",1\r\n d ,2\r\n\r\n\"\",3");
    EXPECT_EQ(desk.texts(report), (Texts{"a, \"b\"\r\nc", " d ", ""}));
    EXPECT_EQ(must(dataset::readRaw(desk.project.database(), report.dataset, RowId{1})),
              R"(["a, \"b\"\r\nc","1"])");
    EXPECT_EQ(report.rejected, 0);
}

TEST(Csv, FindsItsSeparator) {
    Desk desk;
    for (const char separator : {',', ';', '\t', '|'}) {
        std::string bytes = std::string("text") + separator + "label\n";
        for (int n = 0; n < 5; ++n)
            bytes += std::string("one, two; three") + separator + "1\n";
        if (separator == ',' || separator == ';')
            bytes = std::string("text") + separator + "label\na" + separator + "1\nb" + separator + "2\n";
        const auto preview = must(previewImport(desk.file("a.csv", bytes), {}));
        EXPECT_EQ(preview.separator, std::string(1, separator));
        EXPECT_EQ(preview.columns, (Texts{"text", "label"}));
    }
}

TEST(Csv, TakesTheSeparatorThatIsGiven) {
    Desk desk;
    // Commas would win: every row has one.
    const auto file = desk.file("a.csv", "text;label\none, two;1\nthree, four;2\nfive, six;3\n");
    EXPECT_EQ(must(previewImport(file, {})).separator, ";");
    ImportOptions options;
    options.separator = must(separatorFromName("comma"));
    EXPECT_EQ(must(previewImport(file, options)).separator, ",");
    const auto other = desk.file("b.csv", "x|1,y|2\nz|3,w|4\n");
    options.separator = must(separatorFromName("|"));
    options.header = Header::Absent;
    EXPECT_EQ(must(previewImport(other, options)).rows.at(0)["column_2"], "1,y");
    EXPECT_EQ(desk.take(other, options).rows, 2);
    // A name that says nothing is then a table.
    options.separator = must(separatorFromName("tab"));
    EXPECT_EQ(must(previewImport(desk.file("c.dat", "a\tb\n1\t2\n"), options)).format, "tsv");
    EXPECT_FALSE(must(separatorFromName("auto")));
    EXPECT_EQ(separatorFromName("dot").error().code(), "import.unknown_separator");
}

TEST(Csv, TellsAHeaderFromAFirstRow) {
    Desk desk;
    const auto columns = [&](std::string_view bytes) {
        return must(previewImport(desk.file("a.csv", bytes), {})).columns;
    };
    EXPECT_EQ(columns("Q,A\n안녕,네\n"), (Texts{"Q", "A"}));
    EXPECT_EQ(columns("제목,점수\n긴 영화 이야기,3\n"), (Texts{"제목", "점수"}));
    EXPECT_EQ(columns("1,2\n3,4\n"), (Texts{"column_1", "column_2"}));
    EXPECT_EQ(columns("hello there,how are you\nfine,thanks\n"), (Texts{"column_1", "column_2"}));
    EXPECT_EQ(columns("text,,text\na,b,c\n"), (Texts{"text", "column_2", "text_2"}));
    // When in doubt, short and distinct words are names.
    EXPECT_EQ(columns("word,meaning\nlute,a stringed instrument\npeg,holds a string\n"),
              (Texts{"word", "meaning"}));
    EXPECT_EQ(columns("sentiment,language\nneg,en\npos,de\n"), (Texts{"sentiment", "language"}));
    EXPECT_EQ(columns("고객 질문,상담원 답변\n배송은 언제 되나요?,사흘 안에 도착합니다.\n"),
              (Texts{"고객 질문", "상담원 답변"}));
    EXPECT_EQ(columns("Customer message;Agent reply;Topic\nWhere is it?;On its way.;Shipping\n"),
              (Texts{"Customer message", "Agent reply", "Topic"}));
    // Values that come again, and sentences, are none.
    EXPECT_EQ(columns("lute,good\npeg,bad\nbow,good\n"), (Texts{"column_1", "column_2"}));
    EXPECT_EQ(columns("How are you?,Fine.\nAnd you?,I am well too.\n"), (Texts{"column_1", "column_2"}));
}

TEST(Csv, TakesOrLeavesTheFirstLineAsItIsTold) {
    Desk desk;
    ImportOptions options;
    options.header = must(headerFromName("yes"));
    const auto file = desk.file("a.csv", "How?,So.\nWhy?,Therefore.\n");
    EXPECT_EQ(must(previewImport(file, options)).columns, (Texts{"How?", "So."}));
    EXPECT_EQ(toJson(must(previewImport(file, options)))["header"], true);
    options.header = must(headerFromName("no"));
    const auto report = desk.take("b.csv", "word,meaning\nlute,an instrument\n", options);
    EXPECT_EQ(desk.texts(report, "column_1"), (Texts{"word", "lute"}));
    EXPECT_EQ(report.header, false);
    EXPECT_EQ(headerFromName("perhaps").error().code(), "import.unknown_header");
}

TEST(Csv, ManyNamedColumnsAreNamed) {
    Desk desk;
    std::string bytes;
    for (int column = 0; column < 300; ++column)
        bytes += (column > 0 ? "," : "") + ("col" + std::to_string(1000 + column).substr(1));
    for (int row = 0; row < 3; ++row) {
        bytes += "\n";
        for (int column = 0; column < 300; ++column)
            bytes += (column > 0 ? ",v" : "v") + std::to_string(row);
    }
    EXPECT_EQ(must(previewImport(desk.file("a.csv", bytes + "\n"), {})).columns.at(299), "col299");
}

TEST(Csv, ALineThatNamesTheSeparatorIsNoRow) {
    Desk desk;
    const auto report = desk.take("a.csv", "sep=|\nQ|A\none, two; three|b\n||\nc|d\n");
    EXPECT_EQ(desk.texts(report, "Q"), (Texts{"one, two; three", "c"}));
    EXPECT_EQ(desk.texts(desk.take("b.csv", "\"sep=;\"\r\nQ;A\r\na;b\r\n"), "Q"), Texts{"a"});
}

TEST(Csv, ListsRowsThatDoNotFit) {
    Desk desk;
    const auto report = desk.take("a.csv", "text,label\na,1\nb\nc,1,2\n\"d\"e,1\nf,1,,\n\"g,1\nh,1\n");
    EXPECT_EQ(desk.texts(report), (Texts{"a", "f", "h"}));
    EXPECT_EQ(desk.where(report), (Texts{"3:import.cell_count", "4:import.cell_count",
                                         "5:import.text_after_quote", "7:import.unterminated_quote"}));
    EXPECT_EQ(desk.problems(report)[0].byte, 15);
    EXPECT_EQ(desk.problems(report)[0].excerpt, "b\n");
}

TEST(Csv, TakesAnyLineEnd) {
    Desk desk;
    EXPECT_EQ(desk.texts(desk.take("a.csv", "text,label\ra,1\rb,2\r")), (Texts{"a", "b"}));
    EXPECT_EQ(desk.texts(desk.take("b.csv", "text,label\r\na,1\nb,2\r\n")), (Texts{"a", "b"}));
}

TEST(Tsv, TakesAStrayQuoteForALetter) {
    Desk desk;
    const auto report =
        desk.take("a.tsv", "text\tlabel\n\"open\t0\n\"said\" he\t1\n\"in\tside\"\t1\nend\t0\n\"last\t1\n");
    EXPECT_EQ(desk.texts(report), (Texts{"\"open", "\"said\" he", "in\tside", "end", "\"last"}));
    EXPECT_EQ(report.rejected, 0);
}

TEST(Tsv, AQuotedCellHoldsTabsAndLineBreaks) {
    Desk desk;
    const auto report = desk.take("a.tsv", "text\tanswer\tlabel\nq\t\"one\ttwo\nthree\"\t0\nr\ts\t1\n");
    EXPECT_EQ(desk.texts(report, "answer"), (Texts{"one\ttwo\nthree", "s"}));
    // Two stray quotes in rows that are whole by themselves are letters.
    const auto stray = desk.take("b.tsv", "text\tanswer\tlabel\nq\t\"one\t0\nr\ttwo\"\t1\n");
    EXPECT_EQ(desk.texts(stray, "answer"), (Texts{"\"one", "two\""}));
}

TEST(Text, IsATableOrJsonWhereItsContentSaysSo) {
    Desk desk;
    const auto format = [&](const char* name, const char* bytes) {
        return must(previewImport(desk.file(name, bytes), {})).format;
    };
    EXPECT_EQ(format("a.txt", "question\tanswer\nwhat\tthat\nwho\tme\n"), "tsv");
    EXPECT_EQ(format("b.txt", "Well, I say\nso, he said\n"), "text");
    EXPECT_EQ(format("c.txt", "[Verse 1]\nOnce upon a time\n"), "text");
    EXPECT_EQ(format("d.txt", "[1] is a note\n{curly} is none\n"), "text");
    EXPECT_EQ(format("e.csv", "[\n {\"prompt\": \"a\"},\n {\"prompt\": \"b\"}\n]\n"), "json");
    EXPECT_EQ(format("f.json", "prompt,completion\na,b\nc,d\n"), "csv");
    EXPECT_EQ(format("g.txt", "{\"prompt\": \"a\"}\n{\"prompt\": \"b\"}\n"), "jsonl");
}

TEST(Text, IsReadByLineParagraphOrFile) {
    Desk desk;
    const std::string bytes = "one\r\ntwo\n\n \nthree\nfour\n";
    ImportOptions options;
    EXPECT_EQ(desk.texts(desk.take("a.txt", bytes)), (Texts{"one", "two", "three", "four"}));
    options.textUnit = TextUnit::Paragraph;
    EXPECT_EQ(desk.texts(desk.take("b.txt", bytes, options)), (Texts{"one\r\ntwo", "three\nfour"}));
    options.textUnit = TextUnit::File;
    const auto report = desk.take("c.txt", bytes, options);
    EXPECT_EQ(desk.texts(report), Texts{bytes});
    EXPECT_EQ(report.dataset.layout, "text");
}

TEST(Import, NamesTheDatasetAfterTheFileAndKeepsNamesApart) {
    Desk desk;
    EXPECT_EQ(desk.take("notes.txt", "a\n").dataset.name, "notes");
    EXPECT_EQ(desk.take("notes.txt", "a\n").dataset.name, "notes-2");
    ImportOptions options;
    options.name = "notes";
    EXPECT_EQ(desk.read(desk.file("b.txt", "a\n"), options).error().code(), "dataset.name_taken");
}

TEST(Import, AddsToADatasetOfTheSameColumns) {
    Desk desk;
    const auto first = desk.take("a.csv", "text,label\na,1\n");
    ImportOptions options;
    options.into = first.dataset.id;
    options.split = "test";
    const auto second = desk.take("b.csv", "text,label\nb,2\nc,3\n", options);
    EXPECT_EQ(second.dataset.id, first.dataset.id);
    EXPECT_EQ(second.rows, 2);
    EXPECT_EQ(desk.texts(second), (Texts{"a", "b", "c"}));
    EXPECT_EQ(
        must(dataset::listOperations(desk.project.database(), first.dataset.id)).back().parameters["files"],
        (Json{"b.csv"}))
        << "what was added, not what was there";
    EXPECT_EQ(must(dataset::datasetById(desk.project.database(), first.dataset.id)).source["files"],
              (Json{"a.csv"}));
    EXPECT_EQ(desk.read(desk.file("c.csv", "other,label\nb,2\n"), options).error().code(),
              "import.columns_differ");
    EXPECT_EQ(desk.read(desk.file("d.jsonl", "{\"text\":1}\n"), options).error().code(),
              "import.other_shape");
    must(dataset::undo(desk.project, first.dataset.id, 1, {}));
    EXPECT_EQ(must(dataset::datasetById(desk.project.database(), first.dataset.id)).version,
              first.dataset.version);
}

TEST(Import, TakesSplitsFromAColumnRowByRow) {
    Desk desk;
    const auto report = desk.take(
        "a.jsonl",
        "{\"text\":\"a\",\"split\":\"train\"}\n{\"text\":\"b\",\"split\":\"test\"}\n{\"text\":\"c\"}\n");
    std::map<std::string, std::int64_t> splits;
    for (const auto& [name, rows] : must(dataset::splitCounts(desk.project.database(), report.dataset.id)))
        splits[name] = rows;
    EXPECT_EQ(splits, (std::map<std::string, std::int64_t>{{"train", 1}, {"test", 1}, {"", 1}}));
}

TEST(Import, KeepsAndMarksEmptyAnswers) {
    Desk desk;
    const auto report = desk.take(
        "a.jsonl", "{\"prompt\":\"a\",\"completion\":\"\"}\n{\"prompt\":\"b\",\"completion\":\"c\"}\n");
    EXPECT_EQ(report.rows, 2);
    EXPECT_EQ(must(dataset::readRow(desk.project.database(), report.dataset, RowId{1})).flags,
              Texts{"empty_response"});
    EXPECT_TRUE(must(dataset::readRow(desk.project.database(), report.dataset, RowId{2})).flags.empty());
}

TEST(Import, AStopLeavesNothing) {
    Desk desk;
    std::stop_source stop;
    stop.request_stop();
    NullProgress progress;
    const auto file = desk.file("a.txt", "a\nb\n");
    EXPECT_EQ(importFiles(desk.project, std::span(&file, 1), {}, stop.get_token(), progress).error().kind(),
              ErrorKind::Interrupted);
    EXPECT_TRUE(must(dataset::listDatasets(desk.project.database())).empty());
}

TEST(Preview, ListsWhatTheImportWillNotTake) {
    Desk desk;
    const std::string bytes = "{\"text\": \"one\"}\n{\"text\": \n[1]\n{\"text\": \"two\"}\n";
    const auto file = desk.file("a.jsonl", bytes);
    const auto preview = must(previewImport(file, {}));
    const auto report = desk.take(file);
    const auto listed = desk.problems(report);
    ASSERT_EQ(preview.problems.size(), 2U);
    ASSERT_EQ(listed.size(), 2U);
    for (std::size_t n = 0; n < listed.size(); ++n) {
        EXPECT_EQ(preview.problems[n].line, listed[n].line);
        EXPECT_EQ(preview.problems[n].byte, listed[n].byte);
        EXPECT_EQ(preview.problems[n].code, listed[n].code);
        EXPECT_EQ(preview.problems[n].excerpt, listed[n].excerpt);
    }
    EXPECT_EQ(toJson(preview)["problems"][0]["line"], 2);
    EXPECT_EQ(toJson(preview)["problems"][0]["byte"], 16);
    EXPECT_EQ(report.rows, 2);
}

TEST(Preview, ShowsTwentyRowsAndChangesNothing) {
    Desk desk;
    std::string bytes = "Q,A\n";
    for (int n = 0; n < 50; ++n)
        bytes += "질문,답변\n";
    bytes += "short\n";
    const auto json = toJson(must(previewImport(desk.file("a.csv", bytes), {})));
    EXPECT_EQ(json["layout"], "prompt_completion");
    EXPECT_EQ(json["roles"], (Json{{"Q", "prompt"}, {"A", "response"}}));
    EXPECT_EQ(json["encoding"], "utf-8");
    EXPECT_EQ(json["separator"], ",");
    EXPECT_EQ(json["rows"].size(), 20U);
    EXPECT_EQ(json["rejected_in_sample"], 1);
    EXPECT_TRUE(must(dataset::listDatasets(desk.project.database())).empty());
}
