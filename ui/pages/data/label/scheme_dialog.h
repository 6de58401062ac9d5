#pragma once

#include <base/result.h>
#include <dataset/types.h>
#include <labeling/scheme.h>
#include <widgets/controls.h>
#include <widgets/error_panel.h>
#include <widgets/page.h>

#include <QDialog>

class QLineEdit;
class QPlainTextEdit;
class QSpinBox;

namespace luthier::data {

/// Asks for a label scheme. It stays open until it is told that the scheme was made.
class SchemeDialog final : public widgets::Speaking<QDialog> {
    Q_OBJECT

public:
    SchemeDialog(QWidget* parent, const dataset::DatasetFacts& facts);
    void refuse(const Error& error);

Q_SIGNALS:
    void wanted(const luthier::labeling::Scheme& scheme);

private:
    QWidget* makeParts(const dataset::DatasetFacts& facts);
    QWidget* makeRanked(const dataset::DatasetFacts& facts);
    std::vector<std::string> rankedColumns() const;
    QWidget* makeButtons();
    void showParts();
    labeling::Scheme scheme() const;

    QLineEdit* m_name = nullptr;
    widgets::ComboBox* m_kind = nullptr;
    QLineEdit* m_question = nullptr;
    QLabel* m_optionsName = nullptr;
    QPlainTextEdit* m_options = nullptr;
    widgets::CheckBox* m_ordered = nullptr;
    QWidget* m_range = nullptr;
    QSpinBox* m_low = nullptr;
    QSpinBox* m_high = nullptr;
    QWidget* m_columns = nullptr;
    widgets::ComboBox* m_first = nullptr;
    widgets::ComboBox* m_second = nullptr;
    QWidget* m_ranked = nullptr;
    std::vector<widgets::CheckBox*> m_rankBoxes;
    widgets::ErrorPanel* m_error = nullptr;
    QPushButton* m_make = nullptr;
};

} // namespace luthier::data
