#include <dataset/conversation.h>

#include <gtest/gtest.h>

using namespace luthier;
using namespace luthier::dataset;

namespace {

std::string messages(const char* row, const Roles& roles) {
    const auto conversation = conversationOf(*parseJson(row), roles);
    return conversation ? dumpJson(conversation->messages) : conversation.error().code();
}

const Roles kAlpaca = {{"instruction", "prompt"}, {"input", "input"},     {"output", "response"},
                       {"system", "system"},      {"history", "history"}, {"tools", "tools"}};

} // namespace

TEST(Conversation, JoinsInstructionAndInputByALineBreak) {
    EXPECT_EQ(messages(R"({"instruction":"Add","input":"1 2","output":"3"})", kAlpaca),
              R"([{"role":"user","content":"Add\n1 2"},{"role":"assistant","content":"3"}])");
    EXPECT_EQ(messages(R"({"instruction":"Add","input":"","output":"3"})", kAlpaca),
              R"([{"role":"user","content":"Add"},{"role":"assistant","content":"3"}])");
}

TEST(Conversation, PutsSystemAndHistoryBefore) {
    EXPECT_EQ(
        messages(R"({"instruction":"c","output":"d","system":"s","history":[["a","b"]]})", kAlpaca),
        R"([{"role":"system","content":"s"},{"role":"user","content":"a"},{"role":"assistant","content":"b"},)"
        R"({"role":"user","content":"c"},{"role":"assistant","content":"d"}])");
}

TEST(Conversation, KeepsAnEmptyAnswer) {
    EXPECT_EQ(messages(R"({"instruction":"a","output":""})", kAlpaca),
              R"([{"role":"user","content":"a"},{"role":"assistant","content":""}])");
}

TEST(Conversation, RenamesTheSpeakersOfShareGpt) {
    EXPECT_EQ(
        messages(R"({"conversations":[{"from":"system","value":"s"},{"from":"human","value":"h"},)"
                 R"({"from":"function_call","value":"{\"name\":\"f\",\"arguments\":{\"x\":1}}"},)"
                 R"({"from":"observation","value":"1"},{"from":"gpt","value":"g"}]})",
                 {{"conversations", "messages"}}),
        R"([{"role":"system","content":"s"},{"role":"user","content":"h"},)"
        R"({"role":"assistant","content":"","tool_calls":[{"type":"function","function":{"name":"f","arguments":{"x":1}}}]},)"
        R"({"role":"tool","content":"1"},{"role":"assistant","content":"g"}])");
}

TEST(Conversation, KnowsSpeakersWhateverTheirCase) {
    const auto roles = [](const char* speaker) {
        const Json row = {{"m", {{{"from", speaker}, {"value", "x"}}}}};
        const auto conversation = conversationOf(row, {{"m", "messages"}});
        return conversation ? conversation->messages[0]["role"].get<std::string>()
                            : conversation.error().code();
    };
    for (const char* name : {"Human", "HUMAN", "User", "prompter", "사용자"})
        EXPECT_EQ(roles(name), "user") << name;
    for (const char* name : {"GPT", "gpt-4", "ChatGPT", "Assistant", "AI", "Bard", "bing", "model", "챗봇"})
        EXPECT_EQ(roles(name), "assistant") << name;
    for (const char* name : {"Observation", "tool response", "function_response", "TOOL"})
        EXPECT_EQ(roles(name), "tool") << name;
    EXPECT_EQ(roles("System"), "system");
    EXPECT_EQ(roles("hummany"), "conversation.bad_role");
    // The same names under `role`; one that is not known is the template's to judge.
    EXPECT_EQ(messages(R"({"m":[{"role":"User","content":"a"},{"role":"GPT","content":"b"},)"
                       R"({"role":"narrator","content":"c"}]})",
                       {{"m", "messages"}}),
              R"([{"role":"user","content":"a"},{"role":"assistant","content":"b"},)"
              R"({"role":"narrator","content":"c"}])");
}

TEST(Conversation, LeavesOpenAiMessagesAsTheyStandButForTheirParts) {
    EXPECT_EQ(
        messages(
            R"({"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},)"
            R"({"role":"assistant","content":null,"tool_calls":[{"id":"1","function":{"name":"f","arguments":"{\"x\":1}"}}]},)"
            R"({"role":"tool","content":"r","tool_call_id":"1"}]})",
            {{"messages", "messages"}}),
        R"([{"role":"user","content":"a\nb"},)"
        R"({"role":"assistant","content":null,"tool_calls":[{"id":"1","function":{"name":"f","arguments":{"x":1}}}]},)"
        R"({"role":"tool","content":"r","tool_call_id":"1"}])");
    // Arguments that are no object stay as they stand; none at all are an empty object.
    EXPECT_EQ(
        messages(
            R"({"m":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{oops"}},{"function":{"name":"g","arguments":""}}]}]})",
            {{"m", "messages"}}),
        R"([{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{oops"}},{"function":{"name":"g","arguments":{}}}],"content":""}])");
    // The older form of OpenAI.
    EXPECT_EQ(
        messages(
            R"({"m":[{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"1"}]})",
            {{"m", "messages"}}),
        R"([{"role":"assistant","content":null,"tool_calls":[{"type":"function","function":{"name":"f","arguments":{}}}]},)"
        R"({"role":"tool","name":"f","content":"1"}])");
}

TEST(Conversation, ReadsPartsOfGemini) {
    EXPECT_EQ(
        messages(
            R"({"m":[{"role":"user","parts":[{"text":"hi"}]},{"role":"model","parts":[{"text":"hello"}]}]})",
            {{"m", "messages"}}),
        R"([{"role":"user","parts":[{"text":"hi"}],"content":"hi"},)"
        R"({"role":"assistant","parts":[{"text":"hello"}],"content":"hello"}])");
    // What holds nothing that is known is no empty message.
    EXPECT_EQ(messages(R"({"m":[{"role":"user","utterance":"hi"}]})", {{"m", "messages"}}),
              "conversation.bad_content");
    EXPECT_EQ(messages(R"({"m":[{"from":"human","utterance":"hi"}]})", {{"m", "messages"}}),
              "conversation.bad_content");
}

TEST(Conversation, NamesAPartThatIsNoText) {
    const auto conversation = conversationOf(
        *parseJson(
            R"({"m":[{"role":"user","content":[{"type":"image_url","image_url":{}},{"type":"text","text":"a"}]}]})"),
        {{"m", "messages"}});
    ASSERT_FALSE(conversation);
    EXPECT_EQ(conversation.error().code(), "conversation.part_not_text");
    EXPECT_EQ(conversation.error().parameters().at("type"), "image_url");
}

TEST(Conversation, ReadsWhatTheDataSaysOfTraining) {
    const auto trained = [](const std::string& members) {
        const auto conversation =
            conversationOf(*parseJson(R"({"m":[{"role":"assistant","content":"abc",)" + members + "}]}"),
                           {{"m", "messages"}});
        return conversation ? conversation->loss[0].trained ? "yes" : "no" : conversation.error().code();
    };
    for (const char* no : {R"("weight":0)", R"("weight":0.0)", R"("train":false)", R"("training":false)",
                           R"("trainable":"false")", R"("loss":false)", R"("loss_mask":0)",
                           R"("masked":true)", R"("mask":1)", R"("weight":1,"train":false)"})
        EXPECT_EQ(trained(no), "no") << no;
    for (const char* yes :
         {R"("weight":1)", R"("train":true)", R"("masked":false)", R"("weight":null)", R"("name":"x")"})
        EXPECT_EQ(trained(yes), "yes") << yes;
    EXPECT_EQ(trained(R"("weight":0.5)"), "conversation.bad_weight");
    EXPECT_EQ(trained(R"("train":"perhaps")"), "conversation.bad_weight");
    // Turns of ShareGPT say it too, and keep what they say.
    const auto turns = conversationOf(
        *parseJson(R"({"c":[{"from":"human","value":"a"},{"from":"gpt","value":"b","weight":0}]})"),
        {{"c", "messages"}});
    EXPECT_TRUE(turns->loss[0].trained);
    EXPECT_FALSE(turns->loss[1].trained);
    EXPECT_EQ(turns->loss[0].said, "");
    EXPECT_EQ(turns->loss[1].said, "weight: 0");
    EXPECT_EQ(turns->messages[1]["weight"], 0);
}

TEST(Conversation, ReadsRangesThatAreNotLearnt) {
    // Offsets count code points, both ends included: "나는 " is not learnt.
    const auto detailed = conversationOf(
        *parseJson(
            R"({"m":[{"role":"assistant","content":"나는 lute","train_detail":[{"begin_offset":0,"end_offset":2,"train":false},{"begin_offset":3,"end_offset":6,"train":true}]}]})"),
        {{"m", "messages"}});
    EXPECT_EQ(detailed->loss[0], (MessageLoss{true, {{0, 7}}}));
    // Parts that say it are joined as they stand.
    const auto parts = conversationOf(
        *parseJson(
            R"({"m":[{"role":"assistant","content":[{"type":"text","text":"think ","train":false},{"type":"text","text":"say"}]}]})"),
        {{"m", "messages"}});
    EXPECT_EQ(parts->messages[0]["content"], "think say");
    EXPECT_EQ(parts->loss[0], (MessageLoss{true, {{0, 6}}}));
}

TEST(Conversation, IsReadFromJsonText) {
    EXPECT_EQ(messages(R"({"m":"[{\"role\":\"user\",\"content\":\"a\"}]"})", {{"m", "messages"}}),
              R"([{"role":"user","content":"a"}])");
    EXPECT_EQ(messages(R"({"m":"[{\"from\":\"human\",\"value\":\"a\"}]"})", {{"m", "messages"}}),
              R"([{"role":"user","content":"a"}])");
}

TEST(Conversation, JoinsPromptAndCompletionGivenAsLists) {
    EXPECT_EQ(
        messages(
            R"({"prompt":[{"role":"user","content":"a"}],"completion":[{"role":"assistant","content":"b"}]})",
            {{"prompt", "prompt"}, {"completion", "response"}}),
        R"([{"role":"user","content":"a"},{"role":"assistant","content":"b"}])");
}

TEST(Conversation, ReadsToolsFromTextAndList) {
    const Roles roles = {{"messages", "messages"}, {"tools", "tools"}};
    EXPECT_EQ(
        dumpJson(conversationOf(*parseJson(R"({"messages":[],"tools":"[{\"name\":\"f\"}]"})"), roles)->tools),
        R"([{"name":"f"}])");
    EXPECT_TRUE(conversationOf(*parseJson(R"({"messages":[],"tools":""})"), roles)->tools.is_null());
    EXPECT_EQ(messages(R"({"messages":[],"tools":"{"})", roles), "conversation.bad_tools");
}

TEST(Conversation, GivesPlainTextForATextRow) {
    const auto conversation = conversationOf(*parseJson(R"({"text":"once"})"), {{"text", "text"}});
    ASSERT_TRUE(conversation);
    EXPECT_EQ(conversation->text, "once");
    EXPECT_TRUE(conversation->messages.empty());
}

TEST(Conversation, RefusesWhatIsNone) {
    EXPECT_EQ(messages(R"({"a":1})", {}), "conversation.nothing");
    EXPECT_EQ(messages(R"({"m":"x"})", {{"m", "messages"}}), "conversation.bad_messages");
    EXPECT_EQ(messages(R"({"m":[1]})", {{"m", "messages"}}), "conversation.bad_messages");
    EXPECT_EQ(messages(R"({"m":[{"from":"dog","value":"x"}]})", {{"m", "messages"}}),
              "conversation.bad_role");
    EXPECT_EQ(messages(R"({"m":[{"role":"user","content":5}]})", {{"m", "messages"}}),
              "conversation.bad_content");
    EXPECT_EQ(messages(R"({"instruction":"a","output":"b","history":[["x"]]})", kAlpaca),
              "conversation.bad_history");
}
