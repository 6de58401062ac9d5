#include "recipe_support.h"
#include "screen_support.h"

#include <QApplication>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

#include <support/shared_data.h>

namespace luthier::tests {
namespace {

const std::string kPairs = "question,answer\nHow?,So.\nWhen?,Now.\n";

QString textOf(const std::filesystem::path& path) {
    return QString::fromStdString(path.string());
}

/// Something that is dragged over the window and let go.
class Dragged {
public:
    Dragged(shell::MainWindow& window, const QStringList& paths)
        : m_window(window) {
        QList<QUrl> urls;
        for (const QString& path : paths)
            urls << QUrl::fromLocalFile(path);
        m_data.setUrls(urls);
    }
    bool enter() {
        QDragEnterEvent event(QPoint(300, 300), Qt::CopyAction, &m_data, Qt::LeftButton, Qt::NoModifier);
        event.ignore();
        QCoreApplication::sendEvent(&m_window, &event);
        return event.isAccepted();
    }
    void drop() {
        QDropEvent event(QPointF(300, 300), Qt::CopyAction, &m_data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&m_window, &event);
    }

private:
    shell::MainWindow& m_window;
    QMimeData m_data;
};

TEST(Drops, SayWhatWillHappenAndOpenAProject) {
    const SampleProject project;
    WindowFixture fixture({}, QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    Dragged folder(*fixture.window, {project.path()});
    ASSERT_TRUE(folder.enter());
    EXPECT_TRUE(fixture.find<QWidget>("dropOverlay")->isVisible());
    EXPECT_EQ(fixture.find<QLabel>("dropText")->text(), QStringLiteral("Open the project sample.luthier"));
    folder.drop();
    EXPECT_FALSE(fixture.find<QWidget>("dropOverlay")->isVisible());
    EXPECT_TRUE(waitFor([&] { return fixture.window->bridge().project().has_value(); }));
    EXPECT_TRUE(fixture.settle());
}

TEST(Drops, AddAModelToTheListAndShowIt) {
    const TuningProject project;
    WindowFixture fixture({}, QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    const QString model = project.path() + u'/' + TuningProject::model();
    Dragged folder(*fixture.window, {model});
    ASSERT_TRUE(folder.enter());
    folder.drop();
    EXPECT_TRUE(fixture.find<QToolButton>("rail_model")->isChecked());
    EXPECT_EQ(fixture.window->modelPresenter().current(), model);
    EXPECT_TRUE(waitFor([&] {
        for (const auto& found : fixture.window->modelPresenter().catalog().models())
            if (found.path == model)
                return true;
        return false;
    }));
}

TEST(Drops, AddAGgufFileAndShowIt) {
    const SampleProject project;
    const auto file = project.write("note.txt", "x").parent_path() / "tiny qwen.gguf";
    std::filesystem::copy_file(sourceFile("tests/golden/gguf/qwen3.gguf"), file);
    WindowFixture fixture({}, QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    Dragged dragged(*fixture.window, {textOf(file)});
    ASSERT_TRUE(dragged.enter());
    EXPECT_EQ(fixture.find<QLabel>("dropText")->text(), QStringLiteral("Add the model tiny qwen.gguf"));
    dragged.drop();
    auto& presenter = fixture.window->modelPresenter();
    EXPECT_EQ(presenter.current(), textOf(file));
    ASSERT_TRUE(waitFor([&] { return presenter.catalog().modelAt(textOf(file)) && presenter.details(); }));
    EXPECT_TRUE(presenter.catalog().modelAt(textOf(file))->supported);
    EXPECT_EQ(presenter.details()->dtype, QStringLiteral("F32"));
    EXPECT_EQ(presenter.details()->tokenizer, QStringLiteral("gguf"));
    EXPECT_TRUE(presenter.details()->chats());
    eachLook(fixture, [&](const char* language, const QString& name) {
        save(fixture, QStringLiteral("model-file-%1.png").arg(name));
        expectSound(fixture, language);
    });
}

TEST(ModelFiles, ThatCannotBeReadSayWhy) {
    const SampleProject project;
    const auto file = project.write("broken.gguf", "GGUF");
    WindowFixture fixture({}, QStringLiteral("model"));
    ASSERT_TRUE(fixture.settle());
    auto& presenter = fixture.window->modelPresenter();
    presenter.catalog().addFolder(textOf(file));
    ASSERT_TRUE(waitFor([&] { return presenter.catalog().modelAt(textOf(file)) != nullptr; }));
    EXPECT_EQ(presenter.catalog().modelAt(textOf(file))->reason->code(), "gguf.cut_off");
}

TEST(Drops, ImportSeveralFilesOneAfterAnother) {
    const SampleProject project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(fixture.settle());
    const QString one = textOf(project.write("one.csv", kPairs)),
                  two = textOf(project.write("two.csv", kPairs));
    const QString bad = textOf(project.write("bad.pdf", "%PDF-1.4 nothing"));
    Dragged files(*fixture.window, {one, bad, two});
    ASSERT_TRUE(files.enter());
    EXPECT_EQ(fixture.find<QLabel>("dropText")->text(), QStringLiteral("Import 3 files, one after another"));
    files.drop();
    auto& imports = fixture.window->importPresenter();
    using State = data::ImportPresenter::State;
    ASSERT_TRUE(waitFor([&] { return imports.state() == State::Ready; }));
    EXPECT_EQ(imports.file(), one);
    EXPECT_EQ(imports.waiting().size(), 2);
    EXPECT_TRUE(fixture.find<QPushButton>("importCancelAll")->isVisible());
    imports.run();
    ASSERT_TRUE(waitFor([&] { return imports.file() == two && imports.state() == State::Ready; }));
    EXPECT_EQ(imports.refused(), QStringList(QStringLiteral("bad.pdf")));
    imports.run();
    ASSERT_TRUE(waitFor([&] { return fixture.window->dataPresenter().datasets().size() == 3; }));
    EXPECT_EQ(imports.state(), State::Idle);
}

TEST(ImportPage, StandsReadyUnderEnter) {
    const SampleProject project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(fixture.settle());
    fixture.window->activateWindow();
    ASSERT_TRUE(waitFor([&] { return QApplication::activeWindow() == fixture.window.get(); }));
    auto& imports = fixture.window->importPresenter();
    imports.begin(textOf(project.write("one.csv", kPairs)));
    ASSERT_TRUE(waitFor([&] { return imports.state() == data::ImportPresenter::State::Ready; }));
    ASSERT_TRUE(fixture.settle());
    auto* import = fixture.find<QPushButton>("importRun");
    ASSERT_EQ(QApplication::focusWidget(), import);
    QTest::keyClick(import, Qt::Key_Return);
    EXPECT_TRUE(waitFor([&] { return fixture.window->dataPresenter().datasets().size() == 2; }));
}

TEST(Drops, CancelAllLeavesWhatWaits) {
    const SampleProject project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(fixture.settle());
    auto& imports = fixture.window->importPresenter();
    imports.beginAll({textOf(project.write("one.csv", kPairs)), textOf(project.write("two.csv", kPairs))});
    ASSERT_TRUE(waitFor([&] { return imports.state() == data::ImportPresenter::State::Ready; }));
    fixture.find<QPushButton>("importCancelAll")->click();
    ASSERT_TRUE(fixture.settle());
    EXPECT_EQ(imports.state(), data::ImportPresenter::State::Idle);
    EXPECT_TRUE(imports.waiting().isEmpty());
}

TEST(Drops, RefuseAFolderWithNothingToUse) {
    const TemporaryFolder folder;
    WindowFixture fixture({}, QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    Dragged nothing(*fixture.window, {textOf(folder.path())});
    EXPECT_FALSE(nothing.enter());
    EXPECT_FALSE(fixture.find<QWidget>("dropOverlay")->isVisible());
}

TEST(ModelFolders, AreToldWhenThereIsNoModelInThem) {
    const SampleProject project;
    const auto weights = project.write("tiny.pt", "PK");
    WindowFixture fixture({}, QStringLiteral("model"));
    ASSERT_TRUE(fixture.settle());
    fixture.window->modelPresenter().catalog().addFolder(textOf(weights.parent_path()));
    QWidget* error = fixture.find<QWidget>("modelError");
    ASSERT_TRUE(waitFor([&] { return error->isVisible(); }));
    QString said;
    for (const QLabel* label : error->findChildren<QLabel*>())
        said += label->text();
    EXPECT_TRUE(said.contains(QStringLiteral("There is no model in"))) << said.toStdString();
    EXPECT_TRUE(said.contains(QStringLiteral("tiny.pt"))) << said.toStdString();
}

} // namespace
} // namespace luthier::tests
