#include "chat_support.h"
#include "compare_support.h"
#include "recipe_support.h"

#include <base/files.h>
#include <jobs/lanes.h>
#include <project/user_state.h>
#include <support/tiny_model.h>
#include <widgets/message_field.h>

#include <QAction>
#include <QApplication>
#include <QFile>
#include <QKeyEvent>
#include <QLabel>
#include <QProcess>
#include <QPushButton>
#include <QTabBar>
#include <QTest>
#include <QTextEdit>

#include <future>

namespace luthier::tests {
namespace {

using model::ChatPresenter;
using model::ChatTurn;

QString starter() {
    return qEnvironmentVariable("LUTHIER_SOURCE") + QStringLiteral("/resources/starter");
}

/// A chat with a model folder, without a window.
struct OpenChat : BareChat {
    QString handedBack;
    int grown = 0;

    explicit OpenChat(const QString& path) {
        QObject::connect(&chat, &ChatPresenter::handedBack, &chat,
                         [this](const QString& text) { handedBack = text; });
        QObject::connect(&chat, &ChatPresenter::grown, &chat, [this] { ++grown; });
        look(path);
    }
    void look(const QString& path) {
        models.look(path);
        EXPECT_TRUE(waitFor([this] { return chat.canSend(); }));
    }
    /// Words without end, so that there is something to interrupt.
    void babble(const QString& text) {
        bridge::Decoding decoding;
        decoding.temperature = 5;
        decoding.maxNewTokens = 900;
        chat.setDecoding(decoding);
        const int before = grown;
        chat.send(text);
        ASSERT_TRUE(waitFor([&] { return grown > before + 2; }, kModelMilliseconds)) << failure;
    }
};

/// What `generate` answers to the same messages.
QString generated(const Json& messages, int tokens) {
    const TemporaryFolder folder;
    if (!writeAtomically(folder / "m.jsonl", dumpJson(messages) + "\n"))
        return {};
    QProcess engine;
    engine.start(bridge::engineProgram(),
                 {QStringLiteral("generate"), starter(), QStringLiteral("--messages"),
                  QString::fromStdString((folder / "m.jsonl").string()), QStringLiteral("--max-new-tokens"),
                  QString::number(tokens), QStringLiteral("--json")});
    // By the event loop, in which the chat's own process ends too.
    if (!waitFor([&] { return engine.state() == QProcess::NotRunning; }, kModelMilliseconds))
        return {};
    const auto answer = parseJson(engine.readAllStandardOutput().toStdString());
    return answer ? QString::fromStdString(stringAt(*answer, "text", "").value_or("")) : QString();
}

TEST(Chat, StreamsAnswersToTheWholeConversation) {
    OpenChat open(starter());
    bridge::Decoding decoding;
    decoding.maxNewTokens = 24;
    open.chat.setDecoding(decoding);
    open.chat.send(QStringLiteral("What is a violin?"));
    EXPECT_EQ(open.chat.phase(), ChatPresenter::Phase::Loading);
    EXPECT_FALSE(open.chat.canSend());
    ASSERT_TRUE(open.waitForAnswer());
    EXPECT_EQ(open.failure, "");
    EXPECT_GT(open.grown, 2) << "it comes in pieces";
    ASSERT_EQ(open.chat.turns().size(), 2U);
    EXPECT_TRUE(open.chat.turns()[1].tokensPerSecond);
    EXPECT_NE(open.chat.turns()[1].state, ChatTurn::State::Writing);
    open.chat.send(QStringLiteral("And a cello?"));
    ASSERT_TRUE(open.waitForAnswer());
    ASSERT_EQ(open.chat.turns().size(), 4U);
    // The same path as everywhere: greedy answers are those of the command line, to all that was said before.
    open.talk.release();
    Json said = Json::array({{{"role", "user"}, {"content", "What is a violin?"}}});
    EXPECT_EQ(open.chat.turns()[1].text, generated(said, 24));
    said.push_back({{"role", "assistant"}, {"content", open.chat.turns()[1].text.toStdString()}});
    said.push_back({{"role", "user"}, {"content", "And a cello?"}});
    EXPECT_EQ(open.chat.turns()[3].text, generated(said, 24));
}

TEST(Chat, PutsTheSystemTextInFrontAndAsksAgainInTheSamePlace) {
    OpenChat open(starter());
    bridge::Decoding decoding;
    decoding.maxNewTokens = 16;
    open.chat.setDecoding(decoding);
    open.chat.setSystem(QStringLiteral("  Answer in Korean. "));
    EXPECT_FALSE(open.chat.canRetry());
    open.chat.send(QStringLiteral("What is a violin?"));
    ASSERT_TRUE(open.waitForAnswer());
    EXPECT_EQ(open.failure, "");
    ASSERT_TRUE(open.chat.canRetry());
    open.chat.setSystem({});
    open.chat.retry();
    ASSERT_TRUE(open.waitForAnswer());
    ASSERT_EQ(open.chat.turns().size(), 2U);
    const QString plain = open.chat.turns()[1].text;
    open.chat.setSystem(QStringLiteral("Answer in Korean."));
    open.chat.retry();
    ASSERT_TRUE(open.waitForAnswer());
    open.talk.release();
    const Json question = {{"role", "user"}, {"content", "What is a violin?"}};
    EXPECT_EQ(plain, generated(Json::array({question}), 16));
    const QString told =
        generated(Json::array({{{"role", "system"}, {"content", "Answer in Korean."}}, question}), 16);
    EXPECT_EQ(open.chat.turns()[1].text, told);
    // The answers before are still there.
    EXPECT_EQ(open.chat.wayAt(1).count, 3U);
    EXPECT_EQ(open.chat.wayAt(1).shown, 2U);
    open.chat.showWay(1, 1);
    EXPECT_EQ(open.chat.turns()[1].text, plain);
    open.chat.showWay(1, 2);
    EXPECT_EQ(open.chat.turns()[1].text, told);
}

TEST(Chat, HandsAQuestionBackToBeAskedOtherwise) {
    OpenChat open(starter());
    bridge::Decoding decoding;
    decoding.maxNewTokens = 4;
    open.chat.setDecoding(decoding);
    for (const char* question : {"One?", "Two?"}) {
        open.chat.send(QString::fromLatin1(question));
        ASSERT_TRUE(open.waitForAnswer());
    }
    open.chat.edit(1);
    EXPECT_EQ(open.chat.turns().size(), 4U) << "an answer is not a question";
    open.chat.edit(2);
    EXPECT_EQ(open.handedBack, QStringLiteral("Two?"));
    ASSERT_EQ(open.chat.turns().size(), 2U);
    EXPECT_EQ(open.chat.turns()[0].text, QStringLiteral("One?"));
    open.chat.showWay(2, 0);
    ASSERT_EQ(open.chat.turns().size(), 4U) << "what was said stays";
    EXPECT_EQ(open.chat.wayAt(2).count, 1U) << "nothing was asked in the other way";
    open.chat.edit(2);
    open.chat.edit(0);
    EXPECT_TRUE(open.chat.turns().empty());
    open.chat.send(QStringLiteral("Three?"));
    ASSERT_TRUE(open.waitForAnswer());
    open.chat.showWay(0, 0);
    EXPECT_EQ(open.chat.turns()[0].text, QStringLiteral("One?"));
    open.chat.showWay(0, 1);
    EXPECT_EQ(open.chat.turns()[0].text, QStringLiteral("Three?"));
}

TEST(Chat, RefusesAConversationBeyondTheContextAndHandsTheQuestionBack) {
    OpenChat open(starter());
    const QString longer = QStringLiteral("a violin and a bow ").repeated(400);
    open.chat.send(longer);
    ASSERT_TRUE(open.waitForAnswer());
    EXPECT_EQ(open.failure, "chat.too_long");
    EXPECT_EQ(open.handedBack, longer.trimmed());
    EXPECT_TRUE(open.chat.turns().empty());
    EXPECT_TRUE(open.chat.canSend());
}

TEST(Chat, KeepsWhatWasWrittenWhenItIsStopped) {
    OpenChat open(starter());
    open.babble(QStringLiteral("Tell me a long story."));
    open.chat.stop();
    ASSERT_TRUE(open.waitForAnswer());
    EXPECT_EQ(open.failure, "");
    ASSERT_EQ(open.chat.turns().size(), 2U);
    EXPECT_EQ(open.chat.turns()[1].state, ChatTurn::State::Stopped);
    EXPECT_FALSE(open.chat.turns()[1].text.isEmpty());
    EXPECT_TRUE(open.chat.canSend());
    open.chat.startOver();
    EXPECT_TRUE(open.chat.turns().empty());
}

TEST(Chat, EndsWhileTheModelLoadsAndGivesTheQuestionBack) {
    OpenChat open(starter());
    open.chat.send(QStringLiteral("Hello?"));
    open.chat.stop();
    EXPECT_EQ(open.chat.phase(), ChatPresenter::Phase::Idle);
    EXPECT_EQ(open.handedBack, QStringLiteral("Hello?"));
    EXPECT_TRUE(open.chat.turns().empty());
    EXPECT_FALSE(open.talk.holdsModel());
}

TEST(Chat, SaysThatTheModelIsGoneAndGivesTheQuestionBack) {
    const TemporaryFolder folder;
    writeTinyModel(folder / "gone");
    OpenChat open(QString::fromStdString((folder / "gone").string()));
    std::filesystem::remove_all(folder / "gone");
    open.chat.send(QStringLiteral("Hello?"));
    ASSERT_TRUE(open.waitForAnswer());
    EXPECT_EQ(open.failure, "file.not_found");
    EXPECT_EQ(open.handedBack, QStringLiteral("Hello?"));
    EXPECT_TRUE(open.chat.turns().empty());
}

TEST(Chat, LeavesTheDeviceToAJobAndComesBack) {
    OpenChat open(starter());
    open.babble(QStringLiteral("Go on and on."));
    const auto user = must(project::UserState::open());
    {
        auto job = std::async(std::launch::async, [&user] { return jobs::waitForLane(user, "cpu", {}); });
        ASSERT_TRUE(open.waitForAnswer());
        const auto lane = must(job.get());
        EXPECT_TRUE(open.chat.hasLeft());
        EXPECT_EQ(open.failure, "");
        EXPECT_EQ(open.handedBack, QStringLiteral("Go on and on."));
    }
    bridge::Decoding decoding;
    decoding.maxNewTokens = 4;
    open.chat.setDecoding(decoding);
    open.chat.send(open.handedBack);
    ASSERT_TRUE(open.waitForAnswer());
    EXPECT_EQ(open.failure, "");
    EXPECT_FALSE(open.chat.hasLeft());
    EXPECT_EQ(open.chat.turns().size(), 2U);
}

TEST(Chat, WritesPlainTextForAModelWithoutATemplate) {
    const TemporaryFolder folder;
    writeTinyModel(folder / "plain");
    auto settings = must(readJsonFile(folder / "plain" / "tokenizer_config.json"));
    ASSERT_EQ(settings.erase("chat_template"), 1U);
    writeFile(folder / "plain" / "tokenizer_config.json", dumpJson(settings));
    OpenChat open(QString::fromStdString((folder / "plain").string()));
    EXPECT_TRUE(open.chat.isPlain());
    bridge::Decoding decoding;
    decoding.maxNewTokens = 4;
    open.chat.setDecoding(decoding);
    open.chat.send(QStringLiteral("Hello"));
    ASSERT_TRUE(open.waitForAnswer());
    EXPECT_EQ(open.failure, "");
    EXPECT_EQ(open.chat.turns().size(), 2U);
}

TEST(Chat, KeepsAConversationAModel) {
    const TemporaryFolder folder;
    writeTinyModel(folder / "other");
    OpenChat open(starter());
    open.babble(QStringLiteral("Who are you?"));
    open.look(QString::fromStdString((folder / "other").string()));
    EXPECT_TRUE(open.chat.turns().empty()) << "another model, another conversation";
    open.look(starter());
    ASSERT_EQ(open.chat.turns().size(), 2U);
    EXPECT_EQ(open.chat.turns()[1].state, ChatTurn::State::Stopped);
}

/// The window at the chat with the starter model.
struct ChatWindow {
    SampleProject project;
    WindowFixture fixture{project.path(), QStringLiteral("model/chat")};
    widgets::MessageField* field = nullptr;

    QString folder;

    explicit ChatWindow(const QString& path = starter())
        : folder(path) {
        EXPECT_TRUE(fixture.settle());
        fixture.window->modelPresenter().catalog().addFolder(path);
        EXPECT_TRUE(fixture.settle());
        fixture.window->modelPresenter().look(path);
        EXPECT_TRUE(waitFor([&] { return fixture.window->chatPresenter().canSend(); }));
        EXPECT_TRUE(fixture.settle());
        field = fixture.find<widgets::MessageField>("chatField");
        fixture.window->activateWindow();
        field->setFocus();
    }
    ~ChatWindow() {
        // The user's folders are the same in every test.
        fixture.window->modelPresenter().catalog().removeFolder(folder);
        fixture.settle();
    }
};

TEST(ChatView, SendsByEnterAndBreaksLinesByShiftEnter) {
    ChatWindow window;
    ASSERT_TRUE(window.field->isVisible());
    EXPECT_FALSE(window.fixture.find<QPushButton>("chatSend")->isEnabled()) << "nothing to send yet";
    QTest::keyClicks(window.field, QStringLiteral("What is"));
    QTest::keyClick(window.field, Qt::Key_Return, Qt::ShiftModifier);
    QTest::keyClicks(window.field, QStringLiteral("a bow?"));
    EXPECT_EQ(window.field->toPlainText(), QStringLiteral("What is\na bow?"));
    QTest::keyClick(window.field, Qt::Key_Return);
    EXPECT_EQ(window.field->toPlainText(), QString());
    EXPECT_TRUE(window.fixture.find<QPushButton>("chatStop")->isVisible());
    EXPECT_FALSE(window.fixture.find<QPushButton>("chatSend")->isVisible());
    EXPECT_EQ(window.fixture.find<QTextEdit>("chatTurn_1")->toPlainText(), QStringLiteral("What is\na bow?"));
    auto& chat = window.fixture.window->chatPresenter();
    ASSERT_TRUE(waitFor([&] { return chat.phase() == ChatPresenter::Phase::Idle; }, kModelMilliseconds));
    EXPECT_TRUE(waitFor(
        [&] { return window.fixture.find<QTextEdit>("chatTurn_2")->toPlainText() == chat.turns()[1].text; }));
    EXPECT_FALSE(chat.turns()[1].text.isEmpty());
    EXPECT_TRUE(window.fixture.find<QPushButton>("chatSend")->isVisible());
    window.fixture.find<QPushButton>("chatStartOver")->click();
    EXPECT_TRUE(window.fixture.find<QLabel>("chatHint")->isVisible());
}

TEST(ChatView, ShowsWhatFailedAndKeepsTheQuestion) {
    const TemporaryFolder folder;
    writeTinyModel(folder / "gone");
    ChatWindow window(QString::fromStdString((folder / "gone").string()));
    std::filesystem::remove_all(folder / "gone");
    window.field->setPlainText(QStringLiteral("Hello?"));
    window.fixture.find<QPushButton>("chatSend")->click();
    auto* error = window.fixture.find<QWidget>("chatError");
    ASSERT_TRUE(waitFor([&] { return error->isVisible(); }, kModelMilliseconds));
    EXPECT_EQ(window.field->toPlainText(), QStringLiteral("Hello?"));
}

TEST(MessageField, KeepsControlEnterFromTheWindow) {
    // In the window Ctrl+Enter starts training: where a message is written it must mean the message.
    for (const auto key :
         {widgets::MessageField::SendKey::Enter, widgets::MessageField::SendKey::ControlEnter}) {
        QWidget window;
        int started = 0, sent = 0;
        QAction start;
        start.setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return));
        QObject::connect(&start, &QAction::triggered, &window, [&] { ++started; });
        window.addAction(&start);
        auto* field = new widgets::MessageField(QStringLiteral("field"), key);
        field->setParent(&window);
        QObject::connect(field, &widgets::MessageField::sent, &window, [&] { ++sent; });
        window.show();
        window.activateWindow();
        field->setFocus();
        ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(field, Qt::Key_Return, Qt::ControlModifier);
        EXPECT_EQ(started, 0);
        EXPECT_EQ(sent, 1);
        QTest::keyClick(field, Qt::Key_Return);
        const bool enter = key == widgets::MessageField::SendKey::Enter;
        EXPECT_EQ(sent, enter ? 2 : 1);
        EXPECT_EQ(field->toPlainText(), enter ? QString() : QStringLiteral("\n"));
    }
}

} // namespace
} // namespace luthier::tests
