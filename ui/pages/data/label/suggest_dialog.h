#pragma once

#include "label_presenter.h"

#include <widgets/controls.h>
#include <widgets/error_panel.h>
#include <widgets/page.h>

#include <QDialog>

class QLineEdit;

namespace luthier::data {

/// Asks for a rule by which an answer is suggested. It stays open until it is told that the rule was
/// followed.
class SuggestDialog final : public widgets::Speaking<QDialog> {
    Q_OBJECT

public:
    SuggestDialog(QWidget* parent, const dataset::DatasetFacts& facts, const std::vector<Choice>& choices);
    void refuse(const Error& error);

Q_SIGNALS:
    void wanted(const luthier::labeling::PatternRule& rule);

private:
    QWidget* makeButtons();
    void showReady();
    labeling::PatternRule rule() const;

    QLineEdit* m_pattern = nullptr;
    widgets::CheckBox* m_expression = nullptr;
    widgets::ComboBox* m_field = nullptr;
    widgets::ComboBox* m_answer = nullptr;
    widgets::ErrorPanel* m_error = nullptr;
    QPushButton* m_suggest = nullptr;
    bool m_isBusy = false;
};

} // namespace luthier::data
