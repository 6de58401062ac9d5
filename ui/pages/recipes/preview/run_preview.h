#pragma once

#include "findings_list.h"
#include "memory_bar.h"
#include "step_memory.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QGridLayout;

namespace luthier::recipes {

/// What the run costs, what stands against it, and Start; always in view.
class RunPreview final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    explicit RunPreview(PreviewPresenter& preview, RecipePresenter& recipe);

Q_SIGNALS:
    void revealAsked(const QString& field);
    void sweepAsked();

private:
    struct Figure {
        QLabel* caption;
        QLabel* value;
        QLabel* note;
    };
    QWidget* makeMemory();
    void showAmount(std::size_t part, const PlanFacts& plan);
    QWidget* makeSuggestions();
    QWidget* makeFigures();
    QWidget* makeFoot();
    void show();
    void showItems();
    void showMeasuring();
    void showSuggestions();
    void showFigures();
    void showStart();
    QString startText() const;

    PreviewPresenter& m_preview;
    RecipePresenter& m_recipe;
    QLabel* m_title = nullptr;
    QLabel* m_badge = nullptr;
    QLabel* m_device = nullptr;
    QPushButton* m_measure = nullptr;
    MemoryBar* m_bar = nullptr;
    QGridLayout* m_items = nullptr;
    StepMemory* m_step = nullptr;
    std::array<QLabel*, kMemoryParts> m_names{};
    std::array<QLabel*, kMemoryParts> m_amounts{};
    QLabel* m_remark = nullptr;
    QWidget* m_memory = nullptr;
    QLabel* m_nothing = nullptr;
    QWidget* m_suggestions = nullptr;
    QLabel* m_suggestTitle = nullptr;
    QVBoxLayout* m_suggestLines = nullptr;
    QPushButton* m_acceptMemory = nullptr;
    Figure m_time{};
    Figure m_work{};
    Figure m_disk{};
    FindingsList* m_findings = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_sweep = nullptr;
};

} // namespace luthier::recipes
