#pragma once

#include "../data_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

#include <QDialog>

namespace luthier::data {

class ProblemTable;

/// The rows that the imports of a dataset did not take.
class ProblemsDialog final : public widgets::Speaking<QDialog> {
    Q_OBJECT

public:
    ProblemsDialog(QWidget* parent, DataPresenter& presenter);

private:
    void say();

    DataPresenter& m_presenter;
    QLabel* m_title;
    QLabel* m_note;
    ProblemTable* m_table;
    QPushButton* m_copy;
    QPushButton* m_close;
};

} // namespace luthier::data
