#pragma once

#include "compare_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

#include <QDialog>

class QDoubleSpinBox;
class QGridLayout;
class QLineEdit;
class QSpinBox;

namespace luthier::compare {

/// Which rows base and adapted model are to answer, and how both write.
class ComparisonDialog final : public widgets::Speaking<QDialog> {
    Q_OBJECT

public:
    /// Comparison: rows and decoding, starts a job. Decoding: only what the composer uses.
    enum class Purpose { Comparison, Decoding };
    ComparisonDialog(QWidget* parent, ComparePresenter& presenter, Purpose purpose);

private:
    void addRows(QGridLayout* grid);
    void addDecoding(QGridLayout* grid);
    void addField(QGridLayout* grid, QWidget* field, std::function<QString()> text);
    void fillSplits();
    Decoding decoding() const;
    void finish();

    ComparePresenter& m_presenter;
    Purpose m_purpose;
    int m_fields = 0;
    QLabel* m_title;
    widgets::ComboBox* m_dataset = nullptr;
    widgets::ComboBox* m_split = nullptr;
    QSpinBox* m_limit = nullptr;
    QSpinBox* m_tokens = nullptr;
    QDoubleSpinBox* m_temperature = nullptr;
    QDoubleSpinBox* m_topP = nullptr;
    QSpinBox* m_topK = nullptr;
    QDoubleSpinBox* m_penalty = nullptr;
    QLineEdit* m_stop = nullptr;
    QSpinBox* m_seed = nullptr;
    QPushButton* m_cancel;
    QPushButton* m_accept;
};

} // namespace luthier::compare
