#pragma once

#include "cleaning_presenter.h"
#include "duplicates_presenter.h"

#include <widgets/controls.h>
#include <widgets/page.h>
#include <widgets/parts.h>

class QProgressBar;
class QTableWidget;

namespace luthier::data {

class DuplicatesView;
class RulePanel;

/// What is wrong with the rows: duplicates and the rules of a preset with their counts, and beside them what
/// the chosen one found.
class CleanView final : public widgets::Page {
    Q_OBJECT

public:
    CleanView(DataPresenter& rows, CleaningPresenter& cleaning, DuplicatesPresenter& duplicates);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeBar();
    QWidget* makeDone();
    QWidget* makeList();
    void refresh();
    void showBar();
    void showProgress();
    void showDone();
    void showList();
    void addHeading(const QString& text);
    void addEntry(const QString& key, const QString& text, const QString& count);
    void choose(const QString& key);
    bool isBusy() const;
    QString progressText() const;

    DataPresenter& m_data;
    CleaningPresenter& m_cleaning;
    DuplicatesPresenter& m_duplicates;
    widgets::Segments* m_preset = nullptr;
    widgets::ElidedLabel* m_summary = nullptr;
    QProgressBar* m_bar = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_search = nullptr;
    QPushButton* m_fixAll = nullptr;
    QFrame* m_done = nullptr;
    QLabel* m_doneText = nullptr;
    QFrame* m_listCard = nullptr;
    QTableWidget* m_list = nullptr;
    QStackedWidget* m_right = nullptr;
    RulePanel* m_rule = nullptr;
    DuplicatesView* m_review = nullptr;
    QString m_chosen; // a key of the list; empty until there is a report
    bool m_filling = false;
};

} // namespace luthier::data
