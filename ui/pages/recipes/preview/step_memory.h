#pragma once

#include "step_area.h"

#include <widgets/page.h>
#include <widgets/parts.h>

#include <array>

namespace luthier::recipes {

/// The picture of a step's memory with the words for its chosen moment: where the step is, what it takes, and
/// its largest values.
class StepMemory final : public widgets::Page {
    Q_OBJECT

public:
    StepMemory();
    ~StepMemory() override;
    void show(const PlanFacts& plan, bool isPresent);

private:
    void showMoment();
    QString momentText(const PlanMoment& moment) const;
    static QString regionText(const QString& region);

    std::vector<PlanMoment> m_timeline;
    QLabel* m_title;
    QLabel* m_stays;
    StepArea* m_area;
    /// The chosen moment and its largest values: a name and its amount in a line.
    struct Line {
        widgets::ElidedLabel* name;
        QLabel* amount;
    };
    static constexpr std::size_t kLines = 4;
    std::array<Line, kLines> m_lines{};
};

} // namespace luthier::recipes
