#pragma once

#include "duplicates_presenter.h"

#include <widgets/controls.h>
#include <widgets/page.h>
#include <widgets/parts.h>

#include <QTimer>

class QTableWidget;

namespace luthier::data {

class RowPane;

/// Clusters of rows that repeat each other, one of them with the words in which its rows differ, and what is
/// removed.
class DuplicatesView final : public widgets::Page {
    Q_OBJECT

public:
    DuplicatesView(DataPresenter& rows, DuplicatesPresenter& presenter);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeSettings();
    QWidget* makeClusters();
    QWidget* makeReview();
    void addKeys();
    void fillChoices();
    void refresh();
    void showFigures();
    void showClusters();
    void showMembers();
    void showTexts();
    QString textOf(RowId row) const;
    RowId selectedRow() const;
    int step(int by) const;

    DataPresenter& m_data;
    DuplicatesPresenter& m_presenter;
    widgets::ComboBox* m_key = nullptr;
    widgets::ComboBox* m_keep = nullptr;
    widgets::Slider* m_threshold = nullptr;
    QLabel* m_thresholdText = nullptr;
    QTimer m_settle; // the slider is followed once it stands still
    QLabel* m_figures = nullptr;
    QLabel* m_alarm = nullptr;
    QPushButton* m_conflicts = nullptr;
    QPushButton* m_remove = nullptr;
    QLabel* m_remark = nullptr;
    QWidget* m_work = nullptr;
    QLabel* m_clusterCount = nullptr;
    QTableWidget* m_clusters = nullptr;
    QTableWidget* m_members = nullptr;
    RowPane* m_kept = nullptr;
    RowPane* m_going = nullptr;
    QPushButton* m_apart = nullptr;
    QPushButton* m_keepThis = nullptr;
    QPushButton* m_next = nullptr;
    bool m_filling = false;
};

} // namespace luthier::data
