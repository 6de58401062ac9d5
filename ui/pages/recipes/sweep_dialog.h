#pragma once

#include "sweep_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

#include <QDialog>

class QLineEdit;
class QTableWidget;

namespace luthier::widgets {
class ComboBox;
class Segments;
} // namespace luthier::widgets

namespace luthier::recipes {

/// Puts a sweep together: settings and their values, how they are paired, whether runs that fall behind are
/// stopped; below them the runs that it makes, what they take, and Start.
class SweepDialog final : public widgets::Speaking<QDialog> {
    Q_OBJECT

public:
    SweepDialog(QWidget* parent, std::unique_ptr<SweepPresenter> presenter);

Q_SIGNALS:
    void started(const QString& firstRun);

private:
    QWidget* makeRuns();
    QWidget* makeFoot();
    void say();
    void showLines();
    void showRuns();
    QString summary() const;

    std::unique_ptr<SweepPresenter> m_presenter;
    QLabel* m_title;
    QLabel* m_note;
    QWidget* m_lineArea;
    QPushButton* m_add;
    widgets::Segments* m_pairing;
    QLabel* m_pruneLabel;
    widgets::ComboBox* m_prune;
    QLabel* m_summary = nullptr;
    QTableWidget* m_runs = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_start = nullptr;
};

} // namespace luthier::recipes
