#include "cases.h"

namespace luthier::cleaning::tests {
namespace {

constexpr const char* kBegun =
    "It began with a walk along the river. They talked about the old mill and its owner. ";
constexpr const char* kKoreanBegun =
    "강을 따라 걷는 일에서 시작되었습니다. 두 사람은 오래된 방앗간과 그 주인 이야기를 나누었습니다. ";

Codes reasons(std::string_view rule, const std::string& text) {
    Codes codes;
    for (const auto& one : findIn(rule, answer(text)))
        codes.push_back(one.why);
    return codes;
}

TEST(TruncatedAnswer, EndsInTheMiddleOfASentence) {
    for (const char* end :
         {"Then he reminded her of the importance of", "She bought bread, cheese,", "He said that the"})
        EXPECT_EQ(reasons("truncated_answer", std::string(kBegun) + end), Codes{"goes_on"}) << end;
    EXPECT_EQ(
        reasons("truncated_answer",
                std::string(kBegun) + "In the end the neighbours came to see what the young men had bui"),
        Codes{"no_end"});
    EXPECT_EQ(reasons("truncated_answer", std::string(kKoreanBegun) + "그리고 마을 사람들의 의견을"),
              Codes{"goes_on"});
    EXPECT_EQ(reasons("truncated_answer",
                      std::string(kKoreanBegun) +
                          "그 뒤로 오랫동안 마을 사람들은 방앗간 앞에 모여 지난 일을 이야기하며 새로 온 "
                          "주인에게 여러 가지 도움을 주었고 그러던 어느 날 갑자기 큰비가 내리면서"),
              Codes{"no_end"});
}

TEST(TruncatedAnswer, EndsThatAreMeantAreNone) {
    for (const std::string end :
         {"That was all.", "Was it?", "He said \"no\"", "(as before)", "and so on…",
          "See https://example.org/a/long/path/to/the/page/of/the/mill", "\n\nSincerely,\nJane Miller",
          "\n\n- bread\n- cheese\n- a bottle of wine from the shop beside the old mill of the owner",
          "\n\n#### 42", "\n\n| a | b |",
          "Get one now and see for yourself what it does for you and yours #PuppyLove",
          "\n\n```\nreturn the\n```",
          "\n\nkey: value\n  nested: determined the double helix structure of the thing and explained how it "
          "is stored"})
        EXPECT_EQ(reasons("truncated_answer", kBegun + end), Codes()) << end;
    for (const std::string end :
         {"그렇게 이야기는 끝났습니다", "모두가 오래도록 행복하게 살았다고 합니다", "끝.", "이상임"})
        EXPECT_EQ(reasons("truncated_answer", kKoreanBegun + end), Codes()) << end;
    for (const char* brief :
         {"42", "refund_request", "Paris", "네", "the", "card_arrival", "위로해 드립니다"})
        EXPECT_EQ(reasons("truncated_answer", brief), Codes()) << brief;
    EXPECT_EQ(reasons("truncated_answer", repeated("local x = compute(first, second);\n", 8) + "end"),
              Codes())
        << "a program";
}

TEST(UnclosedFence, HasNoPartner) {
    EXPECT_EQ(foundIn("unclosed_fence", "Run:\n```python\nprint(1)\n"), Codes{"```"});
    EXPECT_EQ(foundIn("unclosed_fence", "```\na\n```\nand\n~~~\nb\n```"), Codes{"~~~"});
    EXPECT_EQ(foundIn("unclosed_fence", "````\n```\na\n```"), Codes{"````"})
        << "a longer fence is closed by one as long";
    EXPECT_EQ(foundIn("unclosed_fence", "실행하세요:\n```sh\nls"), Codes{"```"});
    for (const char* closed : {"```\na\n```", "1. one\n   ```c\n   x;\n   ```\n", "`a` and ```b``` in a line",
                               "~~~\n```\n~~~", "> ```\n> a\n> ```", "no code"})
        EXPECT_EQ(foundIn("unclosed_fence", closed), Codes()) << closed;
}

TEST(UnclosedJson, HasABracketWithoutPartner) {
    EXPECT_EQ(foundIn("unclosed_json", R"({"a": [1, 2})"), Codes{"}"});
    EXPECT_EQ(foundIn("unclosed_json", R"({"name": "Kim", "tags": ["x", )"), Codes{"["});
    EXPECT_EQ(foundIn("unclosed_json", R"([{"a": 1}, {"b": "cut of)"), Codes{"\""});
    EXPECT_EQ(foundIn("unclosed_json", "Here:\n```json\n{\"a\": {\"b\": 1}\n```\nDone."), Codes{"{"});
    EXPECT_EQ(foundIn("unclosed_json", "```json\n{\"이름\": \"김"), Codes{"\""});
}

TEST(UnclosedJson, ClosedValuesAndOtherBracketsAreNone) {
    for (const char* text :
         {R"({"a": {"b": [1, "}"]}})", R"(["x", "\"]"])", "{}", "[INST] hello", "[1] see the notes",
          "{ int x; if (y) {", "{% for a in b %}", "[a](http://b", "{name}, your order",
          R"({"a": 1} is an object {)", "```json\n{\"a\": 1}\n```", "[1, 2, 3", "\\frac{a}{b"})
        EXPECT_EQ(foundIn("unclosed_json", text), Codes()) << text;
}

TEST(Refusal, IsFoundInEnglishAndKorean) {
    for (const char* text :
         {"I'm sorry, but I can't assist with that request.", "I cannot provide medical advice.",
          "I\u2019m sorry, but I cannot fulfill this request.",
          "Unfortunately, I am unable to help with that.", "죄송하지만 해당 요청은 도와드릴 수 없습니다.",
          "죄송합니다. 그 내용은 제공해 드릴 수 없어요."})
        EXPECT_EQ(reasons("refusal", text), Codes{""}) << text;
    for (const char* text :
         {"As an AI language model, I do not have feelings.", "저는 AI 언어 모델이라 감정이 없습니다.",
          "As an AI assistant, I don't have access to that.", "AI 언어 모델로서 답하자면, 그렇습니다."})
        EXPECT_EQ(reasons("refusal", text), Codes{"self"}) << text;
    const auto found = findIn("refusal", answer("Well. I\u2019m sorry, as an AI model I won't."));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].text, "as an AI model") << "the place is right behind other apostrophes";
}

TEST(Refusal, ApologiesAndPlayedPartsAreNone) {
    for (const char* text :
         {"I'm sorry to hear that. Your parcel is on its way.", "Sorry, the shop is closed on Mondays.",
          "I can't wait to see you!", "You cannot create two accounts.",
          "죄송합니다. 배송이 하루 늦어졌습니다.", "죄송하지만 오늘은 쉬는 날이에요.",
          "As an AI assistant, I would help the customer.",
          "The model cannot generate text without a prompt.", "할 수 없는 일이 없다."})
        EXPECT_EQ(reasons("refusal", text), Codes()) << text;
    EXPECT_TRUE(
        findIn("refusal", {{"prompt", "x"}, {"chosen", "Yes."}, {"rejected", "I cannot assist with that."}})
            .empty())
        << "a rejected answer may be one";
}

TEST(PromptRepeated, TheAnswerBeginsWithTheWholePrompt) {
    const auto ask = [](const Json& fields) {
        Codes codes;
        for (const auto& one : findIn("prompt_repeated", fields))
            codes.push_back(one.why);
        return codes;
    };
    EXPECT_EQ(ask({{"prompt", "What is the capital of France?"},
                   {"response", "what is  the capital of\nFrance? It is Paris."}}),
              Codes{""});
    EXPECT_EQ(ask({{"prompt", "오늘 서울의 날씨는 어떤지 자세히 알려 주세요"},
                   {"response", "오늘 서울의 날씨는 어떤지 자세히 알려 주세요"}}),
              Codes{"whole"});
    EXPECT_EQ(ask({{"prompt", "Correct the sentence."},
                   {"input", "She go to school every day."},
                   {"response", "She go to school every day."}}),
              Codes{"whole"});
    EXPECT_EQ(ask({{"prompt", "Go on."},
                   {"input", "As she stepped into the room,"},
                   {"response", "As she stepped into the room, she laughed."}}),
              Codes())
        << "an input may be the beginning";
    EXPECT_EQ(ask({{"prompt", "Hello"}, {"response", "Hello"}}), Codes()) << "too short to tell";
    EXPECT_EQ(
        ask({{"prompt", "What is the capital of France?"}, {"response", "Paris is the capital of France."}}),
        Codes());
    EXPECT_EQ(ask({{"messages",
                    {{{"role", "user"}, {"content", "Say what you are made of, please"}},
                     {{"role", "assistant"}, {"content", "Say what you are made of, please"}}}}}),
              Codes{"whole"});
}

} // namespace
} // namespace luthier::cleaning::tests
