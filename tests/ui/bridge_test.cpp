#include "ui_support.h"

#include <bridge/amounts.h>
#include <bridge/bridge.h>
#include <dataset/catalog.h>

#include <QLocale>

#include <thread>

namespace luthier::tests {
namespace {

struct OpenBridge {
    SampleProject project;
    bridge::Bridge bridge;
    OpenBridge() {
        bridge.open(project.path());
        EXPECT_TRUE(waitFor([&] { return bridge.project().has_value(); }));
    }
};

TEST(Bridge, OpensAProjectAndAnswersOnTheGuiThread) {
    OpenBridge open;
    EXPECT_TRUE(open.bridge.isWritable());
    bridge::Request request;
    std::size_t datasets = 0;
    std::thread::id asked, answered;
    open.bridge.read(
        bridge::Reader::Paging, request,
        [&](storage::Connection& database, const StopToken&) {
            asked = std::this_thread::get_id();
            return dataset::listDatasets(database);
        },
        [&](Result<std::vector<dataset::DatasetFacts>> answer) {
            answered = std::this_thread::get_id();
            datasets = answer->size();
        });
    EXPECT_TRUE(waitFor([&] { return datasets == 1; }));
    EXPECT_EQ(answered, std::this_thread::get_id());
    EXPECT_NE(asked, answered);
}

TEST(Bridge, DropsTheAnswerOfAnOlderQuestion) {
    OpenBridge open;
    bridge::Request request;
    std::vector<int> answers;
    for (int i = 0; i < 20; ++i)
        open.bridge.read(
            bridge::Reader::Slow, request,
            [i](storage::Connection&, const StopToken&) -> Result<int> { return i; },
            [&](Result<int> answer) { answers.push_back(*answer); });
    ASSERT_TRUE(waitFor([&] { return open.bridge.pending() == 0 && !answers.empty(); }));
    EXPECT_EQ(answers, std::vector<int>{19});
}

TEST(Bridge, DropsAnAnswerWhoseAskerIsGone) {
    OpenBridge open;
    bool answered = false;
    {
        bridge::Request request;
        open.bridge.read(
            bridge::Reader::Slow, request,
            [](storage::Connection&, const StopToken&) -> Result<int> { return 1; },
            [&](Result<int>) { answered = true; });
    }
    ASSERT_TRUE(waitFor([&] { return open.bridge.pending() == 0; }));
    EXPECT_FALSE(answered);
}

TEST(Bridge, ASecondWindowReadsOnly) {
    OpenBridge first;
    bridge::Bridge second;
    second.open(first.project.path());
    ASSERT_TRUE(waitFor([&] { return second.project().has_value(); }));
    EXPECT_FALSE(second.isWritable());
    EXPECT_NE(second.project()->otherWindow, 0);
}

TEST(Bridge, SaysWhatIsNoProject) {
    TemporaryFolder folder;
    bridge::Bridge bridge;
    std::string code;
    QObject::connect(&bridge, &bridge::Bridge::openFailed, &bridge,
                     [&](const Error& error) { code = error.code(); });
    bridge.open(QString::fromStdString((folder / "nothing").string()));
    ASSERT_TRUE(waitFor([&] { return !code.empty(); }));
    EXPECT_EQ(code, "project.not_found");
}

TEST(Amounts, AreRoundedInTheUnitsOfTheLanguage) {
    const QLocale before;
    QLocale::setDefault(QLocale(QLocale::Korean));
    EXPECT_EQ(bridge::countText(9999), QStringLiteral("9,999"));
    EXPECT_EQ(bridge::countText(448512), QStringLiteral("45만"));
    EXPECT_EQ(bridge::countText(5999872), QStringLiteral("600만"));
    EXPECT_EQ(bridge::countText(123456789), QStringLiteral("1억 2,346만"));
    EXPECT_EQ(bridge::countText(99999999), QStringLiteral("1억"));
    QLocale::setDefault(QLocale(QLocale::English));
    EXPECT_EQ(bridge::countText(5999872), QStringLiteral("6.00 M"));
    QLocale::setDefault(before);
}

} // namespace
} // namespace luthier::tests
