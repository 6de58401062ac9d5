#include "drops.h"
#include "main_window.h"

#include <QAbstractButton>
#include <QDialog>
#include <QDropEvent>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMimeData>

namespace luthier::shell {

/// What would not be taken is refused while it is still in the hand.
bool MainWindow::takes(const Drop& drop) const {
    const bool importing = m_import.state() == data::ImportPresenter::State::Importing;
    switch (drop.kind) {
    case Drop::Kind::Nothing:
        return false;
    case Drop::Kind::Project:
    case Drop::Kind::Model:
        return true;
    case Drop::Kind::Files:
        return !m_bridge.project() || (m_bridge.isWritable() && !importing);
    }
    return false;
}

QString MainWindow::dropText(const Drop& drop) const {
    const QString name = QFileInfo(drop.paths.value(0)).fileName();
    switch (drop.kind) {
    case Drop::Kind::Project:
        return tr("Open the project %1").arg(name);
    case Drop::Kind::Model:
        return bridge::isModelFile(drop.paths.front()) ? tr("Add the model %1").arg(name)
                                                       : tr("Add the models in %1").arg(name);
    case Drop::Kind::Files:
        if (drop.paths.size() > 1)
            return m_bridge.project()
                       ? tr("Import %n files, one after another", nullptr,
                            static_cast<int>(drop.paths.size()))
                       : tr("Make a project for %n files", nullptr, static_cast<int>(drop.paths.size()));
        return m_bridge.project() ? tr("Import %1").arg(name) : tr("Make a project for %1").arg(name);
    case Drop::Kind::Nothing:
        break;
    }
    return {};
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    const Drop drop = dropOf(*event->mimeData());
    if (!takes(drop))
        return;
    m_drop->announce(dropText(drop));
    event->acceptProposedAction();
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent* event) {
    m_drop->hide();
    QMainWindow::dragLeaveEvent(event);
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    // A text field would take the path of a file for text: a file is the window's, wherever it is dropped.
    if (event->type() == QEvent::DragEnter && watched != this && watched->isWidgetType() &&
        static_cast<QWidget*>(watched)->window() == this &&
        dropOf(*static_cast<QDragEnterEvent*>(event)->mimeData()).kind != Drop::Kind::Nothing) {
        event->ignore();
        return true;
    }
    // Enter presses the focused button, as Space does.
    if (event->type() == QEvent::KeyPress && watched->isWidgetType()) {
        auto* button = qobject_cast<QAbstractButton*>(watched);
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        const bool plain = !(key->modifiers() & ~Qt::KeyboardModifiers(Qt::KeypadModifier));
        if (button && enter && plain && !key->isAutoRepeat() && button->window() == this &&
            button->isEnabled()) {
            button->click();
            return true;
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::dropEvent(QDropEvent* event) {
    m_drop->hide();
    const Drop drop = dropOf(*event->mimeData());
    if (!takes(drop))
        return;
    event->acceptProposedAction();
    if (drop.kind == Drop::Kind::Project)
        m_bridge.open(drop.paths.front());
    else if (drop.kind == Drop::Kind::Model)
        addModelFolder(drop.paths.front());
    else if (m_bridge.project())
        importFiles(drop.paths);
    else
        askProjectFor(drop.paths);
}

void MainWindow::importFiles(const QStringList& files) {
    openPage(QStringLiteral("data"));
    m_import.beginAll(files);
}

void MainWindow::askProjectFor(const QStringList& files) {
    openPage(QStringLiteral("home"));
    m_dropped = files;
    connect(homePage()->askNewProject(files.front()), &QDialog::rejected, this,
            [this] { m_dropped.clear(); });
}

void MainWindow::addModelFolder(const QString& folder) {
    openPage(QStringLiteral("model"));
    m_catalog.addFolder(folder);
    if (bridge::isModelFile(folder) || QFileInfo::exists(folder + QStringLiteral("/config.json")))
        m_models.look(folder);
}

} // namespace luthier::shell
