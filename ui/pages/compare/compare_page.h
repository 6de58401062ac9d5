#pragma once

#include "compare_presenter.h"
#include "live_answers.h"

#include <widgets/error_panel.h>
#include <widgets/page.h>
#include <widgets/parts.h>

class QStackedWidget;
class QTabBar;

namespace luthier::compare {

class Composer;
class SidesView;

/// Base against adapted: side by side, scores, and one composer for both.
class ComparePage final : public widgets::Page {
    Q_OBJECT

public:
    explicit ComparePage(ComparePresenter& presenter, LiveAnswers& live);
    /// "" (side by side) or "scores"; false: no such tab.
    bool openTab(const QString& key);
    void askComparison();

Q_SIGNALS:
    /// There is nothing to compare yet.
    void trainingWanted();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeHead();
    QWidget* makeWork();
    void show();
    void fillRuns();
    void showError(const Error& error);

    ComparePresenter& m_presenter;
    LiveAnswers& m_live;
    QLabel* m_title = nullptr;
    widgets::ElidedLabel* m_note = nullptr;
    widgets::ComboBox* m_runs = nullptr;
    QPushButton* m_compare = nullptr;
    QTabBar* m_tabs = nullptr;
    widgets::ErrorPanel* m_error = nullptr;
    QStackedWidget* m_body = nullptr;
    QStackedWidget* m_views = nullptr;
    widgets::EmptyState* m_empty = nullptr;
    widgets::EmptyState* m_first = nullptr;
    SidesView* m_sides = nullptr;
    Composer* m_composer = nullptr;
};

} // namespace luthier::compare
