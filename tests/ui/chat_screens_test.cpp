#include "screen_support.h"

#include <model/chat_presenter.h>
#include <support/finished_run.h>

#include <QComboBox>
#include <QDialog>
#include <QPlainTextEdit>
#include <QPushButton>

namespace luthier::tests {
namespace {

/// Base and run side by side, another answer and another question, and the dialog that puts an answer into a
/// dataset.
TEST(ChatScreens, HaveNoClippedTextAndOneLanguage) {
    const FinishedRun finished;
    WindowFixture fixture(QString::fromStdString(finished.project.folder().string()),
                          QStringLiteral("model/chat"));
    ASSERT_TRUE(fixture.settle());
    auto& chat = fixture.window->chatPresenter();
    chat.talkWith(finished.run);
    ASSERT_TRUE(waitFor([&] { return chat.canSend() && !chat.runs().empty(); }));
    bridge::Decoding decoding;
    decoding.maxNewTokens = 12;
    chat.setDecoding(decoding);
    chat.setBoth(true);
    chat.send(QStringLiteral("Where is the bow?"));
    ASSERT_TRUE(waitFor(
        [&] { return chat.phase() == model::ChatPresenter::Phase::Idle && !chat.kept().empty(); }, 60'000));
    const auto answered = [&] {
        return waitFor([&] { return chat.phase() == model::ChatPresenter::Phase::Idle; }, 60'000);
    };
    fixture.find<QPushButton>("chatRetry_2")->click();
    ASSERT_TRUE(answered());
    fixture.find<QPushButton>("chatWayBefore_2")->click();
    ASSERT_TRUE(fixture.settle());
    EXPECT_EQ(chat.wayAt(1).shown, 0U);
    EXPECT_FALSE(fixture.find<QPushButton>("chatWayBefore_2")->isEnabled());
    fixture.find<QPushButton>("chatWayAfter_2")->click();
    ASSERT_TRUE(fixture.settle());
    chat.send(QStringLiteral("And the peg?"));
    ASSERT_TRUE(answered());
    fixture.find<QPushButton>("chatEdit_3")->click();
    ASSERT_TRUE(fixture.settle());
    eachLook(fixture, [&](const char* language, const QString& name) {
        save(fixture, QStringLiteral("chat-both-%1.png").arg(name));
        expectSound(fixture, language);
        fixture.find<QPushButton>("chatKeep_2")->click();
        auto* dialog = fixture.find<QDialog>("keepAnswerDialog");
        fixture.find<QPushButton>("keepAs_pair")->click();
        fixture.find<QPlainTextEdit>("keepText")
            ->setPlainText(QStringLiteral("On the wall.\nBehind the door."));
        EXPECT_TRUE(fixture.settle());
        EXPECT_TRUE(fixture.find<QPushButton>("keepAdd")->isEnabled());
        EXPECT_EQ(fixture.find<QComboBox>("keepRejected")->count(), 2);
        expectSound(fixture, language);
        EXPECT_TRUE(dialog->grab().save(qEnvironmentVariable("LUTHIER_BUILD") +
                                        QStringLiteral("/tests/ui/screens/chat-keep-%1.png").arg(name)));
        dialog->reject();
        EXPECT_TRUE(fixture.settle());
    });
    // The user's folders are the same in every test.
    fixture.window->modelPresenter().catalog().removeFolder(QString::fromStdString(finished.model.string()));
    EXPECT_TRUE(fixture.settle());
}

} // namespace
} // namespace luthier::tests
