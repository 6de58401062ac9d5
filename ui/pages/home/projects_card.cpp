#include "projects_card.h"

#include "project_delegate.h"

#include <widgets/table.h>

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QShortcut>
#include <QTableWidget>

#include <algorithm>
#include <vector>

namespace luthier::home {

using namespace widgets;

namespace {

constexpr int kFirstProjects = 8;

} // namespace

ProjectsCard::ProjectsCard(HomePresenter& presenter)
    : m_presenter(presenter)
    , m_card(card()) {
    setObjectName(QStringLiteral("projectsCard"));
    column(this, 0)->addWidget(m_card.frame);
    m_table = smallTable(QStringLiteral("recentProjects"), kActions + 1, measures::kProjectCard);
    m_table->horizontalHeader()->hide();
    m_table->setItemDelegate(new ProjectDelegate(m_table, presenter));
    m_table->horizontalHeader()->setSectionResizeMode(kProject, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(kActions, QHeaderView::Fixed);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_none = label(TextStyle::Body, QStringLiteral("muted"));
    m_none->setWordWrap(true);
    m_none->setContentsMargins(measures::kCardPadding, measures::kCardPadding, measures::kCardPadding,
                               measures::kCardPadding);
    m_all = button(QStringLiteral("showAllProjects"), QStringLiteral("quiet"));
    m_card.body->setContentsMargins(0, 0, 0, measures::kGapSmall);
    m_card.body->addWidget(m_table);
    m_card.body->addWidget(m_none);
    m_card.body->addWidget(m_all, 0, Qt::AlignLeft);
    // Enter, and a double click or a click, as the desktop has it.
    connect(m_table, &QTableWidget::cellActivated, this, &ProjectsCard::open);
    connect(m_table, &QWidget::customContextMenuRequested, this, &ProjectsCard::askMenu);
    auto* del = new QShortcut(QKeySequence::Delete, m_table, nullptr, nullptr, Qt::WidgetShortcut);
    connect(del, &QShortcut::activated, this, [this] { remove(m_table->currentRow()); });
    connect(m_all, &QPushButton::clicked, this, [this] {
        m_showsAll = true;
        show();
    });
    connect(&presenter, &HomePresenter::projectsChanged, this, &ProjectsCard::show);
    speak([this] {
        m_shown.clear();
        show();
    });
}

void ProjectsCard::show() {
    m_card.title->setText(tr("Recent projects"));
    m_table->setAccessibleName(tr("Recent projects"));
    m_none->setText(tr("No project yet. A project keeps your data, runs and results in one folder. "
                       "Drop a file of examples anywhere to begin one."));
    const auto& projects = m_presenter.projects();
    const auto count = static_cast<int>(projects.size());
    const int shown = m_showsAll ? count : std::min(count, kFirstProjects);
    m_card.note->setText(count == 0 ? QString() : tr("%n on this machine", nullptr, count));
    m_table->setVisible(count > 0);
    m_none->setVisible(count == 0);
    m_all->setText(tr("Show all %n", nullptr, count));
    m_all->setVisible(shown < count);
    QStringList keys;
    for (int row = 0; row < shown; ++row) {
        const RecentProject& project = projects[static_cast<std::size_t>(row)];
        keys << QStringLiteral("%1|%2%3%4")
                    .arg(project.path)
                    .arg(project.isPinned)
                    .arg(project.exists)
                    .arg(project.isOpen);
    }
    // Figures alone: what is focused and chosen stays.
    if (keys == m_shown) {
        for (int row = 0; row < shown; ++row)
            tell(row, projects[static_cast<std::size_t>(row)]);
        m_table->viewport()->update();
        return;
    }
    m_shown = keys;
    m_table->setRowCount(shown);
    for (int row = 0; row < shown; ++row)
        showRow(row, projects[static_cast<std::size_t>(row)]);
    fitRows(m_table);
    // A table asks items for their width, not the buttons in its cells.
    m_table->setColumnWidth(kActions, 3 * (measures::kControl + measures::kGap));
}

void ProjectsCard::showRow(int row, const RecentProject& project) {
    m_table->setItem(row, kProject, cell(QString()));
    tell(row, project);
    m_table->setItem(row, kActions, cell(QString()));
    m_table->setCellWidget(row, kActions, actionsOf(project));
    if (project.isOpen)
        m_table->selectRow(row);
}

void ProjectsCard::tell(int row, const RecentProject& project) {
    QTableWidgetItem* item = m_table->item(row, kProject);
    item->setText(project.name);
    item->setData(Qt::UserRole, project.path);
    item->setData(Qt::AccessibleTextRole, spoken(project));
    item->setToolTip(project.path);
}

/// What the card shows, one after another.
QString ProjectsCard::spoken(const RecentProject& project) const {
    QStringList words{project.name, factsOf(project)};
    if (project.glance)
        words << stateOf(*project.glance).text;
    words << timeText(project.openedAt);
    words.removeAll(QString());
    return words.join(QStringLiteral(", "));
}

QWidget* ProjectsCard::actionsOf(const RecentProject& project) {
    auto* whole = new QWidget;
    auto* cells = widgets::row(whole, 0);
    cells->addStretch(1);
    if (!project.exists) {
        QPushButton* locate = button(QStringLiteral("locate_") + project.path, QStringLiteral("quiet"),
                                     QStringLiteral("folder"));
        locate->setToolTip(tr("Locate the folder"));
        locate->setAccessibleName(tr("Locate %1").arg(project.name));
        connect(locate, &QPushButton::clicked, this, [this, path = project.path] { askPlace(path); });
        cells->addWidget(locate);
    }
    QPushButton* pin = button(QStringLiteral("pin_") + project.path, QStringLiteral("quiet"),
                              project.isPinned ? QStringLiteral("pinned") : QStringLiteral("pin"));
    pin->setCheckable(true);
    pin->setChecked(project.isPinned);
    pin->setAccessibleName(tr("Keep %1 at the top").arg(project.name));
    pin->setToolTip(project.isPinned ? tr("Kept at the top. Press to let go.") : tr("Keep at the top"));
    connect(pin, &QPushButton::clicked, this,
            [this, path = project.path](bool on) { m_presenter.pinProject(path, on); });
    cells->addWidget(pin);
    QPushButton* remove =
        button(QStringLiteral("forget_") + project.path, QStringLiteral("quiet"), QStringLiteral("close"));
    remove->setAccessibleName(tr("Remove %1 from this list").arg(project.name));
    remove->setToolTip(tr("Remove from this list. The folder stays as it is."));
    connect(remove, &QPushButton::clicked, this,
            [this, path = project.path] { m_presenter.forgetProject(path); });
    cells->addWidget(remove);
    return whole;
}

QString ProjectsCard::pathAt(int row) const {
    const QTableWidgetItem* item = m_table->item(row, kProject);
    return item ? item->data(Qt::UserRole).toString() : QString();
}

void ProjectsCard::open(int row) {
    Q_EMIT chosen();
    m_presenter.openProject(pathAt(row));
}

void ProjectsCard::remove(int row) {
    if (const QString path = pathAt(row); !path.isEmpty())
        m_presenter.forgetProject(path);
}

void ProjectsCard::askPlace(const QString& path) {
    Q_EMIT chosen();
    auto* dialog = new QFileDialog(this, tr("Where is the project now?"), QFileInfo(path).absolutePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, path](const QString& now) { m_presenter.relocateProject(path, now); });
    dialog->open();
}

void ProjectsCard::askMenu(const QPoint& place) {
    const int row = m_table->rowAt(place.y());
    const QString path = pathAt(row);
    if (path.isEmpty())
        return;
    const auto& all = m_presenter.projects();
    const auto found = std::ranges::find(all, path, &RecentProject::path);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Open"), this, [this, row] { open(row); });
    if (found != all.end() && !found->exists)
        menu->addAction(tr("Locate…"), this, [this, path] { askPlace(path); });
    if (found != all.end())
        menu->addAction(found->isPinned ? tr("Do not keep at the top") : tr("Keep at the top"), this,
                        [this, path, pinned = found->isPinned] { m_presenter.pinProject(path, !pinned); });
    menu->addAction(tr("Remove from this list"), this, [this, path] { m_presenter.forgetProject(path); });
    menu->popup(m_table->viewport()->mapToGlobal(place));
}

} // namespace luthier::home
