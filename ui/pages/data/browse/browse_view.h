#pragma once

#include "../data_presenter.h"
#include "../token_presenter.h"
#include "../typed_search.h"

#include <models/rows_model.h>
#include <widgets/page.h>
#include <widgets/parts.h>

#include <memory>

class QLineEdit;
class QTableView;

namespace luthier::data {

struct TextPlace;
class FacetPanel;
class FilterPills;
class Inspector;
class RowDelegate;
class RowsHead;

/// The rows of the dataset: search and pills, facets, table, inspector.
class BrowseView final : public widgets::Page {
    Q_OBJECT

public:
    BrowseView(DataPresenter& presenter, TokenPresenter& tokens);
    ~BrowseView() override;
    void focusSearch();
    void openTokens();
    /// Goes to a row, now or as soon as the rows are there.
    void showRow(RowId row);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeBar();
    void makeSearch();
    void showTyped();
    QWidget* makeTable();
    void makeRowMenu();
    void showRows();
    void refreshRows();
    void showCounts();
    void placeColumns();
    void inspectCurrent();
    void deleteSelected();
    void keepPlace();
    void returnToPlace();
    void goTo(int row);
    void connectInspector();
    void editCurrent(const QModelIndex& index);
    void editNext(const TextPlace& place);
    void showFacets();

    DataPresenter& m_presenter;
    models::RowsModel m_model;
    TypedSearch m_typed;
    QLineEdit* m_search;
    QAction* m_clearSearch;
    widgets::ElidedLabel* m_hint; // what Enter would do, or why nothing
    FilterPills* m_pills;
    QLabel* m_count;
    QPushButton* m_facetsButton;
    QPushButton* m_delete;
    FacetPanel* m_facets;
    Inspector* m_inspector;
    QTableView* m_table;
    RowsHead* m_head;
    RowDelegate* m_cells;
    QLabel* m_selected;
    QLabel* m_shown;
    QString m_columnsOf;
    /// Where the person is, kept while the rows change under it.
    struct Place {
        int top = 0;
        int row = 0;
        bool selects = false;
    };
    std::optional<Place> m_place;
    std::optional<int> m_afterDelete;      // the row that comes next
    std::optional<RowId> m_touched;        // by undo or redo, or by an edit that moved it: it is looked for
                                           // once the rows have come
    std::unique_ptr<TextPlace> m_editNext; // waits for the row that comes next
    bool m_isFresh = true;                 // another dataset or filter: it is shown from its first row on
};

} // namespace luthier::data
