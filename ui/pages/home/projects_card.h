#pragma once

#include "home_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QTableWidget;

namespace luthier::home {

/// The projects of this machine as cards, pinned ones and then the last opened first: each opens, and each
/// can be pinned and taken off the list; one whose folder has gone can be located.
class ProjectsCard final : public widgets::Page {
    Q_OBJECT

public:
    explicit ProjectsCard(HomePresenter& presenter);

Q_SIGNALS:
    /// Something was asked of a project: what was said before is old.
    void chosen();

private:
    enum Column { kProject, kActions };
    void show();
    void tell(int row, const RecentProject& project);
    void showRow(int row, const RecentProject& project);
    QWidget* actionsOf(const RecentProject& project);
    void open(int row);
    void remove(int row);
    void askPlace(const QString& path);
    void askMenu(const QPoint& place);
    QString pathAt(int row) const;
    QString spoken(const RecentProject& project) const;

    HomePresenter& m_presenter;
    widgets::Card m_card;
    QTableWidget* m_table;
    QLabel* m_none;
    QPushButton* m_all;
    QStringList m_shown; ///< what the buttons were made for
    bool m_showsAll = false;
};

} // namespace luthier::home
