#include "compare_support.h"
#include "recipe_support.h"
#include "screen_support.h"
#include "train_support.h"

#include <charts/curve_chart.h>
#include <widgets/parts.h>

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QDir>
#include <QLabel>
#include <QPixmap>
#include <QTabBar>

#include <array>

namespace luthier::tests {
namespace {

struct Screen {
    const char* page;
    const char* theme;
    const char* language;
    QSize size;
};

class Screens : public testing::TestWithParam<Screen> {};

TEST_P(Screens, HaveNoClippedTextAndOneLanguage) {
    const Screen screen = GetParam();
    const TuningProject project(40, 16);
    addComparedRun(project);
    WindowFixture fixture(project.path(), QString::fromLatin1(screen.page));
    // What the pages of a run show begins with a model.
    ASSERT_TRUE(waitFor([&] {
        return fixture.window->recipePresenter().hasArrived() &&
               !fixture.window->recipePresenter().datasets().empty();
    }));
    fixture.window->recipePresenter().setModel(TuningProject::model());
    fixture.window->recipePresenter().set("tokens.max_length", 96);
    fixture.window->resize(screen.size);
    fixture.window->setTheme(QString::fromLatin1(screen.theme));
    fixture.window->setLanguage(QString::fromLatin1(screen.language));
    ASSERT_TRUE(fixture.settle());
    save(fixture, QStringLiteral("%1-%2-%3-%4.png")
                      .arg(QString::fromLatin1(screen.page).replace(u'/', u'-'),
                           QString::fromLatin1(screen.theme), QString::fromLatin1(screen.language))
                      .arg(screen.size.width()));
    expectSound(fixture, screen.language);
}

/// A file with two rows that cannot be read: before the import, and what is told of them after it.
TEST(ImportScreen, HasNoClippedTextAndOneLanguage) {
    for (const char* language : {"en", "ko"})
        for (const char* theme : {"light", "dark"})
            for (const QSize size : {QSize(1440, 900), QSize(1024, 700)}) {
                const SampleProject project;
                const auto file = project.write(
                    "tickets_2026q3.csv",
                    "ticket_id,question,answer\nT-1,\"How do I cancel?\",\"Open Orders, then Cancel.\"\n"
                    "T-2,쿠폰이 적용되지 않아요,장바구니 금액을 확인해 주세요.\n"
                    "T-3,Where is my parcel?\nT-4,환불은 언제 되나요?,사흘 안에 됩니다.,카드,결제\n");
                const auto tasks = project.write(
                    "tasks.json",
                    R"([{"data":{"text":"a"},"predictions":[{"result":[]}],"annotations":[{"result":[)"
                    R"({"type":"choices","from_name":"mood","value":{"choices":["good"]}},)"
                    R"({"type":"brush","from_name":"b","value":{}}]}]}])");
                WindowFixture fixture(project.path());
                fixture.window->resize(size);
                fixture.window->setTheme(QString::fromLatin1(theme));
                fixture.window->setLanguage(QString::fromLatin1(language));
                ASSERT_TRUE(fixture.settle());
                auto& import = fixture.window->importPresenter();
                const auto look = [&](const std::filesystem::path& at) {
                    import.begin(QString::fromStdString(at.string()));
                    EXPECT_TRUE(
                        waitFor([&] { return import.state() == data::ImportPresenter::State::Ready; }));
                    EXPECT_TRUE(fixture.settle());
                };
                const QString name = QStringLiteral("-%1-%2-%3.png")
                                         .arg(QString::fromLatin1(theme), QString::fromLatin1(language))
                                         .arg(size.width());
                look(tasks);
                save(fixture, QStringLiteral("import-export") + name);
                expectSound(fixture, language);
                look(file);
                save(fixture, QStringLiteral("import") + name);
                const auto* layout = fixture.find<widgets::ElidedLabel>("importLayout");
                EXPECT_EQ(layout->text(), layout->fullText());
                expectSound(fixture, language);
                import.run();
                ASSERT_TRUE(waitFor([&] { return fixture.window->dataPresenter().rejected() == 2; }));
                ASSERT_TRUE(fixture.settle());
                save(fixture, QStringLiteral("imported") + name);
                fixture.find<QAbstractButton>("problemsButton")->click();
                ASSERT_TRUE(waitFor([&] { return fixture.window->dataPresenter().problems().size() == 2; }));
                ASSERT_TRUE(fixture.settle());
                auto* dialog = fixture.find<QWidget>("problemsDialog");
                ASSERT_TRUE(dialog->grab().save(qEnvironmentVariable("LUTHIER_BUILD") +
                                                QStringLiteral("/tests/ui/screens/problems") + name));
                expectSound(fixture, language);
            }
}

/// Rows that will be left out: the findings, and what Start asks.
TEST(LeftOutScreens, HaveNoClippedTextAndOneLanguage) {
    for (const char* language : {"en", "ko"})
        for (const char* theme : {"light", "dark"}) {
            const TuningProject project;
            WindowFixture fixture(project.path(), QStringLiteral("recipe"));
            ASSERT_TRUE(fixture.settle());
            auto& recipe = fixture.window->recipePresenter();
            recipe.setModel(TuningProject::model());
            recipe.set("schedule.warmup_steps", 0);
            recipe.set("tokens", {{"max_length", 19}, {"overlong", "drop"}});
            fixture.window->resize(1024, 700);
            fixture.window->setTheme(QString::fromLatin1(theme));
            fixture.window->setLanguage(QString::fromLatin1(language));
            ASSERT_TRUE(fixture.settle());
            const QString name =
                QStringLiteral("-%1-%2.png").arg(QString::fromLatin1(theme), QString::fromLatin1(language));
            save(fixture, QStringLiteral("left-out") + name);
            expectSound(fixture, language);
            fixture.find<QAbstractButton>("startButton")->click();
            auto* question = fixture.find<QWidget>("startQuestion");
            ASSERT_TRUE(question->isVisible());
            ASSERT_TRUE(question->grab().save(qEnvironmentVariable("LUTHIER_BUILD") +
                                              QStringLiteral("/tests/ui/screens/left-out-asked") + name));
            expectSound(fixture, language);
            const QString said = fixture.find<QLabel>("startQuestionSentence")->text();
            EXPECT_FALSE(said.contains(QStringLiteral("rows_dropped"))) << said.toStdString();
        }
}

/// A row of which not every answer is trained, and why.
TEST(TokenScreens, HaveNoClippedTextAndOneLanguage) {
    const TuningProject project;
    project.addTalks();
    for (const char* language : {"en", "ko"})
        for (const char* theme : {"light", "dark"})
            for (const QSize size : {QSize(1440, 900), QSize(1024, 700)}) {
                WindowFixture fixture(project.path());
                ASSERT_TRUE(fixture.settle());
                fixture.window->recipePresenter().setModel(TuningProject::model());
                fixture.window->dataPresenter().choose(QStringLiteral("talks"));
                fixture.window->resize(size);
                fixture.window->setTheme(QString::fromLatin1(theme));
                fixture.window->setLanguage(QString::fromLatin1(language));
                fixture.find<QTabBar>("inspectorTabs")->setCurrentIndex(2);
                ASSERT_TRUE(fixture.settle());
                save(fixture, QStringLiteral("tokens-%1-%2-%3.png")
                                  .arg(QString::fromLatin1(theme), QString::fromLatin1(language))
                                  .arg(size.width()));
                expectSound(fixture, language);
            }
}

/// A conversation, an answer on its way, and a model that is gone.
TEST(ChatScreens, HaveNoClippedTextAndOneLanguage) {
    const QString starter = qEnvironmentVariable("LUTHIER_SOURCE") + QStringLiteral("/resources/starter");
    for (const char* language : {"en", "ko"})
        for (const char* theme : {"light", "dark"})
            for (const QSize size : {QSize(1440, 900), QSize(1024, 700)}) {
                const SampleProject project;
                WindowFixture fixture(project.path(), QStringLiteral("model/chat"));
                fixture.window->resize(size);
                fixture.window->setTheme(QString::fromLatin1(theme));
                fixture.window->setLanguage(QString::fromLatin1(language));
                auto& chat = fixture.window->chatPresenter();
                fixture.window->modelPresenter().catalog().addFolder(starter);
                ASSERT_TRUE(fixture.settle());
                fixture.window->modelPresenter().look(starter);
                ASSERT_TRUE(waitFor([&] { return chat.canSend(); }));
                const auto shoot = [&](const char* state) {
                    ASSERT_TRUE(fixture.settle());
                    save(fixture, QStringLiteral("chat-%1-%2-%3-%4.png")
                                      .arg(QString::fromLatin1(state), QString::fromLatin1(theme),
                                           QString::fromLatin1(language))
                                      .arg(size.width()));
                    expectSound(fixture, language);
                };
                shoot("first");
                for (const char* question :
                     {"What is a violin?", "바이올린은 무엇인가요?", "And what does a luthier do all day?"}) {
                    chat.send(QString::fromUtf8(question));
                    ASSERT_TRUE(
                        waitFor([&] { return chat.phase() == model::ChatPresenter::Phase::Idle; }, 60'000));
                }
                shoot("answered");
                bridge::Decoding decoding;
                decoding.temperature = 5;
                decoding.maxNewTokens = 400;
                chat.setDecoding(decoding);
                chat.send(QStringLiteral("And then?"));
                ASSERT_TRUE(waitFor([&] { return chat.turns().back().text.size() > 60; }, 60'000));
                shoot("answering");
                Q_EMIT chat.failed(failed("device.busy").with("device", "cpu"));
                shoot("failed");
                fixture.window->modelPresenter().catalog().removeFolder(starter);
                ASSERT_TRUE(fixture.settle());
            }
}

/// Pages are made when they are first opened, and what they show may have come before.
TEST(LatePages, ShowWhatIsThere) {
    const TuningProject project(40, 16);
    addComparedRun(project);
    const auto picture = [&](const char* start, const char* page) {
        WindowFixture fixture(project.path(), QString::fromLatin1(start));
        EXPECT_TRUE(fixture.settle());
        EXPECT_TRUE(fixture.window->openPage(QString::fromLatin1(page)));
        EXPECT_TRUE(fixture.settle());
        const QByteArray name = QByteArray(page).split('/').first() + "Page";
        return fixture.find<QWidget>(name.constData())->grab().toImage();
    };
    // Home shows what the machine has free, which is never the same twice.
    for (const char* page : {"data", "data/splits", "model", "recipe", "train", "train/history", "compare",
                             "compare/scores", "export", "settings"}) {
        const QImage first = picture(page, page);
        const QImage late = picture("home", page);
        EXPECT_TRUE(first == late) << page;
        if (first == late)
            continue;
        const QString folder = qEnvironmentVariable("LUTHIER_BUILD") + QStringLiteral("/tests/ui/screens");
        QDir().mkpath(folder);
        const QString name = QString::fromLatin1(page).replace(u'/', u'-');
        first.save(folder + QStringLiteral("/late-%1-first.png").arg(name));
        late.save(folder + QStringLiteral("/late-%1-late.png").arg(name));
    }
}

class TrainScreens : public testing::TestWithParam<Screen> {};

TEST_P(TrainScreens, HaveNoClippedTextAndOneLanguage) {
    const Screen screen = GetParam();
    TrainProject project;
    fillWithRuns(project);
    WindowFixture fixture(project.path(), QString::fromLatin1(screen.page));
    fixture.window->resize(screen.size);
    fixture.window->setTheme(QString::fromLatin1(screen.theme));
    fixture.window->setLanguage(QString::fromLatin1(screen.language));
    ASSERT_TRUE(waitFor([&] { return fixture.window->trainPresenter().series().size() == 312; }));
    ASSERT_TRUE(fixture.settle());
    if (auto* list = fixture.window->findChild<QAbstractItemView*>(QStringLiteral("runList")))
        list->selectAll();
    ASSERT_TRUE(fixture.settle());
    save(fixture, QStringLiteral("%1-%2-%3-%4.png")
                      .arg(QString::fromLatin1(screen.page).replace(u'/', u'-'),
                           QString::fromLatin1(screen.theme), QString::fromLatin1(screen.language))
                      .arg(screen.size.width()));
    expectSound(fixture, screen.language);
}

/// A run that failed, one that waits behind a paused one, one under the pointer in a part of its steps, one
/// discarded.
void showState(WindowFixture& fixture, const QString& state) {
    train::TrainPresenter& presenter = fixture.window->trainPresenter();
    if (state == QStringLiteral("failed"))
        presenter.show(QStringLiteral("0002"));
    if (state == QStringLiteral("queued"))
        presenter.show(QStringLiteral("0003"));
    if (state == QStringLiteral("paused"))
        fixture.window->openPage(QStringLiteral("train/queue"));
    if (state == QStringLiteral("pointed")) {
        presenter.show(QStringLiteral("0001"));
        ASSERT_TRUE(waitFor([&] { return presenter.series().size() == 312; }));
        auto* chart = fixture.find<charts::CurveChart>("lossChart");
        Q_EMIT chart->brushed(40, 260);
        Q_EMIT chart->pointed(141);
    }
    if (state == QStringLiteral("discarded"))
        presenter.discard(QString::fromStdString(presenter.current()->number));
    ASSERT_TRUE(fixture.settle());
}

TEST(TrainStateScreens, HaveNoClippedTextAndOneLanguage) {
    for (const char* language : {"en", "ko"})
        for (const int width : {1440, 1024})
            for (const char* state : {"failed", "paused", "pointed", "queued", "discarded"}) {
                TrainProject project;
                const auto first = project.addRun("support-tone");
                project.addSteps(first, 1, 312);
                project.summarize(first, {{"checkpoint_step", 300}});
                project.addJob(first, jobs::JobState::Paused);
                const auto second =
                    project.addRun("support-tone-hot", {{"optimizer", {{"learning_rate", 0.5}}}});
                project.addSteps(second, 1, 7);
                project.addJob(second, jobs::JobState::Failed);
                project.addJob(project.addRun("support-tone-next"), jobs::JobState::Queued);
                WindowFixture fixture(project.path(), QStringLiteral("train"));
                fixture.window->resize(width, width == 1440 ? 900 : 700);
                fixture.window->setTheme(QStringLiteral("light"));
                fixture.window->setLanguage(QString::fromLatin1(language));
                ASSERT_TRUE(waitFor([&] { return fixture.window->trainPresenter().runs().size() == 3; }));
                ASSERT_TRUE(fixture.settle());
                showState(fixture, QString::fromLatin1(state));
                save(fixture, QStringLiteral("train-%1-light-%2-%3.png")
                                  .arg(QString::fromLatin1(state), QString::fromLatin1(language))
                                  .arg(width));
                expectSound(fixture, language);
            }
}

std::vector<Screen> trainScreens() {
    std::vector<Screen> all;
    for (const char* page : {"train", "train/history", "train/queue"})
        for (const char* language : {"en", "ko"}) {
            all.push_back({page, "light", language, QSize(1440, 900)});
            all.push_back({page, "dark", language, QSize(1440, 900)});
            all.push_back({page, "light", language, QSize(1024, 700)});
        }
    return all;
}

/// What stands below the first screen of the form, and what is seen when things are not right.
TEST(RecipeScreen, HasNoClippedTextInAllItsParts) {
    const TuningProject project(40, 16);
    WindowFixture fixture(project.path(), QStringLiteral("recipe"));
    ASSERT_TRUE(fixture.settle());
    fixture.window->recipePresenter().setModel(TuningProject::model());
    fixture.window->recipePresenter().set("tokens.max_length", 4096);
    fixture.find<QAbstractButton>("level_advanced")->click();
    for (const char* language : {"en", "ko"}) {
        fixture.window->setLanguage(QString::fromLatin1(language));
        for (int section = 0; section < recipes::kSections; section += 3) {
            fixture.find<QAbstractButton>(qPrintable(QStringLiteral("section_%1").arg(section)))->click();
            ASSERT_TRUE(fixture.settle());
            save(fixture,
                 QStringLiteral("recipe-section%1-%2.png").arg(section).arg(QString::fromLatin1(language)));
            expectSound(fixture, language);
        }
    }
    fixture.window->recipePresenter().set("batch.per_device_train_batch_size", 65536);
    ASSERT_TRUE(fixture.settle());
    save(fixture, QStringLiteral("recipe-does-not-fit.png"));
    fixture.window->recipePresenter().setModel(QStringLiteral("models/gone"));
    ASSERT_TRUE(fixture.settle());
    save(fixture, QStringLiteral("recipe-model-gone.png"));
}

TEST(RowTokensScreen, HasNoClippedTextAndOneLanguage) {
    const TuningProject project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(fixture.settle());
    fixture.window->recipePresenter().set("tokens.max_length", 24);
    for (const char* language : {"en", "ko"}) {
        fixture.window->setLanguage(QString::fromLatin1(language));
        fixture.window->recipePresenter().setModel(QString());
        fixture.find<QTabBar>("inspectorTabs")->setCurrentIndex(2);
        ASSERT_TRUE(fixture.settle());
        save(fixture, QStringLiteral("row-tokens-none-%1.png").arg(QString::fromLatin1(language)));
        expectSound(fixture, language);
        fixture.window->recipePresenter().setModel(TuningProject::model());
        ASSERT_TRUE(fixture.settle());
        fixture.find<QWidget>("rowTokens")->setFocus();
        ASSERT_TRUE(fixture.settle());
        save(fixture, QStringLiteral("row-tokens-%1.png").arg(QString::fromLatin1(language)));
        expectSound(fixture, language);
    }
}

std::vector<Screen> screens() {
    std::vector<Screen> all;
    constexpr std::array kPages = {"home",  "data",    "data/splits",    "model",  "recipe",
                                   "train", "compare", "compare/scores", "export", "settings"};
    for (const char* page : kPages)
        for (const char* theme : {"light", "dark"})
            for (const char* language : {"en", "ko"})
                all.push_back({page, theme, language, QSize(1440, 900)});
    for (const char* page : kPages)
        for (const char* language : {"en", "ko"})
            all.push_back({page, "light", language, QSize(1024, 700)});
    return all;
}

std::string nameOf(const testing::TestParamInfo<Screen>& tested) {
    std::string name = std::string(tested.param.page) + "_" + tested.param.theme + "_" +
                       tested.param.language + "_" + std::to_string(tested.param.size.width());
    std::replace(name.begin(), name.end(), '/', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(All, Screens, testing::ValuesIn(screens()), nameOf);
INSTANTIATE_TEST_SUITE_P(All, TrainScreens, testing::ValuesIn(trainScreens()), nameOf);

} // namespace
} // namespace luthier::tests
