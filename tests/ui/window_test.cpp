#include "ui_support.h"

#include <bridge/window_settings.h>
#include <models/rows_model.h>
#include <texts/texts.h>
#include <widgets/content_text.h>

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QCoreApplication>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QScrollArea>
#include <QTableView>
#include <QTableWidget>
#include <QToolButton>

#include <algorithm>

namespace luthier::tests {
namespace {

const std::string kTwoPairs = "question,answer,note\nHow?,So.,x\nWhen?,Now.,y\n";

void drop(shell::MainWindow& window, const std::filesystem::path& file) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QString::fromStdString(file.string()))});
    // Qt sends a drop only where the drag has entered.
    QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&window, &enter);
    QDropEvent event(QPointF(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&window, &event);
}

TEST(Window, StartsOnHomeWithoutAProject) {
    WindowFixture fixture({}, QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    EXPECT_TRUE(fixture.find<QWidget>("homePage")->isVisible());
    EXPECT_TRUE(fixture.find<QToolButton>("rail_home")->isChecked());
    EXPECT_FALSE(fixture.find<QWidget>("datasetChip")->isVisible());
}

TEST(Window, MeasuresTheMachineOnHome) {
    // Of its own: `auto` goes by what was measured, and the other tests count on fp32.
    const TemporaryFolder state;
    const QByteArray before = qgetenv("XDG_STATE_HOME");
    qputenv("XDG_STATE_HOME", QByteArray::fromStdString(state.path().string()));
    {
        WindowFixture fixture({}, QStringLiteral("home"));
        ASSERT_TRUE(fixture.settle());
        const auto saysRates = [&fixture] {
            const auto labels = fixture.find<QWidget>("homePage")->findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
                return label->text().contains(QStringLiteral("GFLOP/s"));
            });
        };
        EXPECT_FALSE(saysRates());
        auto* measure = fixture.find<QPushButton>("measureMachineButton");
        measure->click();
        EXPECT_FALSE(measure->isEnabled()) << "one measurement at a time";
        EXPECT_TRUE(waitFor([&] { return measure->isEnabled() && saysRates(); }, 60'000));
    }
    qputenv("XDG_STATE_HOME", before);
}

TEST(Window, RemembersTheThreadsChosenForTraining) {
    WindowFixture fixture({}, QStringLiteral("settings"));
    ASSERT_TRUE(fixture.settle());
    auto* threads = fixture.find<QComboBox>("threadsChoice");
    if (threads->count() < 2)
        GTEST_SKIP() << "one processor leaves no choice";
    threads->setCurrentIndex(1);
    Q_EMIT threads->activated(1);
    EXPECT_EQ(bridge::readWindowSettings().threads, 1);
    threads->setCurrentIndex(0);
    Q_EMIT threads->activated(0);
    EXPECT_EQ(bridge::readWindowSettings().threads, 0);
}

TEST(Window, ShowsInSettingsWhatWasChosenElsewhere) {
    WindowFixture fixture({}, QStringLiteral("settings"));
    ASSERT_TRUE(fixture.settle());
    const auto* theme = fixture.find<QComboBox>("themeChoice");
    EXPECT_EQ(theme->currentData().toString(), QStringLiteral("light"));
    fixture.find<QAction>("actionDark")->trigger();
    EXPECT_EQ(theme->currentData().toString(), QStringLiteral("dark"));
    fixture.find<QAction>("actionLight")->trigger();
    fixture.window->setLanguage(QStringLiteral("ko"));
    EXPECT_EQ(theme->currentData().toString(), QStringLiteral("light"));
    EXPECT_EQ(fixture.find<QComboBox>("languageChoice")->currentData().toString(), QStringLiteral("ko"));
    fixture.window->setLanguage(QStringLiteral("en"));
}

TEST(Window, IsClosedByTheShortcutsAction) {
    WindowFixture fixture({}, QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    auto* quit = fixture.find<QAction>("actionQuit");
    EXPECT_EQ(quit->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_Q));
    quit->trigger();
    EXPECT_FALSE(fixture.window->isVisible());
}

TEST(Window, MakesAProjectFromTheDialog) {
    TemporaryFolder folder;
    WindowFixture fixture({}, QStringLiteral("home"));
    fixture.find<QPushButton>("newProjectButton")->click();
    fixture.find<QLineEdit>("projectFolder")->setText(QString::fromStdString(folder.path().string()));
    EXPECT_FALSE(fixture.find<QPushButton>("projectCreate")->isEnabled());
    fixture.find<QLineEdit>("projectName")->setText(QStringLiteral("하늘 상담"));
    ASSERT_TRUE(fixture.find<QPushButton>("projectCreate")->isEnabled());
    fixture.find<QPushButton>("projectCreate")->click();
    ASSERT_TRUE(waitFor([&] { return fixture.window->bridge().project().has_value(); }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_EQ(fixture.window->bridge().project()->name, QStringLiteral("하늘 상담"));
    EXPECT_TRUE(fixture.find<QPushButton>("emptyImport")->isVisible());
}

TEST(Window, EditsACellInPlaceAndUndoesItByTheShortcutsAction) {
    const SampleProject project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(fixture.settle());
    auto* table = fixture.find<QTableView>("rowsTable");
    auto* model = table->model();
    const int column = models::RowsModel::kFirstField + 1;
    ASSERT_EQ(model->rowCount(), 40);
    const QString before = model->index(0, column).data().toString();
    ASSERT_TRUE(model->setData(model->index(0, column), QStringLiteral("changed"), Qt::EditRole));
    ASSERT_TRUE(
        waitFor([&] { return model->index(0, column).data().toString() == QStringLiteral("changed"); }));
    ASSERT_TRUE(fixture.settle());
    fixture.find<QAction>("actionUndo")->trigger();
    EXPECT_TRUE(waitFor([&] { return model->index(0, column).data().toString() == before; }));
    // Once for the import of the rows and once too often, which is no mistake.
    fixture.find<QAction>("actionUndo")->trigger();
    EXPECT_TRUE(waitFor([&] { return model->rowCount() == 0; }));
    fixture.find<QAction>("actionUndo")->trigger();
    ASSERT_TRUE(fixture.settle());
    EXPECT_FALSE(fixture.find<QWidget>("dataError")->isVisible());
}

TEST(Window, DeletesTheSelectedRows) {
    const SampleProject project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(fixture.settle());
    auto* table = fixture.find<QTableView>("rowsTable");
    table->selectRow(0);
    fixture.find<QPushButton>("deleteRows")->click();
    ASSERT_TRUE(waitFor([&] { return table->model()->rowCount() == 39; }));
    fixture.find<QPushButton>("undoButton")->click();
    EXPECT_TRUE(waitFor([&] { return table->model()->rowCount() == 40; }));
}

TEST(Window, FiltersByTypingAndByFacetAndClearsThePill) {
    const SampleProject project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(fixture.settle());
    auto* table = fixture.find<QTableView>("rowsTable");
    auto* search = fixture.find<QLineEdit>("searchField");
    search->setText(QStringLiteral("topic=refund"));
    Q_EMIT search->returnPressed();
    ASSERT_TRUE(waitFor([&] { return table->model()->rowCount() == 20; }));
    EXPECT_EQ(fixture.find<QLabel>("rowCount")->text(), QStringLiteral("20 of 40 rows"));
    fixture.find<QPushButton>("pill_topic=refund")->click();
    ASSERT_TRUE(waitFor([&] { return table->model()->rowCount() == 40; }));
    ASSERT_TRUE(fixture.settle());
    fixture.find<QAbstractButton>("facet_topic=delivery")->click();
    EXPECT_TRUE(waitFor([&] { return table->model()->rowCount() == 20; }));
}

TEST(Window, ShowsTheBlanksThatTellAFacetFromAnother) {
    const SampleProject project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(fixture.settle());
    auto* model = fixture.find<QTableView>("rowsTable")->model();
    int column = 0;
    while (column < model->columnCount() &&
           model->headerData(column, Qt::Horizontal).toString() != QStringLiteral("topic"))
        ++column;
    ASSERT_TRUE(model->setData(model->index(0, column), QStringLiteral(" delivery "), Qt::EditRole));
    const auto facet = [&] {
        return fixture.window->findChild<QAbstractButton*>(QStringLiteral("facet_topic= delivery "));
    };
    ASSERT_TRUE(waitFor([&] { return facet() != nullptr; }));
    EXPECT_EQ(facet()->text(), QString::fromUtf8("\u2423delivery\u2423"));
}

TEST(Window, ImportsADroppedFileWithTheRolesChosen) {
    const SampleProject project;
    WindowFixture fixture(project.path(), QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    drop(*fixture.window, project.write("pairs.csv", kTwoPairs));
    auto& presenter = fixture.window->importPresenter();
    ASSERT_TRUE(waitFor([&] { return presenter.state() == data::ImportPresenter::State::Ready; }));
    EXPECT_TRUE(fixture.find<QWidget>("importView")->isVisible());
    auto* role = fixture.find<QComboBox>("role_note");
    role->setCurrentIndex(role->findData(QStringLiteral("source")));
    Q_EMIT role->activated(role->currentIndex());
    ASSERT_TRUE(waitFor([&] {
        return presenter.state() == data::ImportPresenter::State::Ready &&
               presenter.preview()->roles.at(QStringLiteral("note")) == QStringLiteral("source");
    }));
    fixture.find<QPushButton>("importRun")->click();
    ASSERT_TRUE(waitFor([&] {
        const auto* current = fixture.window->dataPresenter().current();
        return current && current->name == "pairs";
    }));
    EXPECT_EQ(fixture.window->dataPresenter().current()->rows, 2);
    EXPECT_TRUE(waitFor([&] { return fixture.find<QTableView>("rowsTable")->model()->rowCount() == 2; }));
}

TEST(Window, ImportsAFileThatIsDroppedOnATextField) {
    const SampleProject sample;
    WindowFixture fixture(sample.path());
    ASSERT_TRUE(fixture.settle());
    auto* search = fixture.find<QLineEdit>("searchField");
    QMimeData data;
    data.setUrls(
        {QUrl::fromLocalFile(QString::fromStdString(sample.write("pairs.csv", kTwoPairs).string()))});
    // As file managers send it; the text is what a field would take.
    data.setText(data.urls().first().toString());
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(search, &enter);
    QDropEvent event(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(search, &event);
    EXPECT_TRUE(waitFor(
        [&] { return fixture.window->importPresenter().state() == data::ImportPresenter::State::Ready; }));
    EXPECT_EQ(search->text(), QString());
}

TEST(Window, BreaksWordsThatAreLongerThanALine) {
    const SampleProject project;
    WindowFixture fixture(project.path(), QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    drop(*fixture.window,
         project.write("long.csv", "question,answer\nwhat," + std::string(300, '7') + " in all\n"));
    ASSERT_TRUE(waitFor(
        [&] { return fixture.window->importPresenter().state() == data::ImportPresenter::State::Ready; }));
    ASSERT_TRUE(fixture.settle());
    const auto texts = fixture.find<QWidget>("importView")->findChildren<widgets::ContentText*>();
    ASSERT_EQ(texts.size(), 2);
    EXPECT_GT(texts.last()->height(), 2 * texts.first()->height());
    for (widgets::ContentText* text : texts) {
        const QWidget* around = text->parentWidget();
        while (around && !qobject_cast<const QScrollArea*>(around))
            around = around->parentWidget();
        ASSERT_NE(around, nullptr);
        EXPECT_LE(text->mapTo(around, QPoint(text->width(), 0)).x(),
                  static_cast<const QScrollArea*>(around)->viewport()->width());
        EXPECT_EQ(text->document()->size().height(), text->viewport()->height());
    }
}

TEST(Window, AsksForAProjectWhenAFileIsDroppedWithoutOne) {
    TemporaryFolder folder;
    writeFile(folder / "pairs.csv", kTwoPairs);
    WindowFixture fixture({}, QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    drop(*fixture.window, folder / "pairs.csv");
    EXPECT_EQ(fixture.find<QLineEdit>("projectName")->text(), QStringLiteral("pairs"));
    fixture.find<QPushButton>("projectCancel")->click();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    drop(*fixture.window, folder / "pairs.csv");
    fixture.find<QLineEdit>("projectFolder")->setText(QString::fromStdString(folder.path().string()));
    fixture.find<QPushButton>("projectCreate")->click();
    auto& presenter = fixture.window->importPresenter();
    ASSERT_TRUE(waitFor([&] { return presenter.state() == data::ImportPresenter::State::Ready; }));
    EXPECT_EQ(fixture.window->bridge().project()->name, QStringLiteral("pairs"));
    EXPECT_TRUE(fixture.find<QWidget>("importView")->isVisible());
}

TEST(Window, ForgetsADroppedFileWhoseProjectWasNotMade) {
    const SampleProject project;
    WindowFixture fixture({}, QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    drop(*fixture.window, project.write("pairs.csv", kTwoPairs));
    fixture.find<QPushButton>("projectCancel")->click();
    fixture.window->bridge().open(project.path());
    ASSERT_TRUE(waitFor([&] { return fixture.window->bridge().project().has_value(); }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_EQ(fixture.window->importPresenter().state(), data::ImportPresenter::State::Idle);
}

TEST(Window, RefusesADragThatPromisesFilesAndSendsNone) {
    const SampleProject project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(fixture.settle());
    QMimeData data;
    data.setData(QStringLiteral("text/uri-list"), {});
    ASSERT_TRUE(data.hasUrls());
    QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    enter.ignore();
    QCoreApplication::sendEvent(fixture.window.get(), &enter);
    EXPECT_FALSE(enter.isAccepted());
    QDropEvent event(QPointF(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(fixture.window.get(), &event);
    EXPECT_EQ(fixture.window->importPresenter().state(), data::ImportPresenter::State::Idle);
}

TEST(Window, LeavesAnImportWithoutChangingTheProject) {
    const SampleProject project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(fixture.settle());
    drop(*fixture.window, project.write("pairs.csv", kTwoPairs));
    ASSERT_TRUE(waitFor(
        [&] { return fixture.window->importPresenter().state() == data::ImportPresenter::State::Ready; }));
    fixture.find<QPushButton>("importCancel")->click();
    ASSERT_TRUE(fixture.settle());
    EXPECT_FALSE(fixture.find<QWidget>("importView")->isVisible());
    EXPECT_EQ(fixture.window->dataPresenter().datasets().size(), 1U);
}

TEST(Window, DividesTheRowsOnTheSplitsTab) {
    const SampleProject project;
    WindowFixture fixture(project.path(), QStringLiteral("data/splits"));
    ASSERT_TRUE(fixture.settle());
    fixture.find<QPushButton>("splitButton")->click();
    EXPECT_TRUE(waitFor([&] { return fixture.window->dataPresenter().splits().size() == 3; }));
}

TEST(Window, OpensTheSecondTimeForReadingAndSaysSo) {
    const SampleProject project;
    WindowFixture first(project.path());
    ASSERT_TRUE(first.settle());
    WindowFixture second(project.path());
    ASSERT_TRUE(second.settle());
    EXPECT_TRUE(second.find<QLabel>("noticeText")->isVisible());
    EXPECT_FALSE(second.find<QPushButton>("importButton")->isEnabled());
}

TEST(Window, ChangesTheLanguageAtOnce) {
    const SampleProject project;
    WindowFixture fixture(project.path(), QStringLiteral("data"));
    ASSERT_TRUE(fixture.settle());
    fixture.window->openPage(QStringLiteral("settings"));
    fixture.window->setLanguage(QStringLiteral("ko"));
    QCoreApplication::processEvents();
    EXPECT_EQ(fixture.find<QToolButton>("rail_settings")->text(), QStringLiteral("설정"));
    EXPECT_EQ(fixture.find<QPushButton>("importButton")->text(), QStringLiteral("가져오기…"));
    fixture.window->setLanguage(QStringLiteral("en"));
    QCoreApplication::processEvents();
    EXPECT_EQ(fixture.find<QToolButton>("rail_settings")->text(), QStringLiteral("Settings"));
}

TEST(Window, NamesEveryControlForTestsAndForScreenReaders) {
    const SampleProject project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(fixture.settle());
    for (QWidget* widget : fixture.window->findChildren<QWidget*>()) {
        const bool interactive = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget) ||
                                 qobject_cast<QLineEdit*>(widget);
        if (!interactive || !widget->isVisible())
            continue;
        const QWidget* owner = widget->parentWidget();
        // Parts that Qt makes inside a spin box, a tab bar or a table belong to those.
        if (widget->objectName().startsWith(QStringLiteral("qt_")) ||
            (owner && (owner->inherits("QAbstractSpinBox") || owner->inherits("QTabBar") ||
                       owner->inherits("QTableView") || owner->inherits("QLineEdit"))))
            continue;
        EXPECT_FALSE(widget->objectName().isEmpty()) << widget->metaObject()->className();
        const auto* button = qobject_cast<QAbstractButton*>(widget);
        EXPECT_TRUE(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()))
            << widget->objectName().toStdString();
    }
}

} // namespace
} // namespace luthier::tests
