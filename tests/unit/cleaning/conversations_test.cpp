#include "cases.h"

namespace luthier::cleaning::tests {
namespace {

/// A conversation by the first letters of its speakers: s, u, a, c (a call), t.
Json conversation(std::string_view speakers) {
    Json messages = Json::array();
    for (const char c : speakers) {
        const char* role = c == 's' ? "system" : c == 'u' ? "user" : c == 't' ? "tool" : "assistant";
        Json message = {{"role", role}, {"content", c == 'c' ? "" : "text of it"}};
        if (c == 'c')
            message["tool_calls"] = Json::array({{{"function", {{"name", "f"}, {"arguments", "{}"}}}}});
        messages.push_back(std::move(message));
    }
    return {{"messages", messages}};
}

Codes reasons(std::string_view rule, const Json& fields) {
    Codes codes;
    for (const auto& one : findIn(rule, fields))
        codes.push_back(one.why);
    return codes;
}

TEST(EmptyField, IsFoundInEveryLayout) {
    EXPECT_EQ(reasons("empty_field", {{"prompt", ""}, {"response", "yes"}}), Codes{""});
    EXPECT_EQ(reasons("empty_field", {{"prompt", " \n\u3000\u200B"}, {"response", "yes"}}), Codes{""});
    EXPECT_EQ(reasons("empty_field", {{"text", "\t"}}), Codes{""});
    EXPECT_EQ(reasons("empty_field", {{"prompt", nullptr}, {"response", "yes"}}), Codes{"missing"});
    EXPECT_EQ(reasons("empty_field",
                      {{"messages",
                        {{{"role", "user"}, {"content", ""}}, {{"role", "assistant"}, {"content", "x"}}}}}),
              Codes{""});
    EXPECT_EQ(reasons("empty_field", {{"prompt", "Ask"}, {"input", ""}, {"system", ""}, {"response", "yes"}}),
              Codes())
        << "an input may be empty";
    EXPECT_EQ(reasons("empty_field", {{"messages",
                                       {{{"role", "user"}, {"content", {{{"type", "image"}}}}},
                                        {{"role", "assistant"}, {"content", "a cat"}}}}}),
              Codes())
        << "a picture is something";
}

TEST(EmptyAnswer, IsFoundBeforeItIsTrained) {
    EXPECT_EQ(reasons("empty_answer", {{"prompt", "Ask"}, {"response", ""}}), Codes{""});
    EXPECT_EQ(reasons("empty_answer", {{"prompt", "물어봐"}, {"response", "  "}}), Codes{""});
    EXPECT_EQ(reasons("empty_answer", {{"prompt", "Ask"}, {"response", nullptr}}), Codes{"missing"});
    EXPECT_EQ(reasons("empty_answer", {{"prompt", "Ask"}, {"chosen", "x"}, {"rejected", " "}}), Codes{""});
    EXPECT_EQ(
        reasons("empty_answer",
                {{"messages", {{{"from", "human"}, {"value", "Hi"}}, {{"from", "gpt"}, {"value", ""}}}}}),
        Codes{""});
    EXPECT_EQ(reasons("empty_answer", conversation("ucta")), Codes()) << "a call needs no text";
    EXPECT_EQ(reasons("empty_answer", answer("네")), Codes());
}

TEST(OuterWhitespace, IsTakenAway) {
    EXPECT_EQ(mendedBy({"outer_whitespace"}, "\n yes \u00A0\n"), "yes");
    EXPECT_EQ(mendedBy({"outer_whitespace"}, "\u3000네, 맞습니다. "), "네, 맞습니다.");
    EXPECT_EQ(mendedBy({"outer_whitespace"}, "\n    if a:\n        b()\n"), "    if a:\n        b()")
        << "an indentation stays where others are";
    EXPECT_EQ(foundIn("outer_whitespace", "plain"), Codes());
    EXPECT_EQ(foundIn("outer_whitespace", "   "), Codes()) << "an empty answer is another rule's";
    EXPECT_EQ(reasons("outer_whitespace", document("A page.\n")), Codes())
        << "a document ends with a line feed";
    EXPECT_EQ(reasons("outer_whitespace", document("A page. \n")), Codes{"trailing"});
}

TEST(RoleOrder, EachSpeakerHasItsTurn) {
    EXPECT_EQ(reasons("role_order", conversation("uua")), Codes{"two_questions"});
    EXPECT_EQ(reasons("role_order", conversation("uaa")), Codes{"two_answers"});
    EXPECT_EQ(reasons("role_order", conversation("au")), Codes{"answer_first"});
    EXPECT_EQ(reasons("role_order", conversation("sa")), Codes{"answer_first"});
    EXPECT_EQ(reasons("role_order", conversation("usa")), Codes{"late_system"});
    EXPECT_EQ(reasons("role_order", conversation("uta")), Codes{"result_without_call"});
    const auto found = findIn("role_order", conversation("uaua"
                                                         "ua"
                                                         "a"));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].parameters.at("turn"), "7");
    for (const char* good : {"ua", "sua", "suauaua", "ucta", "ucttaua", "sucta"})
        EXPECT_EQ(reasons("role_order", conversation(good)), Codes()) << good;
    EXPECT_EQ(reasons("role_order", answer("fine")), Codes());
}

TEST(NoFinalAnswer, AConversationEndsWithAnAnswer) {
    EXPECT_EQ(findIn("no_final_answer", conversation("uau")).size(), 1U);
    EXPECT_EQ(findIn("no_final_answer", conversation("uct")).size(), 1U);
    EXPECT_EQ(findIn("no_final_answer", conversation("s")).size(), 1U);
    EXPECT_EQ(findIn("no_final_answer", conversation("sua")).size(), 0U);
    Json preference = conversation("u");
    preference["chosen"] = {{"from", "gpt"}, {"value", "yes"}};
    preference["rejected"] = {{"from", "gpt"}, {"value", "no"}};
    EXPECT_EQ(findIn("no_final_answer", preference).size(), 0U) << "the chosen answer is one";
    EXPECT_EQ(findIn("no_final_answer", document("No conversation")).size(), 0U);
}

} // namespace
} // namespace luthier::cleaning::tests
