#include "step_memory.h"

#include <bridge/amounts.h>

#include <QHBoxLayout>

namespace luthier::recipes {

using namespace widgets;

StepMemory::StepMemory() {
    auto* lines = column(this, measures::kGapSmall);
    auto* head = row(measures::kGap);
    m_title = label(TextStyle::BodyStrong);
    m_stays = label(TextStyle::Table, QStringLiteral("muted"));
    m_stays->setObjectName(QStringLiteral("stepStays"));
    head->addWidget(m_title, 1);
    head->addWidget(m_stays);
    m_area = new StepArea;
    m_moment = new ElidedLabel(TextStyle::Table);
    m_moment->setObjectName(QStringLiteral("stepMoment"));
    m_largest = new ElidedLabel(TextStyle::Table, QStringLiteral("muted"));
    m_largest->setObjectName(QStringLiteral("stepLargest"));
    lines->addLayout(head);
    lines->addWidget(m_area);
    lines->addWidget(m_moment);
    lines->addWidget(m_largest);
    connect(m_area, &StepArea::chosenChanged, this, &StepMemory::showMoment);
    speak([this] {
        m_title->setText(tr("Over one step"));
        m_area->setWords(tr("forward"), tr("backward"));
        m_area->setAccessibleName(tr("Memory over one step"));
        m_area->setWhatsThis(
            tr("What comes and goes in memory while a step computes: forward from the embedding to the "
               "head, then backward. The arrow keys go from one part of the model to the next."));
        m_stays->setToolTip(
            tr("Weights, and what is trained, are there from the beginning of a step to its end."));
        showMoment();
    });
}

/// The picture loses the focus with its end, and tells so.
StepMemory::~StepMemory() {
    m_area->disconnect(this);
}

void StepMemory::show(const PlanFacts& plan, bool isPresent) {
    m_timeline = plan.timeline;
    setVisible(!m_timeline.empty());
    m_area->show(m_timeline, isPresent);
}

QString StepMemory::regionText(const QString& region) {
    if (region.startsWith(QStringLiteral("layers.")))
        return tr("block %1").arg(region.mid(region.indexOf(u'.') + 1));
    return region == QStringLiteral("embedding") ? tr("embedding")
           : region == QStringLiteral("head")    ? tr("head")
           : region == QStringLiteral("source")  ? tr("embedding of the encoder")
           : region == QStringLiteral("encoded") ? tr("end of the encoder")
                                                 : region;
}

QString StepMemory::momentText(const PlanMoment& moment, qint64 bytes) const {
    // The loss turns the step around: the head goes both ways at once.
    const QString region = regionText(moment.region);
    const QString amount = bridge::memoryText(bytes);
    if (moment.region == QStringLiteral("head"))
        return tr("%1: %2").arg(region, amount);
    return moment.phase == QStringLiteral("backward") ? tr("%1, backward: %2").arg(region, amount)
                                                      : tr("%1, forward: %2").arg(region, amount);
}

QString StepMemory::largestText(const PlanMoment& moment) const {
    QStringList values;
    for (const PlanMoment::Value& value : moment.largest)
        values << QStringLiteral("%1 %2").arg(value.name, bridge::memoryText(value.bytes));
    return values.isEmpty() ? QString() : tr("Largest: %1").arg(values.join(QStringLiteral(", ")));
}

void StepMemory::showMoment() {
    m_stays->setText(tr("%1 stays throughout").arg(bridge::memoryText(StepArea::stayingBytes(m_timeline))));
    const int chosen = m_area->chosen();
    if (chosen < 0 || chosen >= static_cast<int>(m_timeline.size()))
        return;
    const auto at = static_cast<std::size_t>(chosen);
    const QString moment = momentText(m_timeline[at], StepArea::movingBytes(m_timeline, at));
    const QString largest = largestText(m_timeline[at]);
    m_moment->setFullText(moment);
    m_largest->setFullText(largest);
    m_area->setAccessibleDescription(largest.isEmpty() ? moment : moment + QStringLiteral(". ") + largest);
}

} // namespace luthier::recipes
