#include "main_window.h"

#include "help.h"

#include <QAction>
#include <QApplication>

/// What can be done from anywhere: actions with their keys, and when each can be done.
namespace luthier::shell {

QAction* MainWindow::addAct(const QString& name, std::function<QString()> text, const QKeySequence& keys,
                            std::function<void()> act, std::function<bool()> can) {
    auto* action = new QAction(this);
    action->setObjectName(name);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, std::move(act));
    addAction(action);
    m_acts.push_back({action, text, std::move(can)});
    speak([action, text = std::move(text)] { action->setText(text()); });
    return action;
}

void MainWindow::addActions() {
    addProjectActions();
    addPageActions();
    addRunActions();
    addAct(
        QStringLiteral("actionSettings"), [] { return tr("Go to the settings"); },
        QKeySequence(Qt::CTRL | Qt::Key_Comma), [this] { openPage(QStringLiteral("settings")); });
    addAct(
        QStringLiteral("actionLight"), [] { return tr("Light theme"); }, {},
        [this] { setTheme(QStringLiteral("light")); },
        [this] { return m_start.settings.theme != QStringLiteral("light"); });
    addAct(
        QStringLiteral("actionDark"), [] { return tr("Dark theme"); }, {},
        [this] { setTheme(QStringLiteral("dark")); },
        [this] { return m_start.settings.theme != QStringLiteral("dark"); });
    addAct(
        QStringLiteral("actionQuit"), [] { return tr("Quit"); }, QKeySequence(Qt::CTRL | Qt::Key_Q),
        [this] { close(); });
    addAct(
        QStringLiteral("actionHelp"), [] { return tr("Explain the focused control"); },
        QKeySequence(Qt::Key_F1), [] { showHelp(QApplication::focusWidget()); })
        ->setShortcutContext(Qt::ApplicationShortcut);
    auto* palette = new QAction(this);
    palette->setObjectName(QStringLiteral("actionPalette"));
    palette->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_K));
    connect(palette, &QAction::triggered, this, &MainWindow::openPalette);
    addAction(palette);
}

void MainWindow::addProjectActions() {
    const auto writable = [this] {
        return m_bridge.isWritable();
    };
    addAct(
        QStringLiteral("actionNewProject"), [] { return tr("New project…"); }, QKeySequence::New,
        [this] {
            openPage(QStringLiteral("home"));
            homePage()->askNewProject();
        });
    addAct(
        QStringLiteral("actionOpenProject"), [] { return tr("Open a project…"); }, QKeySequence::Open,
        [this] {
            openPage(QStringLiteral("home"));
            homePage()->askOpenProject();
        });
    addAct(
        QStringLiteral("actionSample"), [] { return tr("Open the sample project"); }, {},
        [this] { m_sample.make(); }, [this] { return m_sample.canMake() && !m_sample.isBusy(); });
    addAct(
        QStringLiteral("actionImport"), [] { return tr("Import a file…"); },
        QKeySequence(Qt::CTRL | Qt::Key_I),
        [this] {
            openPage(QStringLiteral("data"));
            if (m_bridge.isWritable())
                dataPage()->askImport();
        },
        writable);
    addAct(
        QStringLiteral("actionUndo"), [] { return tr("Undo the last change"); }, QKeySequence::Undo,
        [this] { undo(); }, [this] { return canUndoHere(); });
    addAct(
        QStringLiteral("actionRedo"), [] { return tr("Redo"); },
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), [this] { redo(); }, [this] { return canRedoHere(); });
    addAct(
        QStringLiteral("actionFind"), [] { return tr("Search the rows"); }, QKeySequence::Find,
        [this] {
            openPage(QStringLiteral("data"));
            dataPage()->focusSearch();
        },
        [this] { return m_data.current() != nullptr; });
}

void MainWindow::addPageActions() {
    const auto open = [this] {
        return m_bridge.project().has_value();
    };
    addAct(
        QStringLiteral("actionHome"), [] { return tr("Go to Home"); }, {},
        [this] { openPage(QStringLiteral("home")); });
    addAct(
        QStringLiteral("actionBrowse"), [] { return tr("Go to the rows"); }, {},
        [this] { openPage(QStringLiteral("data")); }, open);
    addAct(
        QStringLiteral("actionLabel"), [] { return tr("Label the rows"); }, {},
        [this] { openPage(QStringLiteral("data/label")); }, [this] { return m_data.current() != nullptr; });
    addAct(
        QStringLiteral("actionClean"), [] { return tr("Clean the rows"); }, {},
        [this] { openPage(QStringLiteral("data/clean")); }, [this] { return m_data.current() != nullptr; });
    addAct(
        QStringLiteral("actionSplits"), [] { return tr("Go to the splits"); }, {},
        [this] { openPage(QStringLiteral("data/splits")); }, [this] { return m_data.current() != nullptr; });
    addAct(
        QStringLiteral("actionModel"), [] { return tr("Go to the models"); }, {},
        [this] { openPage(QStringLiteral("model")); });
    addAct(
        QStringLiteral("actionChat"), [] { return tr("Chat with the model"); }, {},
        [this] { openPage(QStringLiteral("model/chat")); });
    addAct(
        QStringLiteral("actionModelFolder"), [] { return tr("Add a folder with models…"); }, {},
        [this] {
            openPage(QStringLiteral("model"));
            modelPage()->askFolder();
        });
    addAct(
        QStringLiteral("actionRecipe"), [] { return tr("Go to the recipe"); }, {},
        [this] { openPage(QStringLiteral("recipe")); }, open);
    addAct(
        QStringLiteral("actionStart"), [] { return tr("Start training"); },
        QKeySequence(Qt::CTRL | Qt::Key_Return),
        [this] {
            openPage(QStringLiteral("recipe"));
            m_preview.start();
        },
        [this] { return canStart(); });
    addAct(
        QStringLiteral("actionExport"), [] { return tr("Export the recipe…"); }, {},
        [this] {
            openPage(QStringLiteral("recipe"));
            recipePage()->askExport();
        },
        open);
    addAct(
        QStringLiteral("actionCommandLine"), [] { return tr("Show the command of the run"); }, {},
        [this] {
            openPage(QStringLiteral("recipe"));
            recipePage()->showCommand();
        },
        open);
}

void MainWindow::addRunActions() {
    const auto open = [this] {
        return m_bridge.project().has_value();
    };
    addAct(
        QStringLiteral("actionTrain"), [] { return tr("Go to training"); }, {},
        [this] { openPage(QStringLiteral("train")); }, open);
    addAct(
        QStringLiteral("actionHistory"), [] { return tr("Go to the history of runs"); }, {},
        [this] { openPage(QStringLiteral("train/history")); }, open);
    addAct(
        QStringLiteral("actionQueue"), [] { return tr("Go to the queue"); }, {},
        [this] { openPage(QStringLiteral("train/queue")); }, open);
    addAct(
        QStringLiteral("actionPauseRun"), [] { return tr("Pause the run"); }, {}, [this] { m_train.pause(); },
        [this] { return m_train.canPause(); });
    addAct(
        QStringLiteral("actionResumeRun"), [] { return tr("Resume the run"); }, {},
        [this] { m_train.resume(); }, [this] { return m_train.canResume(); });
    addAct(
        QStringLiteral("actionRenameRun"), [] { return tr("Rename the run…"); }, {},
        [this] {
            openPage(QStringLiteral("train"));
            if (const registry::RunFacts* run = m_train.current())
                trainPage()->askName(QString::fromStdString(run->number));
        },
        [this] { return m_train.current() && m_train.isWritable(); });
    addAct(
        QStringLiteral("actionCompare"), [] { return tr("Go to the comparison"); }, {},
        [this] { openPage(QStringLiteral("compare")); }, open);
    addAct(
        QStringLiteral("actionExports"), [] { return tr("Go to the exports"); }, {},
        [this] { openPage(QStringLiteral("export")); }, open);
}

bool MainWindow::canUndoHere() const {
    const QWidget* page = m_pages->currentWidget();
    return page == m_recipePage  ? m_recipe.canUndo()
           : page == m_trainPage ? m_train.undoable() != nullptr
                                 : m_data.canUndo();
}

bool MainWindow::canRedoHere() const {
    return m_pages->currentWidget() == m_recipePage ? m_recipe.canRedo() : m_data.canRedo();
}

/// The rest stands in the way on the Recipe page, which Start opens.
bool MainWindow::canStart() const {
    using State = recipes::PreviewPresenter::State;
    const State state = m_preview.state();
    return state != State::NoProject && state != State::ReadOnly && state != State::NoModel &&
           state != State::NoData && state != State::Starting;
}

} // namespace luthier::shell
