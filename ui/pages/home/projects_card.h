#pragma once

#include "home_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QTableWidget;

namespace luthier::home {

/// The projects of this machine, the last opened first: each opens, and each can be taken off the list; one
/// whose folder has gone can be located.
class ProjectsCard final : public widgets::Page {
    Q_OBJECT

public:
    explicit ProjectsCard(HomePresenter& presenter);

Q_SIGNALS:
    /// Something was asked of a project: what was said before is old.
    void chosen();

private:
    enum Column { kName, kFolder, kOpened, kActions };
    void show();
    void showRow(int row, const RecentProject& project);
    QWidget* actionsOf(const RecentProject& project);
    void open(int row);
    void remove(int row);
    void askPlace(const QString& path);
    void askMenu(const QPoint& place);
    QString pathAt(int row) const;

    HomePresenter& m_presenter;
    widgets::Card m_card;
    QTableWidget* m_table;
    QLabel* m_none;
    QPushButton* m_all;
    bool m_showsAll = false;
};

} // namespace luthier::home
