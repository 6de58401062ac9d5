#pragma once

#include "label_presenter.h"
#include "pair_maker.h"

#include <widgets/controls.h>
#include <widgets/error_panel.h>
#include <widgets/page.h>
#include <widgets/parts.h>

#include <QPointer>

#include <functional>

class QMenu;
class QProgressBar;
class QScrollArea;

namespace luthier::data {

class CorrectionEdit;
class LabelPanel;
class SpanText;
class SchemeDialog;

/// One row at a time, large, and what can be said of it. The keys 1 to 9 choose, Enter gives a list, Space
/// skips, Backspace takes the last answer back, wherever in the view the focus is but in a field.
class LabelView final : public widgets::Page {
    Q_OBJECT

public:
    LabelView(DataPresenter& rows, LabelPresenter& presenter, PairMaker& pairs);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeBar();
    QWidget* makeRecord();
    QWidget* makeKeys();
    QWidget* makeEnd();
    void refresh();
    void fillSchemes();
    void fillSchemeMenu();
    void fillOrders();
    void askSuggestion();
    void askAcceptAll();
    void fillBulkMenu();
    void showBar();
    void showRow();
    void showConversation(const dataset::Row& row);
    void showMarked(const dataset::Row& row, const labeling::Scheme& scheme);
    void showMarks();
    void pick(int place);
    void showPair(const dataset::Row& row, const labeling::Scheme& scheme);
    void showCorrection(const dataset::Row& row);
    void keepDraft();
    void addText(const QString& caption, const QString& text, bool isAnswer);
    void showKeys();
    void askBulk(const QString& value, const QString& text);
    void askPairs(const labeling::Scheme& scheme, const labeling::PairCounts& counts);
    void askScheme();
    void focusRow();
    void takeFocus();

    DataPresenter& m_data;
    LabelPresenter& m_presenter;
    PairMaker& m_pairs;
    widgets::ComboBox* m_schemes = nullptr;
    QPushButton* m_more = nullptr;
    QMenu* m_menu = nullptr;
    widgets::Segments* m_queue = nullptr;
    widgets::ElidedLabel* m_summary = nullptr;
    QProgressBar* m_bar = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_bulk = nullptr;
    QMenu* m_bulkMenu = nullptr;
    QStackedWidget* m_body = nullptr;
    widgets::EmptyState* m_empty = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_split = nullptr;
    widgets::ElidedLabel* m_said = nullptr;
    QStackedWidget* m_record = nullptr;
    QScrollArea* m_area = nullptr;
    QVBoxLayout* m_texts = nullptr;
    QLabel* m_end = nullptr;
    QPushButton* m_again = nullptr;
    QLabel* m_chooseKeys = nullptr;
    QLabel* m_choose = nullptr;
    QLabel* m_giveKey = nullptr;
    QLabel* m_give = nullptr;
    QLabel* m_shareKey = nullptr;
    QPushButton* m_share = nullptr;
    QLabel* m_acceptKey = nullptr;
    QPushButton* m_accept = nullptr;
    QPushButton* m_skip = nullptr;
    QPushButton* m_back = nullptr;
    LabelPanel* m_panel = nullptr;
    QPointer<SpanText> m_marked; // of a scheme of passages; goes with its row
    QPointer<CorrectionEdit> m_correction;
    RowId m_correctedRow;
    struct Draft {
        QString text;
        bool isGiven = false;
    };
    std::map<RowId, Draft> m_drafts; // corrections that were begun, by their row
    QString m_draftsOf;              // the dataset and scheme that they belong to
    bool m_takesFocus = false;
    std::function<QString()> m_done; // says what the last work on many rows did
};

} // namespace luthier::data
