#pragma once

#include "../import_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

#include <QTableWidget>

#include <vector>

namespace luthier::data {

/// Rows that were not taken: line, byte, why, and how they begin.
class ProblemTable final : public widgets::Speaking<QTableWidget> {
    Q_OBJECT

public:
    explicit ProblemTable(const QString& name);
    void show(std::vector<dataset::ImportProblem> problems);
    /// As lines of text, cells separated by tabs.
    QString text() const;

private:
    void fill();

    std::vector<dataset::ImportProblem> m_problems;
};

/// The rows of a file that will not be taken, before it is imported. Hidden while there are none.
class ProblemsCard final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    ProblemsCard();
    void show(std::vector<dataset::ImportProblem> problems, qint64 all);

private:
    void say();

    QLabel* m_title;
    widgets::ElidedLabel* m_note;
    ProblemTable* m_table;
    qint64 m_all = 0;
};

} // namespace luthier::data
