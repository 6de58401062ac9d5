#pragma once

#include "leakage_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QProgressBar;
class QTableWidget;

namespace luthier::data {

class RowPane;

/// Whether splits leak into each other, by pair of splits and kind; examples; and what to do about it.
class LeakageCard final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    LeakageCard(DataPresenter& rows, LeakagePresenter& presenter);

Q_SIGNALS:
    /// The form that splits again is wanted.
    void splitWanted();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeHead();
    QWidget* makeActions();
    QWidget* makeExamples();
    void fillKeys();
    void refresh();
    void showState();
    void showProgress();
    void showCounts();
    void showExamples();
    void showTexts();
    QString kindWord(const QString& kind) const;
    const LeakExample* selected() const;

    DataPresenter& m_data;
    LeakagePresenter& m_presenter;
    QLabel* m_title = nullptr;
    QLabel* m_state = nullptr;
    widgets::ComboBox* m_key = nullptr;
    QProgressBar* m_bar = nullptr;
    QPushButton* m_check = nullptr;
    QPushButton* m_cancel = nullptr;
    QTableWidget* m_counts = nullptr;
    QWidget* m_actions = nullptr;
    QLabel* m_advice = nullptr;
    QPushButton* m_aside = nullptr;
    QPushButton* m_again = nullptr;
    QPushButton* m_show = nullptr;
    QWidget* m_work = nullptr;
    QTableWidget* m_examples = nullptr;
    RowPane* m_row = nullptr;
    RowPane* m_other = nullptr;
    std::vector<LeakExample> m_shown;
    std::string m_shownOf; // the version of the report that the tables show
    bool m_filling = false;
};

} // namespace luthier::data
