#include "chat_support.h"

#include <dataset/catalog.h>
#include <dataset/rows.h>
#include <model/kept_answer.h>
#include <support/finished_run.h>

#include <future>

namespace luthier::tests {
namespace {

using model::ChatPresenter;
using model::Keeping;
using model::KeptAnswer;

KeptAnswer answerTo(const Json& messages, const char* answer, const char* rejected = "") {
    return {messages, QString::fromUtf8(answer), QString::fromUtf8(rejected),
            *rejected == 0 ? Keeping::Row : Keeping::Pair};
}

Json said(const char* role, const char* text) {
    return {{"role", role}, {"content", text}};
}

dataset::DatasetFacts facts(dataset::RecordShape shape, dataset::Roles roles) {
    dataset::DatasetFacts made;
    made.name = "there";
    made.shape = shape;
    for (const auto& [column, role] : roles)
        made.fields.push_back({column, dataset::kString});
    made.roles = std::move(roles);
    return made;
}

TEST(KeptAnswer, GoesWhereThereIsRoomForIt) {
    using dataset::RecordShape;
    const auto pairs = facts(RecordShape::Object, {{"Q", "prompt"}, {"A", "response"}});
    const auto talks = facts(RecordShape::Object, {{"messages", "messages"}});
    const auto system = facts(RecordShape::Object, {{"s", "system"}, {"Q", "prompt"}, {"A", "response"}});
    const auto better = facts(RecordShape::Object, {{"p", "prompt"}, {"c", "chosen"}, {"r", "rejected"}});
    const Json one = Json::array({said("user", "Why?")});
    const Json told = Json::array({said("system", "Be kind."), said("user", "Why?")});
    const Json two = Json::array({said("user", "Why?"), said("assistant", "So."), said("user", "Oh?")});
    EXPECT_TRUE(model::hasRoom(pairs, answerTo(one, "Because.")));
    EXPECT_FALSE(model::hasRoom(pairs, answerTo(told, "Because."))) << "the system text would be lost";
    EXPECT_FALSE(model::hasRoom(pairs, answerTo(two, "Because."))) << "the turns before would be lost";
    EXPECT_TRUE(model::hasRoom(system, answerTo(told, "Because.")));
    EXPECT_TRUE(model::hasRoom(talks, answerTo(two, "Because.")));
    EXPECT_FALSE(model::hasRoom(talks, answerTo(one, "Because.", "No.")));
    EXPECT_TRUE(model::hasRoom(better, answerTo(one, "Because.", "No.")));
    EXPECT_FALSE(model::hasRoom(better, answerTo(one, "Because."))) << "nothing is rejected";

    const auto file = model::answerFile(answerTo(told, "Because."), talks, {});
    EXPECT_EQ(*parseJson(file.text.trimmed().toStdString()),
              Json({{"messages", {told[0], told[1], said("assistant", "Because.")}}}));
    EXPECT_EQ(file.arguments, (QStringList{QStringLiteral("--into"), QStringLiteral("there")}));
}

TEST(KeptAnswer, IsWrittenAsATableWhereTheDatasetIsOne) {
    const auto table =
        facts(dataset::RecordShape::Cells, {{"id", "ignore"}, {"Q", "prompt"}, {"A", "response"}});
    const auto file =
        model::answerFile(answerTo(Json::array({said("user", "Say \"hi\",\nthen go")}), "=1+1"), table, {});
    EXPECT_EQ(file.text, QByteArray("\"id\",\"Q\",\"A\"\n,\"Say \"\"hi\"\",\nthen go\",\"=1+1\"\n"));
    EXPECT_TRUE(file.name.endsWith(QStringLiteral(".csv")));
}

/// A chat over the finished run's project, without a window.
struct OpenChat : BareChat {
    QString keptIn;
    QString folder; // of the model

    explicit OpenChat(const FinishedRun& finished)
        : folder(QString::fromStdString(finished.model.string())) {
        QObject::connect(&chat, &ChatPresenter::answerKept, &chat,
                         [this](const QString& dataset) { keptIn = dataset; });
        chat.setWatching(bridge::Watching::Yes);
        bridge.open(QString::fromStdString(finished.project.folder().string()));
        EXPECT_TRUE(waitFor([this] { return bridge.project().has_value() && runs.hasArrived(); }));
        chat.talkWith(finished.run);
        EXPECT_TRUE(waitFor([this] { return chat.canSend() && !chat.runs().empty(); }));
        EXPECT_EQ(chat.run(), QStringLiteral("0001"));
        bridge::Decoding decoding;
        decoding.maxNewTokens = 8;
        chat.setDecoding(decoding);
    }
    // The user's folders are the same in every test.
    ~OpenChat() { catalog.removeFolder(folder); }

    void ask(const char* text) {
        chat.send(QString::fromUtf8(text));
        EXPECT_TRUE(waitForAnswer());
        EXPECT_EQ(failure, "");
    }
};

TEST(ChatSideBySide, AsksBaseAndRunEachWithItsOwnAnswersBefore) {
    FinishedRun finished;
    OpenChat open(finished);
    open.chat.setBoth(true);
    open.ask("The bow");
    open.ask("And the peg?");
    const auto turns = open.chat.turns();
    ASSERT_EQ(turns.size(), 4U);
    ASSERT_TRUE(turns[1].base && turns[3].base);
    EXPECT_NE(turns[1].base->text, turns[1].text) << "random weights of an adapter";
    EXPECT_NE(turns[1].state, model::ChatTurn::State::Writing);
    // Each side answers as it does alone.
    open.chat.setBoth(false);
    open.chat.startOver();
    open.ask("The bow");
    open.ask("And the peg?");
    EXPECT_EQ(open.chat.turns()[3].text, turns[3].text);
    open.chat.chooseRun({});
    open.chat.startOver();
    open.ask("The bow");
    open.ask("And the peg?");
    EXPECT_EQ(open.chat.turns()[3].text, turns[3].base->text);
}

TEST(ChatKeeping, BringsAConversationBackAndTakesItAway) {
    FinishedRun finished;
    {
        OpenChat open(finished);
        open.chat.setBoth(true);
        open.chat.setSystem(QStringLiteral("Be short."));
        open.ask("활은 무엇입니까?");
        ASSERT_TRUE(waitFor([&] { return open.chat.kept().size() == 1; }));
        open.ask("And now?");
        open.chat.edit(2);
        open.ask("Or then?");
        open.chat.startOver();
        open.ask("Another one");
        ASSERT_TRUE(waitFor([&] { return open.chat.kept().size() == 2; }));
    }
    OpenChat open(finished);
    ASSERT_TRUE(waitFor([&] { return open.chat.kept().size() == 2; }));
    EXPECT_EQ(open.chat.kept()[0].title, "Another one");
    EXPECT_EQ(open.chat.kept()[1].title, "활은 무엇입니까?");
    open.chat.open(open.chat.kept()[1].id);
    ASSERT_TRUE(waitFor([&] { return open.chat.turns().size() == 4; }));
    EXPECT_EQ(open.chat.system(), QStringLiteral("Be short."));
    EXPECT_EQ(open.chat.run(), QStringLiteral("0001"));
    EXPECT_TRUE(open.chat.asksBoth());
    ASSERT_TRUE(open.chat.turns()[1].base);
    EXPECT_FALSE(open.chat.turns()[1].base->text.isEmpty());
    EXPECT_EQ(open.chat.turns()[2].text, QStringLiteral("Or then?"));
    open.chat.showWay(2, 0);
    EXPECT_EQ(open.chat.turns()[2].text, QStringLiteral("And now?")) << "the other way is kept too";
    open.chat.remove();
    ASSERT_TRUE(waitFor([&] { return open.chat.kept().size() == 1; }));
    EXPECT_TRUE(open.chat.turns().empty());
    open.chat.undoRemoval();
    ASSERT_TRUE(waitFor([&] { return open.chat.turns().size() == 4; }));
    EXPECT_FALSE(open.chat.canUndoRemoval());
}

TEST(ChatKeeping, TellsConversationsApartThatAreKeptLate) {
    FinishedRun finished;
    OpenChat open(finished);
    std::promise<void> gate;
    bridge::Request request;
    open.bridge.write(
        request,
        [wait = gate.get_future().share()](project::Project&, const StopToken&) -> Result<bool> {
            wait.wait();
            return true;
        },
        [](const Result<bool>&) {});
    open.ask("One?");
    open.ask("And on?");
    open.chat.startOver();
    open.ask("Another?");
    gate.set_value();
    ASSERT_TRUE(waitFor([&] { return open.bridge.pending() == 0; }));
    ASSERT_EQ(open.chat.kept().size(), 2U) << "neither twice nor one over the other";
    EXPECT_EQ(open.chat.kept()[0].title, "Another?");
    EXPECT_EQ(open.chat.conversation(), open.chat.kept()[0].id);
    open.chat.open(open.chat.kept()[1].id);
    ASSERT_TRUE(waitFor([&] { return open.chat.turns().size() == 4; }));
    EXPECT_EQ(open.chat.turns()[2].text, QStringLiteral("And on?"));
}

TEST(ChatKeeping, ReadsNothingForAChatThatNobodySees) {
    FinishedRun finished;
    OpenChat open(finished);
    ASSERT_TRUE(waitFor([&] { return open.chat.datasets().size() == 1; }));
    open.chat.setWatching(bridge::Watching::No);
    open.ask("One?");
    ASSERT_TRUE(waitFor([&] { return open.chat.conversation() != 0; }));
    EXPECT_TRUE(open.chat.kept().empty());
    open.chat.setWatching(bridge::Watching::Yes);
    EXPECT_TRUE(waitFor([&] { return open.chat.kept().size() == 1; }));
}

TEST(ChatKeeping, PutsAnAnswerIntoADatasetAsAnImportThatCanBeUndone) {
    FinishedRun finished;
    OpenChat open(finished);
    open.ask("The bow");
    ASSERT_TRUE(waitFor([&] { return !open.chat.datasets().empty(); }));
    const auto& rows = open.chat.datasets().front();
    KeptAnswer kept = answerTo(open.chat.messagesBefore(1), "lies on bench 4.");
    ASSERT_TRUE(model::hasRoom(rows.facts, kept)) << rows.facts.layout;
    const qint64 before = rows.facts.rows;
    open.chat.keepAnswer(kept, rows.dataset, {});
    ASSERT_TRUE(waitFor([&] { return !open.keptIn.isEmpty() || !open.failure.empty(); }, kModelMilliseconds));
    EXPECT_EQ(open.failure, "");
    EXPECT_EQ(open.keptIn, rows.dataset);
    ASSERT_TRUE(waitFor([&] { return open.chat.datasets().front().facts.rows == before + 1; }));
    open.keptIn.clear();
    kept.rejected = open.chat.turns()[1].text;
    kept.keeping = Keeping::Pair;
    open.chat.keepAnswer(kept, {}, QStringLiteral("chat preferences"));
    ASSERT_TRUE(waitFor([&] { return !open.keptIn.isEmpty() || !open.failure.empty(); }, kModelMilliseconds));
    EXPECT_EQ(open.failure, "");
    ASSERT_TRUE(waitFor([&] { return open.chat.datasets().size() == 2; }));
    EXPECT_EQ(open.chat.datasets()[1].facts.layout, "preference");
}

} // namespace
} // namespace luthier::tests
