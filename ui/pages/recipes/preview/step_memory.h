#pragma once

#include "step_area.h"

#include <widgets/page.h>
#include <widgets/parts.h>

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
    QString momentText(const PlanMoment& moment, qint64 bytes) const;
    static QString regionText(const QString& region);
    QString largestText(const PlanMoment& moment) const;

    std::vector<PlanMoment> m_timeline;
    QLabel* m_title;
    QLabel* m_stays;
    StepArea* m_area;
    widgets::ElidedLabel* m_moment;
    widgets::ElidedLabel* m_largest;
};

} // namespace luthier::recipes
