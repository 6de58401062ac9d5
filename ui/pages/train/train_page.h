#pragma once

#include "history_presenter.h"
#include "train_presenter.h"

#include <widgets/error_panel.h>
#include <widgets/page.h>
#include <widgets/parts.h>

class QTabBar;

namespace luthier::train {

class RunView;

/// The Train page. What needs charts is built when the page is first shown, so that a window that opens
/// elsewhere is quick.
class TrainPage final : public widgets::Page {
    Q_OBJECT

public:
    explicit TrainPage(TrainPresenter& presenter);
    /// "", "history" or "queue"; false for others.
    bool openTab(const QString& key);
    void showRun(const QString& number);
    /// Asks for another name of that run.
    void askName(const QString& number);
    /// The focus goes to Pause, or to the tabs where there is nothing to pause: never to Discard.
    void takeFocus();
    /// What the empty page offers: only what there is.
    void offerRecipe();
    void offerSample();
    /// The charts of the shown run into a PNG file, its values into a CSV file.
    void exportPicture(const QString& file);

Q_SIGNALS:
    void recipeWanted();
    /// The result of a run is to be held against its base, or to leave the project.
    void comparisonWanted(const QString& run);
    void exportWanted(const QString& run);
    /// A conversation with what a run has made, or a recipe that starts from it.
    void chatWanted(const luthier::registry::RunFacts& run);
    void furtherWanted(const luthier::registry::RunFacts& run);
    void sampleWanted();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    enum Tab { kRun, kHistory, kQueue };
    QWidget* makeHead();
    QWidget* makeEmpty();
    QWidget* makeUndo();
    QWidget* makeDiscarded();
    void buildWork();
    void watch();
    void show();
    void showHead();
    void showActions();
    void showDiscarded();
    void askDiscard();
    QString discardedWords() const;
    void showTrouble();
    void showUndo();
    void askExport(const QString& ending);

    TrainPresenter& m_presenter;
    HistoryPresenter m_history;
    QLabel* m_title = nullptr;
    QPushButton* m_rename = nullptr;
    QLabel* m_badge = nullptr;
    QLabel* m_state = nullptr;
    widgets::ElidedLabel* m_note = nullptr;
    QPushButton* m_compare = nullptr;
    QPushButton* m_export = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_resume = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_discard = nullptr;
    widgets::ErrorPanel* m_error = nullptr;
    widgets::ErrorPanel* m_trouble = nullptr;
    QString m_troubleOf;
    QFrame* m_undo = nullptr;
    QLabel* m_undoText = nullptr;
    widgets::PageStack* m_body = nullptr;
    widgets::EmptyState* m_empty = nullptr;
    QPushButton* m_sample = nullptr;
    widgets::EmptyState* m_discarded = nullptr;
    QWidget* m_work = nullptr;
    QTabBar* m_tabs = nullptr;
    widgets::PageStack* m_views = nullptr;
    widgets::PageStack* m_runPlace = nullptr; // the run, or that it was discarded
    RunView* m_run = nullptr;
    int m_tab = kRun;
};

} // namespace luthier::train
