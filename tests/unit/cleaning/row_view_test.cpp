#include "cases.h"

namespace luthier::cleaning::tests {
namespace {

char letterOf(Speaker speaker) {
    switch (speaker) {
    case Speaker::System:
        return 's';
    case Speaker::User:
        return 'u';
    case Speaker::Assistant:
        return 'a';
    case Speaker::Tool:
        return 't';
    case Speaker::Text:
        return 'x';
    case Speaker::Other:
        break;
    }
    return '?';
}

/// `speaker field pointer=text` of each passage, and the speakers of the turns.
std::pair<Codes, std::string> viewed(const Json& fields) {
    const auto facts = factsOf(fields);
    const RowView row = viewOf(RowId{1}, fields, facts);
    Codes passages;
    for (const Passage& one : row.passages)
        passages.push_back(std::string(1, letterOf(one.speaker)) + " " + std::string(one.field) +
                           one.pointer + "=" + std::string(one.text));
    std::string turns;
    for (const Turn& turn : row.turns)
        turns += letterOf(turn.speaker);
    return {passages, turns};
}

using Viewed = std::pair<Codes, std::string>;

TEST(RowView, APairIsAQuestionAndAnAnswer) {
    EXPECT_EQ(viewed({{"prompt", "P"}, {"input", "I"}, {"response", "R"}, {"system", "S"}}),
              Viewed({"s system=S", "u prompt=P", "u input=I", "a response=R"}, "sua"));
    EXPECT_EQ(
        viewed({{"prompt", "P"}, {"history", Json::array({Json::array({"Q", "A"})})}, {"response", "R"}}),
        Viewed({"u history/0/0=Q", "a history/0/1=A", "u prompt=P", "a response=R"}, "uaua"));
}

TEST(RowView, ConversationsOfEveryKindHaveTheirTurns) {
    EXPECT_EQ(viewed({{"messages",
                       {{{"role", "user"}, {"content", "Q"}}, {{"role", "assistant"}, {"content", "A"}}}}}),
              Viewed({"u messages/0/content=Q", "a messages/1/content=A"}, "ua"));
    EXPECT_EQ(
        viewed({{"messages", {{{"from", "human"}, {"value", "Q"}}, {{"from", "gpt"}, {"value", "A"}}}}}),
        Viewed({"u messages/0/value=Q", "a messages/1/value=A"}, "ua"));
    EXPECT_EQ(
        viewed({{"messages",
                 {{{"role", "user"}, {"content", {{{"type", "text"}, {"text", "Q"}}, {{"type", "image"}}}}},
                  {{"role", "assistant"}, {"content", "A"}}}}}),
        Viewed({"u messages/0/content/0/text=Q", "a messages/1/content=A"}, "ua"));
    EXPECT_EQ(viewed({{"prompt", {{{"role", "user"}, {"content", "Q"}}}},
                      {"chosen", {{{"role", "assistant"}, {"content", "A"}}}},
                      {"rejected", "B"}}),
              Viewed({"u prompt/0/content=Q", "a chosen/0/content=A", "a rejected=B"}, "ua"));
    EXPECT_EQ(viewed({{"messages", R"([{"role": "user", "content": "Q"}])"}}),
              Viewed({"u messages/0/content=Q"}, "u"));
    EXPECT_EQ(
        viewed({{"messages", {1, nullptr, "x", {{"role", 3}}, {{"role", "narrator"}, {"content", "N"}}}}}),
        Viewed({"? messages/4/content=N"}, "?"));
}

TEST(RowView, TextsAndTablesHaveNoTurns) {
    EXPECT_EQ(viewed({{"text", "T"}, {"label", "x"}, {"source", "s"}}), Viewed({"x text=T"}, ""));
    EXPECT_EQ(viewed({{"first", "A"}, {"second", 2}, {"third", "C"}}), Viewed({"x first=A", "x third=C"}, ""))
        << "a table without roles gives all its texts";
}

TEST(RowView, CodeIsKnownByItsFencesAndBackticks) {
    const std::string text = "a `b` c\n```py\nd\n```\ne ``f`g``\n~~~\nh";
    const Passage passage = passageOf(text, Speaker::Assistant, "response");
    std::string code;
    for (std::size_t at = 0; at < text.size(); ++at)
        if (text[at] >= 'a' && text[at] <= 'h' && text[at + 1] != 'y' && passage.isInsideCode(at))
            code += text[at];
    EXPECT_EQ(code, "bdfgh");
}

} // namespace
} // namespace luthier::cleaning::tests
