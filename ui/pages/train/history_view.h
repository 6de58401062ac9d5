#pragma once

#include "chart_grid.h"
#include "history_presenter.h"

#include <models/runs_model.h>
#include <widgets/controls.h>
#include <widgets/page.h>

#include <QTimer>

class QListView;
class QTableWidget;

namespace luthier::train {

/// The runs of the project as cards; the chosen ones laid over each other, with what differs in their
/// recipes.
class HistoryView final : public widgets::Page {
    Q_OBJECT

public:
    HistoryView(TrainPresenter& presenter, HistoryPresenter& history);

Q_SIGNALS:
    /// A run is to be looked at by itself.
    void runWanted(const QString& number);
    /// Another name for a run is to be asked for.
    void nameWanted(const QString& number);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeList();
    QWidget* makeOverlay();
    void showRuns();
    void showSweeps();
    const registry::SweepFacts* sweep() const;
    void choose();
    void showOverlay();
    void showDifferences();
    void showButtons();
    void openCurrent();
    void askName();

    TrainPresenter& m_presenter;
    HistoryPresenter& m_history;
    models::RunsModel m_model;
    std::vector<RunCurves> m_curves;
    QListView* m_list = nullptr;
    widgets::ComboBox* m_sweep = nullptr;
    widgets::CheckBox* m_withDiscarded = nullptr;
    QPushButton* m_open = nullptr;
    QPushButton* m_restore = nullptr;
    QPushButton* m_rename = nullptr;
    ChartCard m_chart;
    widgets::Card m_differences;
    QTableWidget* m_table = nullptr;
    QLabel* m_same = nullptr;
};

} // namespace luthier::train
