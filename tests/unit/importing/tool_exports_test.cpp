#include "desk.h"

using namespace luthier;
using namespace luthier::importing;
using namespace luthier::importing::tests;

namespace {

/// "code:count" or "code(name):count" of what stays behind.
Texts leftTexts(const LeftOut& left) {
    Texts texts;
    for (const auto& [what, count] : left.counts())
        texts.push_back(what.first.substr(std::string("data.left_").size()) +
                        (what.second.empty() ? "" : "(" + what.second + ")") + ":" + std::to_string(count));
    return texts;
}

/// A task with one text, and annotations as JSON.
std::string task(int id, const std::string& annotations, const std::string& more = "") {
    return R"({"id":)" + std::to_string(id) + R"(,"data":{"text":"Text )" + std::to_string(id) +
           R"("},"annotations":[)" + annotations + "]" + more + "}";
}

std::string annotation(const std::string& results, const std::string& when = "2024-05-01T10:00:00Z",
                       const std::string& more = "") {
    return R"({"id":7,"completed_by":1,"result":[)" + results + R"(],"updated_at":")" + when + "\"" + more +
           "}";
}

std::string choice(const std::string& options) {
    return R"({"id":"x","type":"choices","from_name":"mood","to_name":"text","value":{"choices":[)" +
           options + "]}}";
}

} // namespace

TEST(LabelStudio, TasksBecomeTextsWithLabels) {
    Desk desk;
    const std::string other = annotation(choice(R"("bad")"), "2024-04-30T10:00:00Z");
    const std::string skipped =
        annotation(choice(R"("bad")"), "2024-06-01T10:00:00Z", R"(,"was_cancelled":true)");
    const auto file = desk.file(
        "tasks.json", "[" +
                          task(1, annotation(choice(R"("good")")) + "," + other + "," + skipped,
                               R"(,"predictions":[{"result":[]},{"result":[]}],"drafts":[{}],"meta":{})") +
                          "," + task(2, annotation(choice(R"("bad")"))) + "," + task(3, "") + "]");
    const auto preview = must(previewImport(file, {}));
    EXPECT_EQ(preview.tool, "Label Studio");
    EXPECT_EQ(preview.layout, "classification");
    EXPECT_EQ(rolesText(preview.roles), "text=text mood=label id=ignore annotator=ignore ");
    const Texts left = {"cancelled:1", "drafts:1", "other_annotations:1", "predictions:2", "unanswered:1"};
    EXPECT_EQ(leftTexts(preview.left), left);
    EXPECT_TRUE(preview.leftOfAll);
    const auto report = desk.take(file);
    EXPECT_EQ(report.rows, 3);
    EXPECT_EQ(report.dataset.layout, "classification");
    EXPECT_EQ(leftTexts(report.left), left);
    EXPECT_EQ(desk.rows(report)[0].dump(), R"({"text":"Text 1","mood":"good","id":1,"annotator":1})");
    EXPECT_EQ(desk.rows(report)[2].dump(), R"({"text":"Text 3","id":3})");
    EXPECT_EQ(toJson(report)["left_out"][0].dump(), R"({"code":"data.left_cancelled","count":1})");
}

TEST(LabelStudio, IsCountedBeyondTheFirstRowsBeforeTheImport) {
    Desk desk;
    std::string lines;
    for (int id = 0; id < 300; ++id)
        lines += task(id, annotation(choice(R"("good")")), R"(,"predictions":[{}])") + "\n";
    EXPECT_EQ(leftTexts(must(previewImport(desk.file("t.jsonl", lines), {})).left),
              (Texts{"predictions:300"}));
}

TEST(LabelStudio, OneTaskAloneIsARowToo) {
    Desk desk;
    for (const char* name : {"one.json", "one.jsonl"}) {
        const auto report = desk.take(name, task(1, annotation(choice(R"("good")"))));
        EXPECT_EQ(report.rows, 1) << name;
        EXPECT_EQ(report.tool, "Label Studio") << name;
    }
}

TEST(LabelStudio, WrittenTextsAnswerAPrompt) {
    Desk desk;
    const auto report =
        desk.take("tasks.json", R"([{"id":1,"data":{"source":"s","question":"Why?"},"annotations":[
        {"completed_by":{"id":4,"email":"a@b.c"},"result":[
          {"type":"textarea","from_name":"reply","to_name":"q","value":{"text":["Because.","So."]}},
          {"type":"rating","from_name":"stars","to_name":"q","value":{"rating":4}},
          {"type":"relation","from_id":"a","to_id":"b","direction":"right"},
          {"type":"rectanglelabels","from_name":"box","to_name":"i","value":{"x":1}}]}]}])");
    EXPECT_EQ(report.dataset.layout, "prompt_completion");
    EXPECT_EQ(rolesText(report.dataset.roles),
              "source=source question=prompt reply=response stars=ignore id=ignore annotator=ignore ");
    EXPECT_EQ(desk.rows(report)[0].dump(),
              R"({"source":"s","question":"Why?","reply":"Because.","stars":4,"id":1,"annotator":4})");
    EXPECT_EQ(leftTexts(report.left),
              (Texts{"kind(rectanglelabels):1", "kind(relation):1", "other_texts:1"}));
}

TEST(LabelStudio, PairsAreChosenAndRejected) {
    Desk desk;
    const std::string head =
        R"({"data":{"prompt":"p","answer1":"A","answer2":"B"},"annotations":[{"result":[)"
        R"({"type":"pairwise","from_name":"pw","to_name":)";
    const auto report = desk.take(
        "pairs.jsonl", head + R"("answer-1,answer-2","value":{"selected":"right"}}]}]})" + "\n" + head +
                           R"(["t1","t2"],"value":{"selected":"left"}}]}]})" + "\n" + head +
                           R"("a,b","value":{}}]}]})" + "\n" +
                           R"({"data":{"prompt":"p","x":"A","y":"B"},"annotations":[{"result":[)"
                           R"({"type":"pairwise","to_name":"a,b","value":{"selected":"left"}}]}]})");
    EXPECT_EQ(report.dataset.layout, "preference");
    EXPECT_EQ(dataset::columnOf(report.dataset.roles, "prompt"), "prompt");
    const auto rows = desk.rows(report);
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(rows[0]["chosen"], "B");
    EXPECT_EQ(rows[0]["rejected"], "A");
    EXPECT_EQ(rows[1]["chosen"], "A"); // by their names: the controls are called otherwise
    EXPECT_FALSE(rows[2].contains("chosen"));
    EXPECT_EQ(leftTexts(report.left), (Texts{"pair_texts:1", "ties:1"}));
}

TEST(LabelStudio, SpansAndSeveralOptionsStayLists) {
    Desk desk;
    const std::string span =
        R"({"type":"labels","from_name":"who","to_name":"text","value":{"start":0,"end":4,"text":"Text","labels":["PER","ORG"]}})";
    const std::string region =
        R"({"type":"choices","from_name":"kind","to_name":"text","value":{"start":0,"end":4,"choices":["x"]}})";
    const std::string tree =
        R"({"type":"taxonomy","from_name":"tree","to_name":"text","value":{"taxonomy":[["a","b"],["c"]]}})";
    const auto report = desk.take(
        "t.jsonl", task(1, annotation(span + "," + region + "," + tree + "," + choice(R"("good","calm")"))));
    const auto row = desk.rows(report)[0];
    EXPECT_EQ(
        row["who"].dump(),
        R"([{"start":0,"end":4,"text":"Text","label":"PER"},{"start":0,"end":4,"text":"Text","label":"ORG"}])");
    EXPECT_EQ(row["tree"].dump(), R"(["a / b","c"])");
    EXPECT_EQ(row["mood"].dump(), R"(["good","calm"])");
    EXPECT_EQ(leftTexts(report.left), (Texts{"regions:1"}));
    EXPECT_EQ(report.dataset.layout, "text");
}

TEST(LabelStudio, FlatExportsTellDataFromAnswers) {
    Desk desk;
    const auto row = [](const char* text, const char* mood, int id) {
        return R"({"text":")" + std::string(text) + R"(","id":)" + std::to_string(id) + R"(,"mood":)" + mood +
               R"(,"stars":[{"rating":3}],"who":[{"start":0,"end":1,"text":"a","labels":["PER"]}],"annotator":1,)"
               R"("annotation_id":5,"created_at":"c","updated_at":"u","lead_time":1.5})";
    };
    const auto report =
        desk.take("min.json", "[" + row("a long text", R"("good")", 1) + "," + row("another", R"("bad")", 2) +
                                  "," + row("third", R"({"choices":["good","bad"]})", 3) + "," +
                                  row("third", R"("bad")", 3) + "]");
    EXPECT_EQ(report.tool, "Label Studio (JSON-MIN)");
    EXPECT_EQ(leftTexts(report.left), (Texts{"repeated:1"}));
    EXPECT_EQ(report.dataset.layout, "classification");
    EXPECT_EQ(dataset::columnOf(report.dataset.roles, "label"), "mood");
    EXPECT_EQ(dataset::columnOf(report.dataset.roles, "text"), "text");
    const auto rows = desk.rows(report);
    EXPECT_EQ(rows[0]["stars"], 3);
    EXPECT_EQ(rows[0]["who"].dump(), R"([{"start":0,"end":1,"text":"a","label":"PER"}])");
    EXPECT_EQ(rows[0]["who"][0]["label"], "PER");
    EXPECT_EQ(rows[0]["lead_time"], 1.5);
    EXPECT_EQ(rows[2]["mood"].dump(), R"(["good","bad"])");
}

TEST(Argilla, AnswersToQuestionsBecomeColumns) {
    Desk desk;
    const auto file = desk.file("records.json", R"([
        {"id":"a","fields":{"text":"Fine."},"metadata":{"source":"web"},"vectors":{},
         "suggestions":{"mood":{"value":"bad","score":0.4,"agent":"m"}},
         "responses":{"mood":[{"value":"bad","user_id":"u"},{"value":"good","user_id":"v"}],
                      "stars":[{"value":4,"user_id":"u"}]}},
        {"id":"b","fields":{"text":"Poor."},"metadata":{},"vectors":{"v":[1,2]},"suggestions":{},"responses":{}}])");
    const auto preview = must(previewImport(file, {}));
    EXPECT_EQ(preview.tool, "Argilla");
    EXPECT_EQ(preview.layout, "classification");
    EXPECT_EQ(rolesText(preview.roles), "text=text mood=label stars=ignore id=ignore source=source ");
    EXPECT_EQ(leftTexts(preview.left),
              (Texts{"other_annotations:1", "predictions:1", "unanswered:1", "vectors:1"}));
    EXPECT_EQ(preview.rows[0]["mood"], "good");
}

TEST(Argilla, FeedbackRecordsTellWhoLeftThemOut) {
    Desk desk;
    const auto report =
        desk.take("f.jsonl", R"({"fields":{"prompt":"Why?","reply-1":"A","reply-2":"B"},"responses":[)"
                             R"({"user_id":"u","status":"submitted","values":{"order":{"value":)"
                             R"([{"rank":2,"value":"reply-1"},{"rank":1,"value":"reply-2"}]}}},)"
                             R"({"user_id":"v","status":"discarded","values":{}},)"
                             R"({"user_id":"w","status":"draft","values":{}}],"suggestions":[]})");
    EXPECT_EQ(report.dataset.layout, "preference");
    EXPECT_EQ(desk.rows(report)[0]["chosen"], "B");
    EXPECT_EQ(desk.rows(report)[0]["rejected"], "A");
    EXPECT_EQ(leftTexts(report.left), (Texts{"cancelled:1", "drafts:1"}));
}

TEST(Argilla, LongAnswersAreResponses) {
    Desk desk;
    const std::string answer(90, 'a');
    const auto report =
        desk.take("f.jsonl", R"({"fields":{"task":"Say a."},"responses":{"said":[{"value":")" + answer +
                                 R"(","user_id":"u"}]},"suggestions":{}})");
    EXPECT_EQ(report.dataset.layout, "prompt_completion");
    EXPECT_EQ(rolesText(report.dataset.roles), "task=prompt said=response ");
}

TEST(Argilla, RecordsOfTheFirstVersionAreRead) {
    Desk desk;
    const auto classes = desk.take(
        "a.jsonl",
        R"({"text":null,"inputs":{"title":"T","body":"B"},"prediction":[{"label":"x","score":1}],"annotation":"y","annotation_agent":"me","multi_label":false,"status":"Validated","metadata":{"page":3}})"
        "\n"
        R"({"text":"t","inputs":null,"prediction":null,"annotation":"y","multi_label":false,"status":"Discarded"})"
        "\n");
    EXPECT_EQ(classes.tool, "Argilla 1");
    EXPECT_EQ(classes.dataset.layout, "classification");
    EXPECT_EQ(dataset::columnOf(classes.dataset.roles, "label"), "annotation");
    EXPECT_EQ(desk.rows(classes)[0].dump(), R"({"title":"T","body":"B","annotation":"y","page":3})");
    EXPECT_EQ(leftTexts(classes.left), (Texts{"cancelled:1", "predictions:1"}));
    const auto texts = desk.take(
        "b.jsonl",
        R"({"text":"t","prediction":[],"annotation":"written","prediction_agent":null,"status":"Validated"})");
    EXPECT_EQ(texts.dataset.layout, "prompt_completion");
}

TEST(Kiln, RunsAreAnswersAndRepairsStandBeforeThem) {
    Desk desk;
    const auto report = desk.take(
        "runs.jsonl",
        R"({"v":1,"id":"1","model_type":"task_run","input":"q","input_source":{"type":"human","properties":{"created_by":"n"}},"output":{"v":1,"model_type":"task_output","output":"bad","source":{"type":"synthetic"},"rating":{"type":"five_star","value":2.0,"requirement_ratings":{"r":{"value":1}}}},"repair_instructions":"mend","repaired_output":{"output":"good"},"tags":["t"]})"
        "\n"
        R"({"v":1,"id":"2","model_type":"task_run","input":"q2","output":{"output":"fine"}})"
        "\n"
        R"({"v":1,"id":"3","model_type":"task_run","input":"q3","output":{"output":7}})");
    EXPECT_EQ(report.tool, "Kiln");
    EXPECT_EQ(report.dataset.layout, "prompt_completion");
    const auto rows = desk.rows(report);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(
        rows[0].dump(),
        R"({"input":"q","output":"good","output_before_repair":"bad","id":"1","rating":2.0,"input_source":"human","output_source":"synthetic","tags":["t"],"repair_instructions":"mend"})");
    EXPECT_EQ(leftTexts(report.left), (Texts{"ratings_in_part:1"}));
    EXPECT_EQ(desk.where(report), (Texts{"3:import.export_member"}));
}

TEST(Kiln, ExportsForTrainingAreMessages) {
    Desk desk;
    const std::string turns =
        R"([{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}])";
    EXPECT_EQ(desk.take("a.jsonl", R"({"messages":)" + turns + "}\n").dataset.layout, "messages");
    EXPECT_EQ(desk.take("b.jsonl", R"({"conversations":)" + turns + "}\n").dataset.layout, "messages");
}

TEST(ToolExports, KeepTheGoodRowsOfBrokenFiles) {
    Desk desk;
    const std::string good = task(1, annotation(choice(R"("good")")));
    const std::string deep(100'000, '[');
    const std::string lines[] = {
        good,
        R"({"data":"text","annotations":[]})",
        R"({"data":{"text":"a"},"annotations":"none"})",
        R"({"data":{"text":"a"},"annotations":[3]})",
        R"({"data":{"text":"a"},"annotations":[{"id":1}]})",
        R"({"data":{"text":"a"},"annotations":[{"result":{"a":1}}]})",
        task(2, annotation(R"({"type":"choices","from_name":"mood","value":{"choices":[1]}})")),
        task(2, annotation(R"({"type":"choices","value":{"choices":["a"]}})")),
        task(2, annotation(R"({"type":"rating","from_name":"r","value":{"rating":"4"}})")),
        task(2, annotation("null")),
        R"({"data":{"text":)" + deep + R"(},"annotations":[]})",
        "[1,2]",
        R"({"data":{"text":"a","text":"b"},"annotations":[]})",
        R"({"text":"another shape"})",
        good,
    };
    std::string bytes;
    for (const auto& line : lines)
        bytes += line + "\n";
    const auto file = desk.file("t.jsonl", bytes);
    const auto report = desk.take(file);
    EXPECT_EQ(report.rows, 2);
    const Texts where = desk.where(report);
    ASSERT_EQ(where.size(), 13U);
    for (std::size_t line = 2; line <= 10; ++line)
        EXPECT_EQ(where[line - 2], std::to_string(line) + ":import.export_member");
    EXPECT_EQ(where[9], "11:import.too_deep");
    EXPECT_EQ(where[10], "12:import.not_an_object");
    EXPECT_EQ(where[11], "13:import.repeated_key");
    EXPECT_EQ(where[12], "14:import.export_member");
    EXPECT_EQ(desk.problems(report)[4].parameters.at("tool"), "Label Studio");
    EXPECT_EQ(must(previewImport(file, {})).rejected, 13);
}

TEST(ToolExports, RolesThatAreGivenStandBeforeThoseProposed) {
    Desk desk;
    const auto file = desk.file("t.jsonl", task(1, annotation(choice(R"("good")"))));
    ImportOptions options;
    options.roles = {{"mood", "response"}, {"text", "prompt"}};
    EXPECT_EQ(desk.take(file, options).dataset.layout, "prompt_completion");
}

TEST(ToolExports, LookAlikesStayWhatTheyAre) {
    Desk desk;
    const char* rows[] = {
        R"({"fields":"a","responses":"b"})",
        R"({"data":"a","annotations":"b"})",
        R"({"input":"a","output":"b","model_type":"x"})",
        R"({"prediction":"a","annotation":"b"})",
    };
    for (const char* row : rows)
        EXPECT_EQ(desk.take("r.jsonl", row + std::string("\n")).tool, "") << row;
}

TEST(ToolExports, VeryManyMembersAreReadInTime) {
    Desk desk;
    std::string many;
    for (int i = 0; i < 9'000; ++i)
        many += "\"k" + std::to_string(i) + "\":\"v\",";
    many.pop_back();
    const auto report = desk.take("r.jsonl", R"({"fields":{)" + many + R"(},"metadata":{)" + many +
                                                 R"(},"responses":{}})"
                                                 "\n"
                                                 R"({"fields":{"a":"b"},"responses":[{"values":{)" +
                                                 many + "}}]}\n");
    EXPECT_EQ(report.rows, 1);
    EXPECT_EQ(desk.where(report), (Texts{"2:import.export_member"}));
}
