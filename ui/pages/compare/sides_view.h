#pragma once

#include "compare_presenter.h"
#include "live_answers.h"
#include "side_pane.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QListView;

namespace luthier::compare {

class PromptModel;

/// Prompts with their filter at the left; at the right the prompt, its reference and both answers: those of
/// the chosen row, or those to the question that was just asked.
class SidesView final : public widgets::Page {
    Q_OBJECT

public:
    SidesView(ComparePresenter& presenter, LiveAnswers& live);
    /// Shows the live question instead of the chosen row.
    void showLive();

private:
    QWidget* makePrompts();
    QWidget* makeFilters();
    QWidget* makePrompt();
    QWidget* makeJudging();
    void fillJudging();
    /// What the filter at a place lets through by the chosen criterion.
    std::optional<bridge::Outcome> filterAt(std::optional<bridge::Outcome> place) const;
    void showRows();
    void showPair();
    void showRow(const bridge::ComparedRow& row);
    void showAsked();
    PaneContent liveContent(LiveAnswers::Side side) const;
    void putPanes(PaneContent base, PaneContent adapted);
    PaneContent contentOf(const bridge::SideAnswer& answer) const;
    QStringList lossOf(const bridge::SideAnswer& answer) const;
    /// Answers are right or wrong, and their words can be compared.
    bool isMatched() const;

    ComparePresenter& m_presenter;
    LiveAnswers& m_live;
    bool m_showsLive = false;
    QFrame* m_prompts = nullptr;
    QLabel* m_promptsTitle = nullptr;
    widgets::ElidedLabel* m_promptsNote = nullptr;
    std::vector<std::pair<std::optional<bridge::Outcome>, QPushButton*>> m_filters;
    widgets::ComboBox* m_criterion = nullptr;
    widgets::ComboBox* m_order = nullptr;
    PromptModel* m_model = nullptr;
    QListView* m_list = nullptr;
    QLabel* m_caption = nullptr;
    widgets::ElidedLabel* m_prompt = nullptr;
    widgets::ElidedLabel* m_reference = nullptr;
    QPushButton* m_diff = nullptr;
    SidePane* m_base = nullptr;
    SidePane* m_adapted = nullptr;
};

} // namespace luthier::compare
