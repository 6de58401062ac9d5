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

TEST(Conversation, LeavesOpenAiMessagesAsTheyStand) {
    const char* row =
        R"({"messages":[{"role":"user","content":[{"type":"text","text":"a"}]},)"
        R"({"role":"assistant","content":null,"tool_calls":[{"id":"1","function":{"name":"f","arguments":"{}"}}]},)"
        R"({"role":"tool","content":"r","tool_call_id":"1"}]})";
    EXPECT_EQ(messages(row, {{"messages", "messages"}}), dumpJson((*parseJson(row))["messages"]));
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
