#include "desk.h"

using namespace luthier;
using namespace luthier::importing;
using namespace luthier::importing::tests;

namespace {

struct Case {
    const char* row;
    const char* layout;
    const char* roles;
};

} // namespace

TEST(Roles, AreProposedByNamesAndValues) {
    Desk desk;
    const Case cases[] = {
        {R"({"instruction":"a","input":"","output":"b"})", "alpaca",
         "instruction=prompt input=input output=response "},
        {R"({"instruction":"a","output":"b"})", "alpaca", "instruction=prompt output=response "},
        {R"({"instruction":"a","input":"","output":"b","system":"s","history":[]})", "alpaca",
         "instruction=prompt input=input output=response system=system history=history "},
        {R"({"conversations":[{"from":"human","value":"a"}],"id":"1"})", "sharegpt",
         "conversations=messages id=ignore "},
        {R"({"messages":[{"role":"user","content":"a"}],"tools":[]})", "messages",
         "messages=messages tools=tools "},
        {R"({"conversations":[{"role":"user","content":"a"}]})", "messages", "conversations=messages "},
        {R"({"prompt":"a","completion":"b"})", "prompt_completion", "prompt=prompt completion=response "},
        {R"({"question":"a","answer":"b"})", "prompt_completion", "question=prompt answer=response "},
        {R"({"Question":"a","Answer":"b"})", "prompt_completion", "Question=prompt Answer=response "},
        {R"({"질문":"a","답변":"b"})", "prompt_completion", "질문=prompt 답변=response "},
        {R"({"input":"a","output":"b"})", "prompt_completion", "input=prompt output=response "},
        {R"({"prompt":"a","chosen":"b","rejected":"c"})", "preference",
         "prompt=prompt chosen=chosen rejected=rejected "},
        {R"({"prompt":"a","completion":"b","label":true})", "unpaired_preference",
         "prompt=prompt completion=response label=label "},
        {R"({"text":"a","label":1})", "classification", "text=text label=label "},
        {R"({"id":"0","tokens":["a","b"],"pos_tags":[1,2],"ner_tags":[0,3]})", "classification",
         "id=ignore tokens=text pos_tags=ignore ner_tags=label "},
        {R"({"id":"0","tokens":["a","b"],"tags":["news"]})", "table", "id=ignore tokens=ignore tags=ignore "},
        {R"({"tokens":[7,8],"labels":[0,3],"text":"a"})", "classification",
         "tokens=ignore labels=label text=text "},
        {R"({"text":"a","url":"b"})", "text", "text=text url=source "},
        {R"({"x":1,"y":2})", "table", "x=ignore y=ignore "},
        {R"({"Customer message":"a","Agent reply":"b","Topic":"c"})", "prompt_completion",
         "Customer message=prompt Agent reply=response Topic=ignore "},
        {R"({"고객 질문":"a","상담원 답변":"b"})", "prompt_completion",
         "고객 질문=prompt 상담원 답변=response "},
        {R"({"question_id":"1","answer_id":"2"})", "table", "question_id=ignore answer_id=ignore "},
        {R"({"word":"a","meaning":"b"})", "prompt_completion", "word=prompt meaning=response "},
    };
    for (const auto& one : cases) {
        const auto preview = must(previewImport(desk.file("a.jsonl", std::string(one.row) + "\n"), {}));
        EXPECT_EQ(preview.layout, one.layout) << one.row;
        EXPECT_EQ(rolesText(preview.roles), one.roles) << one.row;
    }
}

TEST(Roles, ThatArePresentedTakeTheirPlace) {
    Desk desk;
    ImportOptions options;
    options.roles = {must(roleFromText("x=prompt")), must(roleFromText("y=response"))};
    const auto preview = must(previewImport(desk.file("a.csv", "x,y,z\nhello,world,1\n"), options));
    EXPECT_EQ(preview.layout, "prompt_completion");
    EXPECT_EQ(rolesText(preview.roles), "x=prompt y=response z=ignore ");
    options.roles = {must(roleFromText("label=ignore"))};
    EXPECT_EQ(must(previewImport(desk.file("b.csv", "text,label\na,1\n"), options)).layout, "text");
}

TEST(Roles, MustBeKnownAndTheirColumnsThere) {
    Desk desk;
    EXPECT_EQ(roleFromText("x=dog").error().code(), "import.bad_role");
    EXPECT_EQ(roleFromText("x").error().code(), "import.bad_role");
    ImportOptions options;
    options.roles = {{"nothing", "prompt"}};
    EXPECT_EQ(desk.read(desk.file("a.csv", "x,y\n1,2\n"), options).error().code(), "import.no_such_column");
}

TEST(Kinds, ThatAreNoDataAreRefusedByName) {
    Desk desk;
    const std::pair<const char*, const char*> cases[] = {
        {"model.bin", "import.pickle"},         {"model.pt", "import.pickle"},
        {"data.PKL", "import.pickle"},          {"model.ckpt", "import.pickle"},
        {"data.parquet", "usage.not_yet"},      {"data.arrow", "usage.not_yet"},
        {"a.safetensors", "import.model_file"}, {"a.zip", "import.compressed"},
        {"a.jsonl.gz", "import.compressed"},    {"a.xlsx", "import.spreadsheet"},
        {"a.pdf", "import.document"},
    };
    for (const auto& [name, code] : cases) {
        const auto refusal = desk.read(desk.file(name, "{\"text\":1}\n"));
        ASSERT_FALSE(refusal) << name;
        EXPECT_EQ(refusal.error().code(), code) << name;
    }
    EXPECT_EQ(desk.read(desk.file("a.txt", "\x80\x04\x95rest")).error().code(), "import.pickle");
    EXPECT_EQ(desk.read(desk.file("a.jsonl", "PAR1....")).error().code(), "usage.not_yet");
    EXPECT_EQ(desk.read(desk.file("b.csv", std::string("PK\x03\x04\x14\x00", 6) + "xl/workbook.xml"))
                  .error()
                  .code(),
              "import.spreadsheet");
    EXPECT_EQ(
        desk.read(desk.file("c.csv", std::string("PK\x03\x04\x14\x00", 6) + "rows.jsonl")).error().code(),
        "import.compressed");
    EXPECT_EQ(formatFromName("parquet").error().code(), "usage.not_yet");
    EXPECT_EQ(formatFromName("xml").error().code(), "import.unknown_format");
}
