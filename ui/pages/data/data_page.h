#pragma once

#include "data_presenter.h"
#include "import_presenter.h"
#include "token_presenter.h"
#include "workbench.h"

#include <widgets/error_panel.h>
#include <widgets/page.h>
#include <widgets/parts.h>

class QMenu;
class QStackedWidget;
class QTabBar;

namespace luthier::data {

class BrowseView;

/// Hosts the tabs Browse, Label, Clean and Splits, and Import over them.
class DataPage final : public widgets::Page {
    Q_OBJECT

public:
    DataPage(DataPresenter& presenter, ImportPresenter& imports, TokenPresenter& tokens,
             Workbench& workbench);
    /// "browse" (also ""), "label", "clean" or "splits"; false: no such tab.
    bool openTab(const QString& key);
    void askImport();
    void focusSearch();
    /// Goes to a row of the chosen dataset; filters that hide it are taken off.
    void showRow(RowId row);
    /// The row in view, token by token.
    void openTokens();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeHead();
    QWidget* makeWork();
    void show();
    void showActions();
    void askName();
    QWidget* makeRemoved();
    void fillMenu();
    void showRemoved();
    void askDeletion();
    void connectWorkbench();
    void tell(const Error& error);

    DataPresenter& m_presenter;
    ImportPresenter& m_imports;
    TokenPresenter& m_tokens;
    Workbench& m_workbench;
    QLabel* m_title = nullptr;
    widgets::ElidedLabel* m_note = nullptr;
    QPushButton* m_undo = nullptr;
    QPushButton* m_redo = nullptr;
    QPushButton* m_problems = nullptr;
    QPushButton* m_import = nullptr;
    QPushButton* m_more = nullptr;
    QMenu* m_menu = nullptr;
    QFrame* m_removed = nullptr;
    QLabel* m_removedText = nullptr;
    QTabBar* m_tabs = nullptr;
    BrowseView* m_browse = nullptr;
    widgets::ErrorPanel* m_error = nullptr;
    widgets::ErrorPanel* m_refused = nullptr; // the last file that could not be looked into
    QStackedWidget* m_views = nullptr;
    QStackedWidget* m_body = nullptr;
    QStackedWidget* m_whole = nullptr;
    widgets::EmptyState* m_empty = nullptr;
};

} // namespace luthier::data
