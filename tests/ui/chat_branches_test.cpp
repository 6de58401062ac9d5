#include <gtest/gtest.h>

#include <model/chat_branches.h>

#include <string>
#include <utility>

namespace luthier::tests {
namespace {

using model::ChatBranches;
using model::ChatTurn;

void add(ChatBranches& chat, ChatTurn::Who who, const char* text) {
    ChatTurn turn;
    turn.who = who;
    turn.text = QString::fromUtf8(text);
    chat.turns().push_back(std::move(turn));
}

void say(ChatBranches& chat, const char* question, const char* answer) {
    add(chat, ChatTurn::Who::Person, question);
    add(chat, ChatTurn::Who::Model, answer);
}

std::string told(const ChatBranches& chat) {
    std::string all;
    for (const ChatTurn& turn : chat.turns())
        all += turn.text.toStdString() + " ";
    return all;
}

/// Two questions; the second was changed, and its answer asked for again.
ChatBranches branched() {
    ChatBranches chat;
    say(chat, "a", "A");
    say(chat, "b", "B");
    chat.beginAnother(2);
    say(chat, "c", "C");
    chat.beginAnother(3);
    add(chat, ChatTurn::Who::Model, "D");
    return chat;
}

TEST(ChatBranches, KeepWhatWasSaidWhereAQuestionIsChanged) {
    ChatBranches chat = branched();
    EXPECT_EQ(told(chat), "a A c D ");
    EXPECT_EQ(chat.wayAt(0).count, 1U);
    EXPECT_EQ(chat.wayAt(2).shown, 1U);
    EXPECT_EQ(chat.wayAt(3).shown, 1U);
    chat.show(3, 0);
    EXPECT_EQ(told(chat), "a A c C ");
    chat.show(2, 0);
    EXPECT_EQ(told(chat), "a A b B ");
    EXPECT_EQ(chat.wayAt(3).count, 1U) << "the other way's own fork is not here";
    chat.show(2, 1);
    EXPECT_EQ(told(chat), "a A c C ") << "as it was left";
    EXPECT_EQ(chat.wayAt(3).count, 2U);
}

TEST(ChatBranches, ForgetAWayThatNothingWasSaidIn) {
    ChatBranches chat = branched();
    chat.beginAnother(0);
    EXPECT_EQ(told(chat), "");
    EXPECT_EQ(chat.wayAt(0).count, 2U);
    chat.show(0, 0);
    EXPECT_EQ(told(chat), "a A c D ");
    EXPECT_EQ(chat.wayAt(0).count, 1U);
    EXPECT_EQ(chat.wayAt(2).count, 2U);
    chat.beginAnother(9);
    chat.show(7, 1);
    EXPECT_EQ(told(chat), "a A c D ");
}

TEST(ChatBranches, AreReadAsTheyWereWritten) {
    ChatBranches chat = ChatBranches::fromJson(*parseJson(dumpJson(branched().toJson())));
    EXPECT_EQ(told(chat), "a A c D ");
    chat.show(3, 0);
    chat.show(2, 0);
    EXPECT_EQ(told(chat), "a A b B ");
    chat.show(2, 1);
    EXPECT_EQ(told(chat), "a A c C ");
}

TEST(ChatBranches, OfAnotherMakingAreLeftOut) {
    for (const char* forks :
         {R"([{"at":0,"shown":7,"ways":[{"turns":[]},{"turns":[]}]}])", R"([{"at":-1,"ways":[]}])",
          R"(["x"])", R"({"at":0})", R"([{"at":0,"shown":0,"ways":[{}]}])"}) {
        ChatBranches chat = ChatBranches::fromJson(
            *parseJson(std::string(R"({"turns":[{"who":"person","text":"a"}],"forks":)") + forks + "}"));
        EXPECT_EQ(told(chat), "a ");
        EXPECT_EQ(chat.wayAt(0).count, 1U) << forks;
    }
}

} // namespace
} // namespace luthier::tests
